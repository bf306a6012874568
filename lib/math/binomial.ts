/**
 * The binomial distribution near its mode, for bounds and cutoffs.
 *
 * Terms come from the ratio of neighbours, outward from the mode, and are divided by their own sum:
 * no factorial, no power, nothing that underflows at 32,768 trials. Tails are summed directly, from
 * the smallest term to the largest, since 1 - alpha is 1 in a double as soon as alpha < 2^-53.
 */

/**
 * Terms below this part of the largest are left out. They fall at least geometrically, so that what
 * is left out is below 1e-27 at 32,768 trials; the smallest tail that anybody asks for is 2^-40,
 * about 1e-12.
 */
const NEGLIGIBLE = 1e-30;

interface Terms {
  /** Number of successes that `probabilities[0]` belongs to. */
  readonly first: number;
  readonly probabilities: readonly number[];
}

function binomialTerms(trials: number, probability: number): Terms {
  if (!Number.isInteger(trials) || trials < 0) {
    throw new RangeError(`Cannot use ${trials} trials: a whole number of at least 0 is needed`);
  }
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`Cannot use the probability ${probability}: it must lie between 0 and 1`);
  }
  const odds = probability / (1 - probability);
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  const terms: number[] = [];
  let first = mode;
  for (let term = 1; first > 0; first--) {
    term *= first / ((trials - first + 1) * odds);
    if (term < NEGLIGIBLE) break;
    terms.push(term);
  }
  terms.reverse();
  for (let term = 1, k = mode; term >= NEGLIGIBLE; k++) {
    terms.push(term);
    term *= (trials - k) * odds / (k + 1); // 0 when k reaches the number of trials
  }
  let sum = 0;
  for (const term of terms) sum += term;
  for (let i = 0; i < terms.length; i++) terms[i]! /= sum;
  return { first, probabilities: terms };
}

/**
 * The smallest k with P(X > k) <= tail for X binomial: what spreadsheets call CRITBINOM(trials,
 * probability, 1 - tail).
 *
 * @param trials number of trials, a whole number of at least 0
 * @param probability of a success, between 0 and 1 exclusive
 * @param tail largest probability allowed above the result, between 0 and 1 exclusive
 * @throws {RangeError} when an argument is outside its range
 * @example
 * ```ts
 * criticalBinomial(20_000, 1 / 2, 5e-5); // 10275: P(X > 10275) <= 5e-5 < P(X > 10274)
 * ```
 */
export function criticalBinomial(trials: number, probability: number, tail: number): number {
  if (!(tail > 0 && tail < 1)) {
    throw new RangeError(`Cannot use the tail ${tail}: it must lie between 0 and 1`);
  }
  const { first, probabilities } = binomialTerms(trials, probability);
  let above = 0;
  for (let i = probabilities.length - 1; i > 0; i--) {
    above += probabilities[i]!;
    if (above > tail) return first + i;
  }
  return first;
}

/**
 * P(X >= atLeast) for X binomial.
 *
 * @param trials number of trials, a whole number of at least 0
 * @param probability of a success, between 0 and 1 exclusive
 * @param atLeast number of successes from which on the probabilities are summed
 * @throws {RangeError} when trials or probability is outside its range
 * @example
 * ```ts
 * binomialTail(2, 1 / 2, 1); // 0.75
 * ```
 */
export function binomialTail(trials: number, probability: number, atLeast: number): number {
  const { first, probabilities } = binomialTerms(trials, probability);
  let tail = 0;
  for (let i = probabilities.length - 1; i >= Math.max(0, atLeast - first); i--) {
    tail += probabilities[i]!;
  }
  return Math.min(1, tail);
}
