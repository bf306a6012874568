import { normalTail } from "../math/special_functions.ts";

/**
 * How a figure compares with fair data: it lies in the band that is printed beside it; it does not; it does not, which
 * by itself counts for nothing, as the verdict goes by many such figures together; there is nothing to compare
 * with; or it could not be computed.
 */
export type TestComparison = "fits" | "departs" | "outside" | "info" | "missing";

/** One test: what text and page say about it alike. */
export interface TestLine {
  readonly comparison: TestComparison;
  readonly name: string;
  /** With its unit. */
  readonly value: string;
  /**
   * Of a line that fits or departs, the band in which it fits; else what fair data gives on average or at most,
   * "" where that is not known.
   */
  readonly expected: string;
  /** What the figure means, in a few words. */
  readonly meaning: string;
  /**
   * Probability that fair data of this length departs here, at most; 0 of a line that is not compared, absent
   * where the lines have one verdict together. The verdict adds them up.
   */
  readonly falseAlarms?: number;
  /** Of a line without data: the other recording is too short to compare with, which leaves nothing of this one out. */
  readonly otherTooShort?: true;
  /** Where in the source to look, such as "byte 4,096"; only where that is known. */
  readonly where?: string;
}

/** Tests that belong together. */
export interface TestGroup {
  readonly title: string;
  /** What they look at, or how to read them. */
  readonly note: string;
  readonly lines: readonly TestLine[];
}

/** The word before a line of text, and in a badge of a page. */
export const COMPARISON_WORD: Readonly<Record<TestLine["comparison"], string>> = {
  fits: "fits",
  departs: "DEPARTS",
  outside: "outside",
  info: "",
  missing: "no data",
};

/** A line that is not compared: a figure, or the reason why there is none. */
export function noteLine(
  comparison: "info" | "missing",
  name: string,
  value: string,
  expected: string,
  meaning: string,
): TestLine {
  return { comparison, name, value, expected, meaning, falseAlarms: 0 };
}

/**
 * Standard deviations that a single normal figure may be off: fair data is further off once in 16,000
 * times, 2 x Q(4) = 6.3e-5.
 */
export const MAX_STANDARD_SCORE = 4;

/** Q(4) = 3.17e-5: each tail of a single figure. */
export const SCORE_TAIL = normalTail(MAX_STANDARD_SCORE);

/** "fits" or "departs" by a standard score. */
export function compareScore(score: number): "fits" | "departs" {
  return Math.abs(score) <= MAX_STANDARD_SCORE ? "fits" : "departs";
}
