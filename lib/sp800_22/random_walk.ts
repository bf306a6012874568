import { type ChiSquare, chiSquareOfCounts, erfc } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

interface CumulativeSumsResult {
  /** z: largest distance from 0 that the walk reaches, from the start and from the end. */
  readonly largest: readonly [forward: number, reverse: number];
  readonly pValues: readonly [forward: number, reverse: number];
}

/**
 * Cumulative sums test, SP 800-22 Rev. 1a section 2.13: how far does the walk of ones (up) and zeros (down)
 * go, read forward and in reverse?
 */
export function cumulativeSums({ bits, length }: BitSequence): CumulativeSumsResult {
  let sum = 0, highest = 0, lowest = 0;
  for (let i = 0; i < length; i++) {
    sum += 2 * bits[i] - 1;
    if (sum > highest) highest = sum;
    else if (sum < lowest) lowest = sum;
  }
  const largest = [
    Math.max(highest, -lowest),
    // In reverse the walk starts where it ended.
    Math.max(highest - sum, sum - lowest),
  ] as const;
  return {
    largest,
    pValues: [excursionProbability(largest[0], length), excursionProbability(largest[1], length)],
  };
}

/** Normal tails further out are 0 in a double. */
const MAX_DEVIATIONS = 39;

/**
 * Probability that a walk of n steps gets z or further away from 0, by the limit of Brownian motion.
 *
 * The sums of section 2.13.4 over normal probabilities, with their limits let go to infinity and
 * the same terms put together: 4 sum over k of (-1)^k Q((2 k + 1) z / sqrt(n)), which keeps its digits where
 * 1 less those sums has none.
 */
function excursionProbability(largest: number, steps: number): number {
  const z = largest / Math.sqrt(steps);
  let probability = 0;
  for (let k = 0, sign = 2; (2 * k + 1) * z < MAX_DEVIATIONS; k++, sign = -sign) {
    probability += sign * erfc((2 * k + 1) * z / Math.SQRT2);
  }
  return Math.min(1, Math.max(0, probability));
}

/** x: distances from 0 whose visits are counted. */
export const EXCURSION_STATES: readonly number[] = [-4, -3, -2, -1, 1, 2, 3, 4];
/** Visits in a cycle that have a class of their own: 0 to 4, then 5 and more. */
const CLASSES = 6;
/** Fewer cycles do not suffice for the test (section 2.14.7 and the standard's program). */
const MIN_EXCURSION_CYCLES = 500;

interface ExcursionState extends ChiSquare {
  /** x */
  readonly state: number;
  /** Cycles with 0 to 4 visits, and with more. */
  readonly counts: readonly number[];
}

interface RandomExcursionsResult {
  /** J: cycles from 0 to 0; a walk that does not end there is taken to 0 by force. */
  readonly cycles: number;
  /** Whether there are max(500, 0.005 sqrt(n)) cycles, without which the test does not apply. */
  readonly applicable: boolean;
  readonly states: readonly ExcursionState[];
}

/** Random excursions test, SP 800-22 Rev. 1a section 2.14: how often is each state visited in a cycle? */
export function randomExcursions({ bits, length }: BitSequence): RandomExcursionsResult {
  const reach = 4;
  const visits = new Uint32Array(2 * reach + 1);
  const counts = new Uint32Array((2 * reach + 1) * CLASSES);
  let sum = 0, cycles = 0;
  const closeCycle = () => {
    cycles++;
    for (let state = 0; state < visits.length; state++) {
      counts[state * CLASSES + Math.min(visits[state], CLASSES - 1)]++;
    }
    visits.fill(0);
  };
  for (let i = 0; i < length; i++) {
    sum += 2 * bits[i] - 1;
    if (sum === 0) closeCycle();
    else if (sum >= -reach && sum <= reach) visits[sum + reach]++;
  }
  if (sum !== 0) closeCycle();
  return {
    cycles,
    applicable: hasEnoughCycles(cycles, length),
    states: EXCURSION_STATES.map((state) => {
      const at = (state + reach) * CLASSES;
      const ofState = Array.from(counts.subarray(at, at + CLASSES));
      return { state, counts: ofState, ...chiSquareOfCounts(ofState, visitProbabilities(state)) };
    }),
  };
}

/** Sections 2.14.7 and 2.15.7. */
function hasEnoughCycles(cycles: number, length: number): boolean {
  return cycles >= Math.max(MIN_EXCURSION_CYCLES, 0.005 * Math.sqrt(length));
}

/**
 * Probability of 0 to 4 visits to a state in a cycle, and of more (section 3.14): the first step goes
 * the right way and reaches x with probability 1 / (2 |x|), and from x the walk returns to x before 0 with
 * 1 - 1 / (2 |x|).
 */
export function visitProbabilities(state: number): number[] {
  const reached = 1 / (2 * Math.abs(state));
  const again = 1 - reached;
  const some = [1, 2, 3, 4].map((visits) => reached ** 2 * again ** (visits - 1));
  return [again, ...some, reached * again ** 4];
}

/** x: distances from 0 whose visits are counted. */
export const EXCURSION_VARIANT_STATES: readonly number[] = [
  ...[-9, -8, -7, -6, -5, -4, -3, -2, -1],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
];

interface RandomExcursionsVariantResult {
  /** J */
  readonly cycles: number;
  /** Whether there are enough cycles for the test to apply, as in the random excursions test. */
  readonly applicable: boolean;
  readonly states: readonly {
    readonly state: number;
    /** xi(x): visits in all cycles. */
    readonly visits: number;
    readonly pValue: number;
  }[];
}

/** Random excursions variant test, SP 800-22 Rev. 1a section 2.15: how often is each state visited in all? */
export function randomExcursionsVariant(
  { bits, length }: BitSequence,
): RandomExcursionsVariantResult {
  const reach = 9;
  const visits = new Uint32Array(2 * reach + 1);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += 2 * bits[i] - 1;
    if (sum >= -reach && sum <= reach) visits[sum + reach]++;
  }
  const cycles = visits[reach] + (sum === 0 ? 0 : 1);
  return {
    cycles,
    applicable: hasEnoughCycles(cycles, length),
    states: EXCURSION_VARIANT_STATES.map((state) => {
      const ofState = visits[state + reach];
      // Each cycle has mean 1 and variance 4 |x| - 2.
      const deviation = Math.sqrt(cycles * (4 * Math.abs(state) - 2));
      const pValue = erfc(Math.abs(ofState - cycles) / (Math.SQRT2 * deviation));
      return { state, visits: ofState, pValue };
    }),
  };
}
