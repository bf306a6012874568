import { clopperPearson, type Interval } from "../../lib/math/binomial.ts";
import { selfTest, type TestName } from "../../lib/selftest/battery.ts";
import { boundsFor } from "../../lib/selftest/bounds.ts";
import { type RejectionRate, rejectionRates } from "./rates.ts";

/** What one test did to many keys. */
export interface TestCalibration extends RejectionRate {
  /** Keys that the test rejected. */
  readonly rejections: number;
  /** Of the rejection rate, at the confidence asked for. */
  readonly interval: Interval;
  /**
   * Too often: the whole interval lies above the design rate. Too rarely: it lies below the rate
   * that the test must at least have. Either shows, at that confidence, that bounds or counting are
   * wrong.
   */
  readonly verdict: "as designed" | "too often" | "too rarely";
}

export interface Calibration {
  readonly keyBytes: number;
  readonly keys: number;
  readonly confidence: number;
  /** Keys that at least one test rejected. */
  readonly rejectedKeys: number;
  readonly tests: readonly TestCalibration[];
}

/**
 * Runs the self-test over many keys of a source that is taken for fair, and compares how often each
 * test rejects with how often it should.
 *
 * @param keyBytes length of the keys
 * @param keys how many
 * @param fill overwrites its argument with the next key
 * @param confidence of each interval, between 0 and 1
 */
export function calibrate(
  keyBytes: number,
  keys: number,
  fill: (key: Uint8Array) => void,
  confidence: number,
): Calibration {
  const rejections = new Map<TestName, number>();
  let rejectedKeys = 0;
  const key = new Uint8Array(keyBytes);
  for (let i = 0; i < keys; i++) {
    fill(key);
    const failed = selfTest(key);
    if (failed.length === 0) continue;
    rejectedKeys++;
    for (const test of new Set(failed.map(({ test }) => test))) {
      rejections.set(test, (rejections.get(test) ?? 0) + 1);
    }
  }
  const tests = rejectionRates(boundsFor(8 * keyBytes)).map((rate): TestCalibration => {
    const count = rejections.get(rate.test) ?? 0;
    const interval = clopperPearson(count, keys, confidence);
    const verdict = interval.least > rate.design
      ? "too often"
      : interval.most < rate.actual.least
      ? "too rarely"
      : "as designed";
    return { ...rate, rejections: count, interval, verdict };
  });
  return { keyBytes, keys, confidence, rejectedKeys, tests };
}
