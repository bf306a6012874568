import { acceptableCounts, shareOutside } from "../math/binomial.ts";
import { normalTail } from "../math/special_functions.ts";

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
 */
export function fairCounts(
  trials: number,
  probability: number,
  deviations: number,
): FairCounts {
  const tail = normalTail(deviations);
  if (trials >= NORMAL_FROM_TRIALS) {
    const room = deviations * Math.sqrt(trials * probability * (1 - probability));
    const expected = trials * probability;
    return {
      least: Math.ceil(expected - room),
      most: Math.floor(expected + room),
      shareOutside: 2 * tail,
    };
  }
  const counts = acceptableCounts(trials, probability, tail);
  return { ...counts, shareOutside: shareOutside(counts, trials, probability) };
}

/** From so many samples a cell on, two terms of the series are exact to 1e-7 bits. */
const SERIES_FROM_SAMPLES_A_CELL = 200;

/**
 * Expected Shannon entropy of the counts of fair samples, bits a sample: less than the width, because counts of
 * chance are uneven.
 *
 * Few samples: k times the sum over j of P(J = j) (j / n) log2(n / j), J binomial with n trials of probability
 * 1 / k. Many: log2 k - (k - 1) / (2 n ln 2) - (k^2 - 1) / (12 n^2 ln 2) (Miller 1955; Harris 1975).
 *
 * @param samples at least 1
 * @param cells values that are equally likely, at least 2
 */
export function expectedShannonEntropy(samples: number, cells: number): number {
  if (samples >= SERIES_FROM_SAMPLES_A_CELL * cells) {
    return Math.log2(cells) - (cells - 1) / (2 * samples * Math.LN2) -
      (cells ** 2 - 1) / (12 * samples ** 2 * Math.LN2);
  }
  const odds = 1 / (cells - 1);
  let probability = Math.exp(samples * Math.log1p(-1 / cells));
  let sum = 0;
  for (let j = 1; j <= samples; j++) {
    probability *= (samples - j + 1) / j * odds;
    sum += probability * (j / samples) * Math.log2(samples / j);
  }
  return cells * sum;
}
