import type { Interval } from "../../lib/math/binomial.ts";
import {
  bitsAtPosition,
  MAX_DISTANCE,
  onesAtPositionBounds,
  POSITIONS,
  unequalBitsBounds,
  WORD_BITS,
} from "../../lib/selftest/bit_bounds.ts";
import {
  BEYOND_CHANCE,
  beyondChance,
  boundsFor,
  MAX_TESTED_BYTES,
  MIN_TESTED_BYTES,
  SIGNIFICANCE,
} from "../../lib/selftest/bounds.ts";
import {
  exactInterval,
  type LatticeDistribution,
  probabilityAbove,
  probabilityBelow,
} from "./lattice_distribution.ts";
import { longestRunProbability } from "./longest_run.ts";
import { runCountDistributions } from "./run_counts.ts";
import { sumOfSquaresDistribution } from "./sum_of_squares.ts";
import type { Check } from "./check.ts";

/** Every key length in bits. */
export function allLengths(): number[] {
  const lengths: number[] = [];
  for (let bytes = MIN_TESTED_BYTES; bytes <= MAX_TESTED_BYTES; bytes++) {
    lengths.push(8 * bytes);
  }
  return lengths;
}

/** Compares bounds of one statistic with exact ones; keeps the least and greatest tail that they leave. */
class BoundsComparison {
  readonly problems: string[] = [];
  #leastTail = 1;
  #greatestTail = 0;

  constructor(readonly tail: number) {}

  /** Bounds must be on or outside the exact ones, by one lattice step at most. */
  compare(what: string, bounds: Interval, distribution: LatticeDistribution): void {
    const exact = exactInterval(distribution, this.tail);
    const outside = [exact.least - bounds.least, bounds.most - exact.most];
    if (outside.some((distance) => distance < 0 || distance > distribution.step)) {
      const found = `${bounds.least}-${bounds.most}, exact ${exact.least}-${exact.most}`;
      this.problems.push(`${what}: ${found}`);
    }
    const above = probabilityAbove(distribution, bounds.most);
    // Where even none at all is not improbable enough, there is no lower tail.
    const below = bounds.least === 0 ? above : probabilityBelow(distribution, bounds.least);
    this.#leastTail = Math.min(this.#leastTail, below, above);
    this.#greatestTail = Math.max(this.#greatestTail, below, above);
  }

