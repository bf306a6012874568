import type { TestName } from "./tests.ts";

/** How often fair bits have small p-values, at most; of sequences of any length that a test takes. */
export interface FairTail {
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
