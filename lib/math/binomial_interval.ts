import { findRoot } from "./root.ts";
import { betaLower, betaUpper } from "./special_functions.ts";

/** Probability that at most `count` of `trials` succeed; exact, by the incomplete beta function. */
export function atMost(count: number, trials: number, probability: number): number {
  if (count < 0) return 0;
  return count >= trials ? 1 : betaUpper(probability, count + 1, trials - count);
}

/** Probability that at least `count` of `trials` succeed, without cancellation in the far tail. */
export function atLeast(count: number, trials: number, probability: number): number {
  if (count <= 0) return 1;
  return count > trials ? 0 : betaLower(probability, count, trials - count + 1);
}

/**
 * The counts that a binomial variable leaves to either side with probability at most `tail` each.
 *
 * @param tail Below one half.
 */
export function acceptableCounts(
  trials: number,
  probability: number,
  tail: number,
): { least: number; most: number } {
  // `least` is the first count whose lower tail is too likely to be an alarm; `most` mirrors it.
  const least = firstWhere(0, trials, (count) => atMost(count, trials, probability) > tail);
  const most = firstWhere(0, trials + 1, (count) => atLeast(count, trials, probability) <= tail) -
    1;
  return { least, most };
}

/** The smallest count from `low` to `high` that fulfils a condition which, once true, stays true. */
function firstWhere(low: number, high: number, condition: (count: number) => boolean): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (condition(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Confidence interval of a success probability (Clopper and Pearson, Biometrika 26, 1934, 404-413): the
 * probabilities under which what was seen lies in neither tail.
 *
 * @param tail Probability of each tail: 0.005 for 99 percent confidence.
 */
export function probabilityInterval(
  count: number,
  trials: number,
  tail: number,
): { least: number; most: number } {
  // The root is sought in the logarithm, so that it is precise for rare events as well.
  const solve = (excess: (probability: number) => number, sign: number): number =>
    Math.exp(findRoot((x) => excess(Math.exp(x)), Math.log(Number.MIN_VALUE), 0, -sign, sign));
  return {
    least: count === 0 ? 0 : solve((p) => atLeast(count, trials, p) - tail, 1),
    most: count === trials ? 1 : solve((p) => atMost(count, trials, p) - tail, -1),
  };
}
