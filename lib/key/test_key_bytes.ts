import { MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { type FailedStatistic, selfTest } from "../selftest/battery.ts";
import { type HealthAlarm, HealthTests } from "../sp800_90b/health_tests.ts";

/** What the tests found in bytes that are, or are to become, a key. */
export interface KeyTestResult {
  /** The first alarm of the health tests, or null. */
  readonly alarm: HealthAlarm | null;
  /** The statistics of the self-test outside their bounds. */
  readonly failed: readonly FailedStatistic[];
}

/** The health tests of a key: a key of n bytes is to hold 8 n bits of min-entropy. */
export function keyHealthTests(): HealthTests {
  return new HealthTests({ minEntropyPerSample: 8 });
}

/**
 * Health tests for bytes that are being gathered. An alarm ends gathering, but not before there are the bytes
 * that the self-test needs to tell it from chance: at most the 128 that any key has, so that a source that
 * blocks is not waited for any longer than that.
 */
export class GatheredKeyTest {
  readonly #tests = keyHealthTests();
  #alarm: HealthAlarm | null = null;
  #bytes = 0;

  /** The first alarm, whether or not it has ended gathering. */
  get alarm(): HealthAlarm | null {
    return this.#alarm;
  }

  /** How many bytes were seen. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /** @returns whether gathering goes on */
  feed(bytes: Uint8Array): boolean {
    const alarm = this.#tests.feed(bytes);
    this.#alarm ??= alarm;
    this.#bytes += bytes.length;
    return this.#alarm === null || this.#bytes < MIN_KEY_BYTES;
  }
}

/**
 * The statistical tests that a key must pass: health tests and self-test. Making a key and verifying one both
 * ask this. The self-test follows an alarm too: how far out its statistics are shows whether the alarm can
 * have been chance. What verify refuses for its content is not asked here but in refused_bytes.ts.
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
  return { alarm, failed: selfTest(bytes) };
}

/** Whether a key passed. */
export function passesTests({ alarm, failed }: KeyTestResult): boolean {
  return alarm === null && failed.length === 0;
}
