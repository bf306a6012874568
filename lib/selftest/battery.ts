import type { AllowedInterval } from "./allowed_interval.ts";
import { type Bounds, boundsFor } from "./bounds.ts";
import { measure } from "./statistics.ts";

export type { AllowedInterval } from "./allowed_interval.ts";
export type { Bounds } from "./bounds.ts";

export type TestName = "monobit" | "poker" | "runs" | "long run" | "nibble absence" | "repeat";

/** One statistic, what it came to, and what it was allowed to be. */
export interface TestOutcome {
  readonly test: TestName;
  /** What was counted, such as "ones" or "runs of 3 zeros". */
  readonly statistic: string;
  readonly value: number;
  readonly allowed: AllowedInterval;
  readonly passed: boolean;
}

/** The verdict on one key: passed when every outcome passed. */
export interface SelfTestResult {
  readonly passed: boolean;
  readonly bits: number;
  /** One a statistic, in the order of the tests; the runs test has twelve. */
  readonly outcomes: readonly TestOutcome[];
}

/**
 * The statistical self-test of a key: monobit, poker, runs and long run after FIPS 140-2, nibble
 * absence and repeat.
 *
 * It finds a source that is stuck, strongly biased, text, a byte counter, or in a short cycle. It
 * cannot show that a key is unpredictable: a hashed counter passes. Values of a key that passed
 * tell a little about its bits and are not for display; those of a rejected key may be shown, since
 * that key is never used.
 *
 * @param key 128 to 4,096 bytes
 * @param bounds of that length; given by callers that test many keys
 * @throws {RangeError} when the key has another length, or not the length of the bounds
 * @example
 * ```ts
 * selfTest(new Uint8Array(128)).passed; // false
 * ```
 */
export function selfTest(
  key: Uint8Array,
  bounds: Bounds = boundsFor(8 * key.length),
): SelfTestResult {
  if (bounds.bits !== 8 * key.length) {
    throw new RangeError(`Cannot judge ${8 * key.length} bits by the bounds of ${bounds.bits}`);
  }
  const statistics = measure(key);
  const outcomes: TestOutcome[] = [];
  const judge = (
    test: TestName,
    statistic: string,
    value: number,
    allowed: AllowedInterval,
  ) => {
    const passed = value >= allowed.least && value <= allowed.most;
    outcomes.push({ test, statistic, value, allowed, passed });
  };
  judge("monobit", "ones", statistics.ones, bounds.ones);
  judge("poker", "sum of squared nibble counts", statistics.sumOfSquares, bounds.sumOfSquares);
  bounds.runs.forEach((allowed, i) => {
    const length = i < 5 ? `${i + 1}` : "6 or more";
    judge("runs", `runs of ${length} zeros`, statistics.runsOfZeros[i]!, allowed);
    judge("runs", `runs of ${length} ones`, statistics.runsOfOnes[i]!, allowed);
  });
  judge("long run", "bits in the longest run", statistics.longestRun, bounds.longestRun);
  judge(
    "nibble absence",
    "nibble values that do not occur",
    statistics.absentNibbles,
    bounds.absentNibbles,
  );
  judge("repeat", "64-bit words seen before", statistics.repeatedWords, bounds.repeatedWords);
  judge(
    "repeat",
    "64-bit words of byte differences seen before",
    statistics.repeatedDifferences,
    bounds.repeatedDifferences,
  );
  return { passed: outcomes.every((outcome) => outcome.passed), bits: bounds.bits, outcomes };
}
