import { chiSquareUpper } from "../math/special_functions.ts";

/** How far counts are from what is expected of fair bits, and how often those are further off. */
export interface ChiSquare {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Pearson's chi-square of counts in classes.
 *
 * @param probabilities of the classes, which sum to 1
 */
export function chiSquareOfCounts(
  counts: ArrayLike<number>,
  probabilities: readonly number[],
): ChiSquare {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  let statistic = 0;
  for (let i = 0; i < counts.length; i++) {
    const expected = total * probabilities[i];
    statistic += (counts[i] - expected) ** 2 / expected;
  }
  const degreesOfFreedom = probabilities.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}