  describe(lengths: number): string {
    const [least, greatest, design] = [this.#leastTail, this.#greatestTail, this.tail]
      .map((tail) => tail.toExponential(2));
    return `${lengths} lengths, tails ${least} to ${greatest} (design ${design})`;
  }
}

/** All six statistics, exact distributions; the bounds of the test, and those of what chance explains. */
export function checkRunsBounds(lengths: readonly number[]): Check[] {
  const design = new BoundsComparison(SIGNIFICANCE / 24),
    beyond = new BoundsComparison(BEYOND_CHANCE / 2);
  for (let k = 1; k <= 6; k++) {
    const distributions = runCountDistributions({ bits: k, orMore: k === 6 }, lengths);
    for (const bits of lengths) {
      const distribution = distributions.next().value;
      const what = `runs of ${k} in ${bits} bits`;
      design.compare(what, boundsFor(bits).runs[k - 1], distribution);
      beyond.compare(what, beyondChance(bits).runs[k - 1], distribution);
    }
  }
  return checksOf("runs", design, beyond, lengths.length);
}

/** @param progress called with the number of bits of every length that was looked at */
export function checkPokerBounds(
  lengths: readonly number[],
  progress: (bits: number) => void,
): Check[] {
  const design = new BoundsComparison(SIGNIFICANCE / 2),
    beyond = new BoundsComparison(BEYOND_CHANCE / 2);
  for (const bits of lengths) {
    const distribution = sumOfSquaresDistribution(bits / 4);
    design.compare(`poker in ${bits} bits`, boundsFor(bits).sumOfSquares, distribution);
    beyond.compare(`poker in ${bits} bits`, beyondChance(bits).sumOfSquares, distribution);
    progress(bits);
  }
  return checksOf("poker", design, beyond, lengths.length);
}

function checksOf(
  test: string,
  design: BoundsComparison,
  beyond: BoundsComparison,
  lengths: number,
): Check[] {
  return [
    {
      name: `bounds of the ${test} test`,
      detail: design.describe(lengths),
      problems: design.problems,
    },
    {
      name: `where the ${test} test is beyond chance`,
      detail: beyond.describe(lengths),
      problems: beyond.problems,
    },
  ];
}

/**
 * The smallest k with P(X > k) <= tail for X binomial with probability 1/2, by summing ratios of neighbours outward
 * from the middle: nothing of how lib/math gets it.
 */
function exactMost(trials: number, tail: number): number {
  const middle = Math.floor(trials / 2);
  const terms = [1];
  for (let k = middle; k < trials && terms[k - middle] > 1e-40; k++) {
    terms.push(terms[k - middle] * (trials - k) / (k + 1));
  }
  // Twice what is above the middle, and the middle of an even number of trials once.
  const upper = terms.reduce((sum, term) => sum + term) - 1;
  const sum = 2 * upper + (trials % 2 === 0 ? 1 : 0);
  let above = 0, i = terms.length - 1;
  for (; above + terms[i] <= tail * sum; i--) above += terms[i];
  return middle + i;
}

/** Autocorrelation and bit position, every distance and position at every length. */
export function checkBitBounds(lengths: readonly number[]): Check[] {
  const unequal: string[] = [], positions: string[] = [];
  const limits = {
    unequal: SIGNIFICANCE / MAX_DISTANCE / 2,
    position: SIGNIFICANCE / POSITIONS / 2,
  };
  const known = { unequal: new Map<number, number>(), position: new Map<number, number>() };
  const isExact = (kind: "unequal" | "position", trials: number, bounds: Interval) => {
    const most = known[kind].get(trials) ?? exactMost(trials, limits[kind]);
    known[kind].set(trials, most);
    return bounds.most === most && bounds.least === trials - most;
  };
  for (const bits of lengths) {
    unequalBitsBounds(bits, SIGNIFICANCE).forEach((bounds, i) => {
      if (!isExact("unequal", bits - 1 - i, bounds)) {
        unequal.push(`bits ${i + 1} apart of ${bits}: ${bounds.least}-${bounds.most}`);
      }
    });
    onesAtPositionBounds(bits, SIGNIFICANCE).forEach((intervals, i) =>
      intervals.forEach((bounds, position) => {
        const trials = bitsAtPosition(bits, WORD_BITS[i], position);
        if (!isExact("position", trials, bounds)) {
          positions.push(`position ${position} of ${WORD_BITS[i]}, ${bits} bits: not exact`);
        }
      })
    );
  }
  const detail = (kind: "unequal" | "position") =>
    `${lengths.length} lengths, ${known[kind].size} numbers of trials, exact`;
  return [
    {
      name: "bounds of the autocorrelation test",
      detail: detail("unequal"),
      problems: unequal,
    },
    {
      name: "bounds of the bit position test",
      detail: detail("position"),
      problems: positions,
    },
  ];
}

/** The number of ones in whole numbers: twice the tail beyond the bound against 2^n / 10,000. */
export function checkOnesBounds(lengths: readonly number[]): Check {
  const problems: string[] = [];
  for (const bits of lengths) {
    const { least, most } = boundsFor(bits).ones;
    let ways = 1n, tail = 0n;
    for (let ones = 0; ones < least; ones++) {
      tail += ways;
      ways = ways * BigInt(bits - ones) / BigInt(ones + 1);
    }
    const limit = 1n << BigInt(bits);
    const rejects = (sum: bigint) => 2n * sum * BigInt(Math.round(1 / SIGNIFICANCE)) <= limit;
    if (least + most !== bits || !rejects(tail) || rejects(tail + ways)) {
      problems.push(`ones in ${bits} bits: ${least}-${most} is not the exact interval`);
    }
  }
  return { name: "bounds of the monobit test", detail: `${lengths.length} lengths`, problems };
}

/**
 * The exact probability grows with the number of bits, so a bound holds wherever it is used if it
 * holds at the greatest length that uses it. By the union bound it is the least if one less fails
 * at the smallest length.
 */
export function checkLongestRunBounds(lengths: readonly number[]): Check {
  const problems: string[] = [];
  lengths.forEach((bits, i) => {
    const fails = boundsFor(bits).longestRun.most + 1;
    const isLast = i + 1 === lengths.length ||
      boundsFor(lengths[i + 1]).longestRun.most + 1 !== fails;
    if (isLast && longestRunProbability(bits, fails) > SIGNIFICANCE) {
      problems.push(`longest run in ${bits} bits: ${fails} is too short to fail`);
    }
    const isFirst = i === 0 || boundsFor(lengths[i - 1]).longestRun.most + 1 !== fails;
    if (isFirst && (bits - fails + 3) * 2 ** -(fails - 1) <= SIGNIFICANCE) {
      problems.push(`longest run in ${bits} bits: ${fails} is not the first length to fail`);
    }
  });
  return { name: "bounds of the long run test", detail: `${lengths.length} lengths`, problems };
}
