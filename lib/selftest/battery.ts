import type { AllowedInterval } from "./allowed_interval.ts";
import { bitsAtPosition, namePosition, WORD_BITS } from "./bit_bounds.ts";
import { foldPositions } from "./bit_counts.ts";
import { type Bounds, boundsFor } from "./bounds.ts";
import { probabilities } from "./probabilities.ts";
import { measure } from "./statistics.ts";

export type { AllowedInterval } from "./allowed_interval.ts";
export type { Bounds } from "./bounds.ts";

export type TestName =
  | "monobit"
  | "poker"
  | "runs"
  | "long run"
  | "nibble absence"
  | "repeat"
  | "autocorrelation"
  | "bit position";

/** A statistic outside its bounds: what it came to, and what it was allowed to be. */
export interface FailedStatistic {
  readonly test: TestName;
  /** What was counted, such as "ones" or "runs of 3 zeros". */
  readonly statistic: string;
  readonly value: number;
  readonly allowed: AllowedInterval;
  /**
   * Upper bound of the probability that fair bits give this statistic a value so far out, on either side:
   * exact where its distribution is quickly computed, else the rate of the strictest bound that it is beyond.
   */
  readonly probabilityAtMost: number;
}

/** The verdict on one key. Of a key that passed it holds nothing but its length. */
export interface SelfTestResult {
  readonly passed: boolean;
  readonly bits: number;
  /** In the order of the tests; empty when the key passed. */
  readonly failed: readonly FailedStatistic[];
}

/**
 * The statistical self-test of a key: monobit, poker, runs and long run after FIPS 140-2, nibble absence,
 * repeat, autocorrelation (test T5 of AIS 31) and bit position.
 *
 * It finds a source that is stuck, strongly biased, text, a byte counter, or in a short cycle, one whose
 * bits depend on bits up to 64 before them, and one with a bit stuck in each word. It cannot show that a key
 * is unpredictable: a hashed counter passes. Statistics of a key that passed tell a little about its bits and
 * are not kept; those of a rejected key may be shown, since that key is never used.
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
  const { bits } = bounds;
  if (bits !== 8 * key.length) {
    throw new RangeError(`Cannot judge ${8 * key.length} bits by the bounds of ${bits}`);
  }
  const statistics = measure(key);
  const failed: FailedStatistic[] = [];
  const judge = (
    test: TestName,
    value: number,
    allowed: AllowedInterval,
    statistic: () => string,
    probability: () => number,
  ) => {
    if (value >= allowed.least && value <= allowed.most) return;
    failed.push({
      test,
      statistic: statistic(),
      value,
      allowed,
      probabilityAtMost: Math.min(1, probability()),
    });
  };
  judge(
    "monobit",
    statistics.ones,
    bounds.ones,
    () => "ones",
    () => probabilities.fairBinomial(bits, statistics.ones),
  );
  judge(
    "poker",
    statistics.sumOfSquares,
    bounds.sumOfSquares,
    () => "sum of squared nibble counts",
    () => probabilities.sumOfSquares(bits, statistics.sumOfSquares),
  );
  bounds.runs.forEach((allowed, i) => {
    const length = i < 5 ? `${i + 1}` : "6 or more";
    for (
      const [symbol, counts] of [
        ["zeros", statistics.runsOfZeros],
        ["ones", statistics.runsOfOnes],
      ] as const
    ) {
      judge(
        "runs",
        counts[i],
        allowed,
        () => `runs of ${length} ${symbol}`,
        () => probabilities.runs(bits, i, counts[i]),
      );
    }
  });
  judge(
    "long run",
    statistics.longestRun,
    bounds.longestRun,
    () => "bits in the longest run",
    () => probabilities.longestRun(bits, statistics.longestRun),
  );
  judge(
    "nibble absence",
    statistics.absentNibbles,
    bounds.absentNibbles,
    () => "nibble values that do not occur",
    () => probabilities.absentNibbles(bits, statistics.absentNibbles),
  );
  judge(
    "repeat",
    statistics.repeatedWords,
    bounds.repeatedWords,
    () => "64-bit words seen before",
    () => probabilities.repeatedWords(key.length),
  );
  judge(
    "repeat",
    statistics.repeatedDifferences,
    bounds.repeatedDifferences,
    () => "64-bit words of byte differences seen before",
    () => probabilities.repeatedWords(key.length - 1),
  );
  bounds.unequalBits.forEach((allowed, i) => {
    const distance = i + 1, value = statistics.unequalBits[i];
    judge(
      "autocorrelation",
      value,
      allowed,
      () => `unequal bits ${distance} apart`,
      () => probabilities.fairBinomial(bits - distance, value),
    );
  });
  bounds.onesAtPosition.forEach((allowed, i) => {
    const wordBits = WORD_BITS[i];
    const ones = foldPositions(statistics.onesAtPosition, wordBits);
    allowed.forEach((interval, position) =>
      judge(
        "bit position",
        ones[position],
        interval,
        () => `ones at ${namePosition(wordBits, position)}`,
        () => probabilities.fairBinomial(bitsAtPosition(bits, wordBits, position), ones[position]),
      )
    );
  });
  return { passed: failed.length === 0, bits, failed };
}
