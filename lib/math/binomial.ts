/**
 * The binomial distribution: tails by the incomplete beta function (DLMF 8.17.5), which keep their relative
 * precision far out, and the bounds that follow from them.
 */

import { findRoot } from "./root.ts";
import { betaLower, betaUpper } from "./special_functions.ts";

/** Counts or probabilities; both ends are part of it. */
export interface Interval {
  readonly least: number;
  readonly most: number;
}

/** Whether a value is no part of an interval. */
export function isOutside(value: number, { least, most }: Interval): boolean {
  return value < least || value > most;
}

/**
 * Probability that at most `count` of `trials` succeed.
 *
 * @param count any whole number
 * @param trials a whole number of at least 0
 * @param probability of a success, 0 to 1
 * @throws {RangeError} when trials or probability is outside its range
 */
export function atMost(count: number, trials: number, probability: number): number {
  checkTrials(trials, probability);
  if (count < 0) return 0;
  return count >= trials ? 1 : betaUpper(probability, count + 1, trials - count);
}

/**
 * Probability that at least `count` of `trials` succeed.
 *
 * @param count any whole number
 * @param trials a whole number of at least 0
 * @param probability of a success, 0 to 1
 * @throws {RangeError} when trials or probability is outside its range
 * @example
 * ```ts
 * atLeast(1, 2, 1 / 2); // 0.75
 * ```
 */
export function atLeast(count: number, trials: number, probability: number): number {
  checkTrials(trials, probability);
  if (count <= 0) return 1;
  return count > trials ? 0 : betaLower(probability, count, trials - count + 1);
}

/** Two-sided probability that a binomial count is at least as far out: twice the smaller tail, at most 1. */
export function twoSidedPValue(count: number, trials: number, probability: number): number {
  const tail = Math.min(atMost(count, trials, probability), atLeast(count, trials, probability));
  return Math.min(1, 2 * tail);
}

/**
 * The smallest k with P(X > k) <= tail: what spreadsheets call CRITBINOM(trials, probability, 1 - tail).
 *
 * @param trials a whole number of at least 0
 * @param probability of a success, 0 to 1
 * @param tail largest probability allowed above the result, between 0 and 1 exclusive
 * @throws {RangeError} when an argument is outside its range
 * @example
 * ```ts
 * criticalBinomial(20_000, 1 / 2, 5e-5); // 10275: P(X > 10275) <= 5e-5 < P(X > 10274)
 * ```
 */
export function criticalBinomial(trials: number, probability: number, tail: number): number {
  checkTail(tail, 1);
  // From where the normal distribution has it (Abramowitz and Stegun 26.2.23) it is a few steps: every key needs
  // such counts, and a search over all of them takes four times as long.
  const t = Math.sqrt(-2 * Math.log(tail));
  const normal = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  const deviation = Math.sqrt(trials * probability * (1 - probability));
  const start = Math.round(trials * probability + normal * deviation);
  let count = Math.max(0, Math.min(trials, start));
  while (atLeast(count + 1, trials, probability) > tail) count++;
  while (atLeast(count, trials, probability) <= tail) count--;
  return count;
}

/**
 * The counts that a binomial variable leaves to either side with probability at most `tail` each.
 *
 * @param trials a whole number of at least 0
 * @param probability of a success, 0 to 1
 * @param tail between 0 and one half exclusive
 * @throws {RangeError} when an argument is outside its range
 */
export function acceptableCounts(
  trials: number,
  probability: number,
  tail: number,
): Interval {
  checkTail(tail, 1 / 2);
  return {
    least: trials - criticalBinomial(trials, 1 - probability, tail),
    most: criticalBinomial(trials, probability, tail),
  };
}

/** Probability that a binomial count lies outside: what such an interval leaves out. */
export function shareOutside(
  { least, most }: Interval,
  trials: number,
  probability: number,
): number {
  return atMost(least - 1, trials, probability) + atLeast(most + 1, trials, probability);
}

/**
 * The exact confidence interval of a probability (Clopper and Pearson, Biometrika 26, 1934, 404-413): it misses
 * the true value on either side with probability at most (1 - confidence) / 2, whatever that value is. Its ends
 * are the probabilities at which so many or more, and so few or fewer, would have just that chance.
 *
 * @param successes 0 to trials
 * @param trials a whole number of at least 1
 * @param confidence between 0 and 1 exclusive, such as 0.99
 * @throws {RangeError} when an argument is outside its range
 * @example
 * ```ts
 * clopperPearson(0, 10, 0.95); // { least: 0, most: 0.3085 }
 * ```
 */
export function clopperPearson(
  successes: number,
  trials: number,
  confidence: number,
): Interval {
  if (!Number.isInteger(trials) || trials < 1) {
    throw new RangeError(`Cannot use ${trials} trials: a whole number of at least 1 is needed`);
  }
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) {
    throw new RangeError(`Cannot use ${successes} successes in ${trials} trials`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`Cannot use the confidence ${confidence}: it must lie between 0 and 1`);
  }
  const tail = (1 - confidence) / 2;
  // The root is sought in the logarithm, so that it is precise for rare events as well.
  const solve = (excess: (probability: number) => number, sign: number): number =>
    Math.exp(findRoot((x) => excess(Math.exp(x)), Math.log(Number.MIN_VALUE), 0, -sign, sign));
  return {
    least: successes === 0 ? 0 : solve((p) => atLeast(successes, trials, p) - tail, 1),
    most: successes === trials ? 1 : solve((p) => atMost(successes, trials, p) - tail, -1),
  };
}

function checkTrials(trials: number, probability: number): void {
  if (!Number.isInteger(trials) || trials < 0) {
    throw new RangeError(`Cannot use ${trials} trials: a whole number of at least 0 is needed`);
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`Cannot use the probability ${probability}: it must lie from 0 to 1`);
  }
}

function checkTail(tail: number, below: number): void {
  if (!(tail > 0 && tail < below)) {
    throw new RangeError(`Cannot use the tail ${tail}: it must lie between 0 and ${below}`);
  }
}

/** A count of events and of what could have been one. */
export interface Share {
  readonly events: number;
  readonly trials: number;
}

/** The exact intervals of two shares, and whether they lie apart. */
export interface ComparedShares {
  readonly first: Interval;
  readonly second: Interval;
  readonly differ: boolean;
}

/**
 * Whether two shares differ, however few events there are: whether their exact intervals lie apart. Of one source that
 * is so only where one of the two misses, at most twice as often as an interval of that confidence does.
 *
 * @returns null where there are too few trials for any two shares to differ
 */
export function compareShares(
  first: Share,
  second: Share,
  confidence: number,
): ComparedShares | null {
  const compare = (...shares: readonly [Share, Share]): ComparedShares => {
    const [first, second] = shares.map(({ events, trials }) =>
      clopperPearson(events, trials, confidence)
    );
    return { first, second, differ: first.most < second.least || second.most < first.least };
  };
  const { differ } = compare({ ...first, events: 0 }, { ...second, events: second.trials });
  return differ ? compare(first, second) : null;
}
