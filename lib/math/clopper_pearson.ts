import { binomialTail } from "./binomial.ts";

/** Bounds of a probability; both ends are part of it. */
export interface ProbabilityInterval {
  readonly least: number;
  readonly most: number;
}

/**
 * The exact confidence interval of a probability after `successes` in `trials` (Clopper and Pearson
 * 1934): it misses the true value on either side with probability at most (1 - confidence) / 2,
 * whatever that value is.
 *
 * The ends are the probabilities at which so many or more, and so few or fewer, would have just
 * that chance; they are found by bisection, since both tails are monotone in the probability.
 *
 * @param successes 0 to trials
 * @param trials at least 1
 * @param confidence between 0 and 1 exclusive, such as 0.95
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
): ProbabilityInterval {
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
  return {
    least: successes === 0 ? 0 : bisect((p) => binomialTail(trials, p, successes) < tail),
    most: successes === trials
      ? 1
      : bisect((p) => 1 - binomialTail(trials, p, successes + 1) > tail),
  };
}

/** The probability up to which `holds` is true, to a relative 1e-12. */
function bisect(holds: (probability: number) => boolean): number {
  let low = 0, high = 1;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
