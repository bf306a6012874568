import { chiSquareUpper } from "../math/special_functions.ts";

/** p-values are counted in so many classes of equal width. */
export const UNIFORMITY_CLASSES = 10;
/** With fewer sequences the classes expect too few (section 4.2.2). */
export const MIN_UNIFORMITY_SEQUENCES = 55;
/** The p-values count as uniform from here on (section 4.2.2). */
export const UNIFORMITY_SIGNIFICANCE = 1e-4;

/** How evenly p-values spread over 0 to 1 (SP 800-22 Rev. 1a section 4.2.2). */
export interface Uniformity {
  /** p-values from 0 to 0.1, ..., from 0.9 to 1. */
  readonly counts: readonly number[];
  /** chi-square of 9 degrees of freedom; null with fewer than 55 sequences. */
  readonly statistic: number | null;
  /** P-value_T; null with fewer than 55 sequences. */
  readonly pValue: number | null;
  /** Whether P-value_T is at least 0.0001; null with fewer than 55 sequences. */
  readonly uniform: boolean | null;
}

/** @param pValues of one sub-test */
export function uniformityOf(pValues: readonly number[]): Uniformity {
  const counts = new Array<number>(UNIFORMITY_CLASSES).fill(0);
  for (const pValue of pValues) {
    counts[Math.min(UNIFORMITY_CLASSES - 1, Math.floor(pValue * UNIFORMITY_CLASSES))]++;
  }
  if (pValues.length < MIN_UNIFORMITY_SEQUENCES) {
    return { counts, statistic: null, pValue: null, uniform: null };
  }
  const expected = pValues.length / UNIFORMITY_CLASSES;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2, 0) / expected;
  const pValue = chiSquareUpper(statistic, UNIFORMITY_CLASSES - 1);
  return { counts, statistic, pValue, uniform: pValue >= UNIFORMITY_SIGNIFICANCE };
}
