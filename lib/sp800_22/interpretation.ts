import { atLeast, atMost } from "../math/binomial.ts";
import { chiSquareUpper } from "../math/special_functions.ts";

/** alpha: a sequence passes a test when its p-value is at least this (SP 800-22 Rev. 1a section 4.2.1). */
export const SIGNIFICANCE = 0.01;

/** How many sequences pass, and how many should (section 4.2.1). */
export interface Proportion {
  /** Sequences that have a p-value. */
  readonly sequences: number;
  readonly passed: number;
  readonly proportion: number;
  readonly acceptable: AcceptableProportion;
  readonly acceptableProportion: boolean;
  /** Probability that so few or fewer of so many pass where each does with 0.99; exact. */
  readonly tailProbability: number;
}

/** The standard's interval about 1 - alpha, which depends on the number of sequences. */
interface AcceptableProportion {
  /** 0.99 - 3 sqrt(0.99 x 0.01 / m), at least 0. */
  readonly least: number;
  /** 0.99 + 3 sqrt(0.99 x 0.01 / m), at most 1. */
  readonly most: number;
  /** The same as whole numbers of passing sequences. */
  readonly leastPassed: number;
  readonly mostPassed: number;
  /** Probability that a fair source is outside for one sub-test; exact. */
  readonly falseAlarmProbability: number;
}

/**
 * The interval for m sequences. (The standard's program rounds the least number of passing sequences down, which
 * accepts 96 of 100 though 0.96 lies outside 0.9602 to 1.)
 *
 * @param sequences m, at least 1
 */
export function acceptableProportion(sequences: number): AcceptableProportion {
  const share = 1 - SIGNIFICANCE;
  const reach = 3 * Math.sqrt(share * SIGNIFICANCE / sequences);
  const least = Math.max(0, share - reach), most = Math.min(1, share + reach);
  const leastPassed = Math.ceil(least * sequences);
  const mostPassed = Math.floor(most * sequences);
  return {
    least,
    most,
    leastPassed,
    mostPassed,
    falseAlarmProbability: atMost(leastPassed - 1, sequences, share) +
      atLeast(mostPassed + 1, sequences, share),
  };
}

/** @param pValues of one sub-test, at least one */
export function proportionPassing(pValues: readonly number[]): Proportion {
  const sequences = pValues.length;
  const passed = pValues.filter((pValue) => pValue >= SIGNIFICANCE).length;
  const acceptable = acceptableProportion(sequences);
  return {
    sequences,
    passed,
    proportion: passed / sequences,
    acceptable,
    acceptableProportion: passed >= acceptable.leastPassed && passed <= acceptable.mostPassed,
    tailProbability: atMost(passed, sequences, 1 - SIGNIFICANCE),
  };
}

/** p-values are counted in so many classes of equal width. */
export const UNIFORMITY_CLASSES = 10;
/** With fewer sequences the classes expect too few (section 4.2.2). */
export const MIN_UNIFORMITY_SEQUENCES = 55;
/** The p-values count as uniform from here on (section 4.2.2). */
export const UNIFORMITY_SIGNIFICANCE = 1e-4;

/** How evenly p-values spread over 0 to 1 (SP 800-22 Rev. 1a section 4.2.2). */
export interface Uniformity {
  /** p-values from 0 to 0.1, ..., from 0.9 to 1. */
  readonly counts: readonly number[];
  /** chi-square of 9 degrees of freedom; null with fewer than 55 sequences. */
  readonly statistic: number | null;
  /** P-value_T; null with fewer than 55 sequences. */
  readonly pValue: number | null;
  /** Whether P-value_T is at least 0.0001; null with fewer than 55 sequences. */
  readonly uniform: boolean | null;
}

/** @param pValues of one sub-test */
export function uniformityOf(pValues: readonly number[]): Uniformity {
  const counts = new Array<number>(UNIFORMITY_CLASSES).fill(0);
  for (const pValue of pValues) {
    counts[Math.min(UNIFORMITY_CLASSES - 1, Math.floor(pValue * UNIFORMITY_CLASSES))]++;
  }
  if (pValues.length < MIN_UNIFORMITY_SEQUENCES) {
    return { counts, statistic: null, pValue: null, uniform: null };
  }
  const expected = pValues.length / UNIFORMITY_CLASSES;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2, 0) / expected;
  const pValue = chiSquareUpper(statistic, UNIFORMITY_CLASSES - 1);
  return { counts, statistic, pValue, uniform: pValue >= UNIFORMITY_SIGNIFICANCE };
}
