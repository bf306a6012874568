import {
  type LatticeDistribution,
  probabilityAbove,
  probabilityBelow,
} from "../constants/lattice_distribution.ts";
import { atLeast, type Interval } from "../../lib/math/binomial.ts";
import { longestRunProbability } from "../constants/longest_run.ts";
import { runCountDistributions } from "../constants/run_counts.ts";
import { sumOfSquaresDistribution } from "../constants/sum_of_squares.ts";
import type { TestName } from "../../lib/selftest/battery.ts";
import { bitsAtPosition, WORD_BITS } from "../../lib/selftest/bit_bounds.ts";
import { type Bounds, SIGNIFICANCE } from "../../lib/selftest/bounds.ts";

/** How often one test rejects fair bits of one length. */
export interface RejectionRate {
  readonly test: TestName;
  /** The probability that it must not exceed. */
  readonly design: number;
  /** Both ends are equal where it is known exactly, else it is proved to lie between them. */
  readonly actual: Interval;
}

/**
 * The rate at which each test rejects fair bits, computed from the distribution of its statistic.
 *
 * Exact for monobit, poker, long run and nibble absence. The statistics of the runs test depend on each
 * other: its rate lies between the largest of theirs and their sum; so it is with autocorrelation and bit
 * position. That of the repeat test is at most the sum over the pairs of words, of bytes and of differences.
 *
 * @param bounds of the length of interest
 */
export function rejectionRates(bounds: Bounds): readonly RejectionRate[] {
  const { bits } = bounds;
  const nibbles = bits / 4;
  const words = bits / 8 - 7;
  const repeat = (words - 1) ** 2 * 2 ** -64;
  const runs = bounds.runs.map((allowed, i) => {
    const [distribution] = runCountDistributions({ bits: i + 1, orMore: i === 5 }, [bits]);
    return outside(distribution, allowed);
  });
  const twoSided = (bits: number, { most }: Interval) => 2 * atLeast(most + 1, bits, 1 / 2);
  const unequal = bounds.unequalBits.map((allowed, i) => twoSided(bits - 1 - i, allowed));
  const positions = bounds.onesAtPosition.flatMap((intervals, i) =>
    intervals.map((allowed, position) =>
      twoSided(bitsAtPosition(bits, WORD_BITS[i], position), allowed)
    )
  );
  const exactly = (rate: number): Interval => ({ least: rate, most: rate });
  const between = (rates: readonly number[], times = 1): Interval => ({
    least: Math.max(...rates),
    most: times * rates.reduce((sum, rate) => sum + rate),
  });
  return [
    {
      test: "monobit",
      design: SIGNIFICANCE,
      actual: exactly(twoSided(bits, bounds.ones)),
    },
    {
      test: "poker",
      design: SIGNIFICANCE,
      actual: exactly(outside(sumOfSquaresDistribution(nibbles), bounds.sumOfSquares)),
    },
    {
      test: "runs",
      design: SIGNIFICANCE,
      // Zeros and ones have the same rates.
      actual: between(runs, 2),
    },
    {
      test: "long run",
      design: SIGNIFICANCE,
      actual: exactly(longestRunProbability(bits, bounds.longestRun.most + 1)),
    },
    {
      test: "nibble absence",
      design: 16 * (15 / 16) ** nibbles,
      actual: exactly(absenceProbability(nibbles)),
    },
    { test: "repeat", design: repeat, actual: { least: 0, most: repeat } },
    { test: "autocorrelation", design: SIGNIFICANCE, actual: between(unequal) },
    { test: "bit position", design: SIGNIFICANCE, actual: between(positions) },
  ];
}

function outside(distribution: LatticeDistribution, { least, most }: Interval): number {
  return probabilityBelow(distribution, least) + probabilityAbove(distribution, most);
}

/** One of 16 values or more is missing: inclusion and exclusion over the sets of missing values. */
function absenceProbability(nibbles: number): number {
  let sum = 0;
  for (let missing = 1, ways = 16; missing < 16; missing++) {
    sum += (missing % 2 === 1 ? 1 : -1) * ways * (1 - missing / 16) ** nibbles;
    ways = ways * (16 - missing) / (missing + 1);
  }
  return sum;
}
