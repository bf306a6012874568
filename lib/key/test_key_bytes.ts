import { type FailedStatistic, selfTest } from "../selftest/battery.ts";
import { type HealthAlarm, HealthTests } from "../sp800_90b/health_tests.ts";

/** What the tests found in bytes that are, or are to become, a key. */
export interface KeyTestResult {
  /** The first alarm of the health tests, or null. */
  readonly alarm: HealthAlarm | null;
  /** The statistics of the self-test outside their bounds; empty after an alarm, which is enough. */
  readonly failed: readonly FailedStatistic[];
}

/** The health tests of a key: a key of n bytes is to hold 8 n bits of min-entropy. */
export function keyHealthTests(): HealthTests {
  return new HealthTests({ minEntropyBitsPerByte: 8 });
}

/**
 * All tests that a key must pass: health tests, then the self-test. Making a key and verifying one both ask
 * this, so that no key is made that would be refused later.
 *
 * @param bytes 128 to 4,096 of them
 * @param alarm of the health tests where these bytes went through them already, while they were gathered
 * @throws {RangeError} when there are fewer or more bytes
 * @example
 * ```ts
 * testKeyBytes(new Uint8Array(128)).alarm; // { test: "repetition count", value: 5, cutoff: 5 }
 * ```
 */
export function testKeyBytes(
  bytes: Uint8Array,
  alarm: HealthAlarm | null = keyHealthTests().feed(bytes),
): KeyTestResult {
  return { alarm, failed: alarm === null ? selfTest(bytes).failed : [] };
}

/** Whether a key passed. */
export function passesTests({ alarm, failed }: KeyTestResult): boolean {
  return alarm === null && failed.length === 0;
}
