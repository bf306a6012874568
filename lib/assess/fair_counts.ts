import { acceptableCounts, atLeast, atMost } from "../math/binomial.ts";

/** The counts that fair data stays within. */
export interface FairCounts {
  readonly least: number;
  readonly most: number;
  /** Probability that fair data is outside: with few trials less than was asked for. */
  readonly shareOutside: number;
}

/** From so many trials on the normal distribution is as good as the binomial to one percent of a tail. */
const NORMAL_FROM_TRIALS = 2 ** 24;

/**
 * The counts that a binomial variable leaves to either side with probability at most Q(deviations), exact.
 *
 * @param deviations of a normal variable: 4 stands for a tail of 3.17e-5
 * @param tail Q(deviations)
 */
export function fairCounts(
  trials: number,
  probability: number,
  deviations: number,
  tail: number,
): FairCounts {
  if (trials >= NORMAL_FROM_TRIALS) {
    const room = deviations * Math.sqrt(trials * probability * (1 - probability));
    const expected = trials * probability;
    return {
      least: Math.ceil(expected - room),
      most: Math.floor(expected + room),
      shareOutside: 2 * tail,
    };
  }
  const { least, most } = acceptableCounts(trials, probability, tail);
  return {
    least,
    most,
    shareOutside: atMost(least - 1, trials, probability) + atLeast(most + 1, trials, probability),
  };
}

/** Two-sided probability that a binomial count is at least as far out, at most 1. */
export function fairCountPValue(count: number, trials: number, probability: number): number {
  const tail = Math.min(
    atMost(count, trials, probability),
    atLeast(count, trials, probability),
  );
  return Math.min(1, 2 * tail);
}
