import { acceptableCounts, shareOutside } from "../math/binomial.ts";
import { expectedLongRuns } from "../math/bits.ts";
import { findRoot } from "../math/root.ts";
import { chiSquareUpper } from "../math/special_functions.ts";
import { FIPS_BLOCK_BYTES } from "./limits.ts";
import type { FipsBlockExtremes, FipsExtreme } from "./types.ts";

const BITS = 8 * FIPS_BLOCK_BYTES;
const NIBBLES = BITS / 4;
const POKER_DEGREES = 15;

/** Probability that fair data goes beyond the limits of a statistic in any block, at most. */
const EXTREME_SIGNIFICANCE = 1e-4;

/**
 * Of 5,000 fair nibbles either tail of X is at most this many times that of chi-square with 15 degrees of freedom, as
 * long as that is not below `MIN_POKER_TAIL`: exactly 1.01 times at 1e-5, 1.14 at 1e-9, 1.29 at 1e-12
 * (scripts/recompute_estimator_constants.ts compares them with the exact distribution).
 */
export const POKER_TAIL_FACTOR = 2;
export const MIN_POKER_TAIL = 1e-12;

/**
 * The most extreme figures of all blocks against what chance explains in so many blocks. The number of failed blocks
 * alone would let one block of zeros among fair ones pass for a common failure.
 *
 * Each statistic may go beyond its limits in one of the blocks with probability `EXTREME_SIGNIFICANCE` at most: each
 * tail of a block has half of that, divided by the blocks (Bonferroni).
 *
 * @param blocks at least 1
 */
export function fipsExtremes(blocks: number, found: FipsBlockExtremes): FipsExtreme[] {
  const tail = EXTREME_SIGNIFICANCE / 2 / blocks;
  return [
    { statistic: "ones", ...found.ones, ...onesLimits(blocks, tail) },
    { statistic: "poker", ...found.poker, ...pokerLimits(blocks, tail) },
    {
      statistic: "longest run",
      least: found.longestRunBits,
      most: found.longestRunBits,
      ...longestRunLimits(blocks),
    },
  ].map((extreme) => ({
    ...extreme,
    fits: extreme.least >= extreme.acceptable.least && extreme.most <= extreme.acceptable.most,
  } as FipsExtreme));
}

type Limits = Pick<FipsExtreme, "acceptable" | "falseAlarms">;

/** Exact: ones are binomial. */
function onesLimits(blocks: number, tail: number): Limits {
  const acceptable = acceptableCounts(BITS, 1 / 2, tail);
  return { acceptable, falseAlarms: blocks * shareOutside(acceptable, BITS, 1 / 2) };
}

/** Quantiles of chi-square for a part of the tail; with so many blocks that it would be too small, a larger one. */
function pokerLimits(blocks: number, tail: number): Limits {
  const part = Math.max(MIN_POKER_TAIL, tail / POKER_TAIL_FACTOR);
  const upper = (x: number) => chiSquareUpper(x, POKER_DEGREES);
  return {
    acceptable: {
      least: findRoot((x) => 1 - upper(x) - part, 0, POKER_DEGREES, -1, 1),
      most: findRoot((x) => part - upper(x), POKER_DEGREES, 200, -1, 1),
    },
    falseAlarms: Math.min(1, 2 * blocks * POKER_TAIL_FACTOR * part),
  };
}

/** A run is too long where fewer than so many as long are expected: that there is any is no likelier. */
function longestRunLimits(blocks: number): Limits {
  const expected = (length: number) => blocks * expectedLongRuns(BITS, length);
  let length = 1;
  while (expected(length) > EXTREME_SIGNIFICANCE) length++;
  return { acceptable: { least: 1, most: length - 1 }, falseAlarms: expected(length) };
}

/** The statistic of the poker test, X = 16 / 5,000 x sum - 5,000, from the sum of squares of the nibble counts. */
export function pokerStatistic(sumOfSquares: number): number {
  return 16 / NIBBLES * sumOfSquares - NIBBLES;
}
