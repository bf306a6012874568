import { atMost, shareOutside } from "../math/binomial.ts";
import { chiSquareUpper } from "../math/special_functions.ts";
import type { TestName } from "./tests.ts";

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
    falseAlarmProbability: shareOutside(
      { least: leastPassed, most: mostPassed },
      sequences,
      share,
    ),
  };
}

/**
 * Share of sequences that pass, against the standard's interval (section 4.2.1).
 *
 * @param pValues of one sub-test, at least one
 */
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

/**
 * Chi-square of p-values in ten classes of equal width (section 4.2.2).
 *
 * @param pValues of one sub-test, 0 to 1
 */
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

/** How often fair bits have small p-values, at most; of sequences of any length that a test takes. */
interface FairTail {
  /** Share of sequences whose p-value is below 0.01. */
  readonly failing: number;
  /**
   * A p-value of at most p comes with a probability of at most p to the power of this. Null where small p-values are not
   * borne out at all.
   */
  readonly exponent: number | null;
}

/**
 * The standard's p-values are approximations. Statistics that are whole numbers take few values in short sequences
 * (the spectral test's deviation is 0.11 sqrt(n) peaks), so that not 0.01 of them fail but what their lattice gives;
 * chi-squares of few blocks, and normal variables whose deviation is taken too small, are far out more often than
 * they say. A source that is tested often enough departs by that alone, unless the verdict allows for it.
 *
 * Each is the worst over all lengths from the least of the test to the 10,000,000 bits that sequences may have:
 *
 * - By the exact distributions of statistics, which `deno task constants` computes: of frequency, block frequency,
 *   cumulative sums, runs, longest run, rank, non-overlapping templates, overlapping template and linear
 *   complexity; of the universal test by its exact deviation. Exponents hold down to p = 1e-12.
 * - Spectral: the lattice of 1,000 bits is 0.28 deviations wide, and 2 Q(2.576 - 0.28 / 2) = 0.0149.
 *   Of sequences of 1,000 bits 6,752 of 960,000 fail, of 2,000 bits 11,895, of 1,200 bits 1,161 of 83,333, and at
 *   most twice as many as they say have a p-value below 0.0001.
 * - Approximate entropy: the statistic's mean is too large by (2^22 - 2^20) / (6 n), which is 0.18 deviations at
 *   65,536 bits, where 564 of 36,620 sequences fail.
 * - Serial: 81 of 7,628 sequences of 524,288 bits fail. Excursions, variant: 1,059 of 98,584 and 2,141 of 221,814
 *   p-values of 12,323 sequences of a million bits that have enough cycles, of which one sequence has 8 and 18.
 *
 * What is counted was measured on the key stream of AES (2026-11-26).
 */
export const FAIR_TAILS: Readonly<Record<TestName, FairTail>> = {
  frequency: { failing: 0.011, exponent: 0.975 },
  block_frequency: { failing: 0.01, exponent: 1 },
  cumulative_sums: { failing: 0.01, exponent: 1 },
  runs: { failing: 0.011, exponent: 0.975 },
  longest_run: { failing: 0.011, exponent: 0.73 },
  rank: { failing: 0.011, exponent: 0.72 },
  spectral: { failing: 0.015, exponent: 0.9 },
  non_overlapping_template: { failing: 0.0125, exponent: 0.725 },
  overlapping_template: { failing: 0.0105, exponent: 0.95 },
  universal: { failing: 0.0135, exponent: 0.925 },
  approximate_entropy: { failing: 0.018, exponent: 0.9 },
  random_excursions: { failing: 0.012, exponent: null },
  random_excursions_variant: { failing: 0.012, exponent: null },
  serial: { failing: 0.011, exponent: 0.97 },
  linear_complexity: { failing: 0.0105, exponent: 0.835 },
};
