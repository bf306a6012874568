import { atLeast, type Interval, isOutside } from "../math/binomial.ts";
import { expectedLongRuns } from "../math/bits.ts";
import { bitsAtPosition, MAX_WORD_BITS, namePosition, WORD_BITS } from "./bit_bounds.ts";
import { BEYOND_CHANCE, beyondChance, boundsFor, SIGNIFICANCE } from "./bounds.ts";
import { measure } from "./statistics.ts";

/** More than the rounding of a binomial tail, relative. */
const ROUNDED = 1 + 1e-12;

/** Upper bounds of the probability that a statistic of fair bits is at least as far out as a value. */
export const probabilities = {
  /** Two-sided and exact but for rounding, of ones among fair bits. */
  fairBinomial: (bits: number, ones: number): number =>
    // The least number where it is even less: an upper bound is never 0.
    Math.max(Number.MIN_VALUE, 2 * ROUNDED * atLeast(Math.max(ones, bits - ones), bits, 1 / 2)),

  /** The significance that belongs to the bound which is passed: of the test, or of what chance explains. */
  sumOfSquares: (bits: number, value: number): number =>
    isOutside(value, beyondChance(bits).sumOfSquares) ? BEYOND_CHANCE : SIGNIFICANCE,

  /** The same; twelve statistics share the significance of the test. */
  runs: (bits: number, index: number, value: number): number =>
    isOutside(value, beyondChance(bits).runs[index]) ? BEYOND_CHANCE : SIGNIFICANCE / 12,

  longestRun: (bits: number, length: number): number =>
    Math.max(Number.MIN_VALUE, expectedLongRuns(bits, length)),

  /** Each of the sets of so many of the 16 values is missing with (1 - missing / 16)^nibbles. */
  absentNibbles: (bits: number, missing: number): number => {
    let sets = 1;
    for (let i = 0; i < missing; i++) sets = sets * (16 - i) / (i + 1);
    return Math.max(Number.MIN_VALUE, sets * (1 - missing / 16) ** (bits / 4));
  },

  /** Each pair of the words of 8 bytes is equal with 2^-64. */
  repeatedWords: (bytes: number): number => {
    const words = bytes - 7;
    return words * (words - 1) / 2 * 2 ** -64;
  },
} as const;

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
  readonly allowed: Interval;
  /**
   * Upper bound of the probability that fair bits give this statistic a value so far out, on either side:
   * exact where its distribution is quickly computed, else the rate of the strictest bound that it is beyond.
   */
  readonly probabilityAtMost: number;
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
 * @returns the statistics outside their bounds, in the order of the tests; none when the key passed
 * @throws {RangeError} when the key has another length
 * @example
 * ```ts
 * selfTest(new Uint8Array(128))[0].statistic; // "ones"
 * ```
 */
export function selfTest(key: Uint8Array): FailedStatistic[] {
  const bits = 8 * key.length;
  const bounds = boundsFor(bits);
  const counted = measure(key);
  const failed: FailedStatistic[] = [];
  const fail = (
    test: TestName,
    statistic: string,
    value: number,
    allowed: Interval,
    probability: number,
  ) => {
    failed.push({ test, statistic, value, allowed, probabilityAtMost: Math.min(1, probability) });
  };

  const { ones, sumOfSquares, runsOfZeros, runsOfOnes, longestRun, absentNibbles } = counted;
  if (isOutside(ones, bounds.ones)) {
    fail("monobit", "ones", ones, bounds.ones, probabilities.fairBinomial(bits, ones));
  }
  if (isOutside(sumOfSquares, bounds.sumOfSquares)) {
    const probability = probabilities.sumOfSquares(bits, sumOfSquares);
    const statistic = "sum of squared nibble counts";
    fail("poker", statistic, sumOfSquares, bounds.sumOfSquares, probability);
  }
  for (let i = 0; i < bounds.runs.length; i++) {
    const allowed = bounds.runs[i];
    const failRuns = (symbol: string, runs: number) => {
      const statistic = `runs of ${i < 5 ? i + 1 : "6 or more"} ${symbol}`;
      fail("runs", statistic, runs, allowed, probabilities.runs(bits, i, runs));
    };
    if (isOutside(runsOfZeros[i], allowed)) failRuns("zeros", runsOfZeros[i]);
    if (isOutside(runsOfOnes[i], allowed)) failRuns("ones", runsOfOnes[i]);
  }
  if (isOutside(longestRun, bounds.longestRun)) {
    const probability = probabilities.longestRun(bits, longestRun);
    fail("long run", "bits in the longest run", longestRun, bounds.longestRun, probability);
  }
  if (isOutside(absentNibbles, bounds.absentNibbles)) {
    const probability = probabilities.absentNibbles(bits, absentNibbles);
    const statistic = "nibble values that do not occur";
    fail("nibble absence", statistic, absentNibbles, bounds.absentNibbles, probability);
  }

  const { repeatedWords, repeatedDifferences } = counted;
  if (isOutside(repeatedWords, bounds.repeatedWords)) {
    const probability = probabilities.repeatedWords(key.length);
    fail("repeat", "64-bit words seen before", repeatedWords, bounds.repeatedWords, probability);
  }
  if (isOutside(repeatedDifferences, bounds.repeatedDifferences)) {
    const probability = probabilities.repeatedWords(key.length - 1);
    const statistic = "64-bit words of byte differences seen before";
    fail("repeat", statistic, repeatedDifferences, bounds.repeatedDifferences, probability);
  }

  for (let i = 0; i < bounds.unequalBits.length; i++) {
    const distance = i + 1, unequal = counted.unequalBits[i], allowed = bounds.unequalBits[i];
    if (!isOutside(unequal, allowed)) continue;
    const probability = probabilities.fairBinomial(bits - distance, unequal);
    fail("autocorrelation", `unequal bits ${distance} apart`, unequal, allowed, probability);
  }
  for (let i = 0; i < WORD_BITS.length; i++) {
    const wordBits = WORD_BITS[i], intervals = bounds.onesAtPosition[i];
    for (let position = 0; position < wordBits; position++) {
      let at = 0;
      for (let p = position; p < MAX_WORD_BITS; p += wordBits) at += counted.onesAtPosition[p];
      if (!isOutside(at, intervals[position])) continue;
      const statistic = `ones at ${namePosition(wordBits, position)}`;
      const trials = bitsAtPosition(bits, wordBits, position);
      const probability = probabilities.fairBinomial(trials, at);
      fail("bit position", statistic, at, intervals[position], probability);
    }
  }
  return failed;
}
