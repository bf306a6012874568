/**
 * How a figure compares with fair data: it fits; it departs more than chance does; there is nothing to
 * compare with; or it could not be computed.
 */
export type Comparison = "fits" | "departs" | "info" | "missing";

/** One test: what text and page say about it alike. */
export interface TestLine {
  readonly comparison: Comparison;
  readonly name: string;
  /** With its unit. */
  readonly value: string;
  /** What fair data gives; "" where that is not known. */
  readonly expected: string;
  /** What the figure means, in a few words. */
  readonly meaning: string;
}

/** Tests that belong together. */
export interface TestGroup {
  readonly title: string;
  /** What they look at, or how to read them. */
  readonly note: string;
  readonly lines: readonly TestLine[];
}

/**
 * Standard deviations that a single normal figure may be off: fair data is further off once in 16,000
 * times, 2 x Q(4) = 6.3e-5.
 */
export const MAX_STANDARD_SCORE = 4;

/** The same for a p-value: in the lower or the upper tail of 3.2e-5 once in 16,000 times. */
export const P_VALUE_TAIL = 3.2e-5;

/** "fits" or "departs" by a standard score. */
export function compareScore(score: number, most: number = MAX_STANDARD_SCORE): Comparison {
  return Math.abs(score) <= most ? "fits" : "departs";
}

/** "fits" or "departs" by a p-value; too good a fit departs as well. */
export function comparePValue(pValue: number): Comparison {
  return pValue >= P_VALUE_TAIL && pValue <= 1 - P_VALUE_TAIL ? "fits" : "departs";
}
