import { erfc } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

export interface CumulativeSumsResult {
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
