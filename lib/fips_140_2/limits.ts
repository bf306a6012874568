import type { Interval } from "../math/binomial.ts";

/**
 * Limits of the statistical tests of FIPS 140-2, section 4.9.1, as Change Notice 1 (2001-10-10) set them;
 * Change Notice 2 (2002-12-03) withdrew the tests. They hold for one block of 20,000 bits.
 *
 * All were chosen for a significance of about 1e-4 a test, two-sided;
 * scripts/recompute_estimator_constants.ts compares each with the distribution of fair bits.
 */
export const FIPS_BLOCK_BYTES = 2_500;

/** Monobit test: ones, 9,725 < X < 10,275. Mean 10,000, standard deviation sqrt(20,000) / 2 = 70.7. */
export const FIPS_ONES: Interval = { least: 9_726, most: 10_274 };

/**
 * Poker test: sum of squares of the 16 nibble counts, from 2.16 < X < 46.17 where
 * X = 16 / 5,000 x sum - 5,000, which has 15 degrees of freedom.
 */
export const FIPS_POKER: Interval = { least: 1_563_176, most: 1_576_928 };

/** Runs test: runs of 1 to 5 and of 6 or more bits, for zeros and for ones alike. */
export const FIPS_RUNS: readonly Interval[] = [
  { least: 2_315, most: 2_685 },
  { least: 1_114, most: 1_386 },
  { least: 527, most: 723 },
  { least: 240, most: 384 },
  { least: 103, most: 209 },
  { least: 103, most: 209 },
];

/** Long run test: a run of so many bits fails. One occurs in about 20,000 x 2^-26 = 3e-4 blocks. */
export const FIPS_LONG_RUN_BITS = 26;

/** Continuous test: words of so many bytes are compared with the word before. */
export const FIPS_WORD_BYTES = 4;

/**
 * Share of blocks of fair bits that fail at least one test. Not known in closed form, since the tests
 * depend on each other: scripts/measure_fips_false_alarms.ts counted 4,731 of 6,000,000 blocks, a rate with a
 * standard error of 1.1e-5.
 */
export const FIPS_FALSE_ALARM_PROBABILITY = 7.89e-4;
