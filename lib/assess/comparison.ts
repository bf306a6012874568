import type { Assessment } from "./assessment.ts";
import { FIPS_BLOCK_BYTES } from "../fips_140_2/limits.ts";
import type { ComparedShares, Interval } from "../math/binomial.ts";
import { erfc } from "../math/special_functions.ts";
import { type Difference, FIGURES, type RangeDifference } from "./compared_figures.ts";

/** One figure of several sources. */
export interface ComparedFigure {
  readonly figure: string;
  /** Of each source, in their order; null where it was not computed. */
  readonly values: readonly (number | null)[];
  /** Sources whose figure was compared with the base's. */
  readonly compared: readonly boolean[];
  /** How far each is from the base's, in standard deviations of their difference; null where those are not known. */
  readonly deviations: readonly (number | null)[];
  /** How far each may be from the base's before it differs, where the noise is not known; else null. */
  readonly ranges: readonly (number | null)[];
  /** Of each share that was compared by exact intervals, and of the base's: that interval; else null. */
  readonly intervals: readonly (Interval | null)[];
  /** Sources that were not compared, as they or the base are short, or what decides the figure is rare in one. */
  readonly tooFew: readonly boolean[];
  /** Sources that differ from the base by more than noise. */
  readonly differs: readonly boolean[];
}

/**
 * Standard deviations that two figures of one source may be apart. Of independent bytes they are further apart once in
 * 16,000 times, 2 x Q(4) = 6.3e-5, where they are normal; at most once in 6,000 where they are counts as rare as
 * MIN_EVENTS lets them be (scripts/measure_comparison.ts). Of others as often as the noise is estimated right.
 */
export const MAX_DIFFERENCE_DEVIATIONS = 4;

/**
 * Of an exact interval that misses as often as one of MAX_DIFFERENCE_DEVIATIONS to both sides. Two of one source lie
 * apart at most twice as often, once in 7,900 times.
 */
const EXACT_CONFIDENCE = 1 - erfc(MAX_DIFFERENCE_DEVIATIONS / Math.SQRT2);

/**
 * Least number of independent events that a figure rests on. Of n contributions it is n over their kurtosis: the count
 * of the rarer event where there are two. Where 25 are expected in one recording and any number in the other, the
 * counts are further apart than MAX_DIFFERENCE_DEVIATIONS with at most 1.5e-4 (scripts/measure_comparison.ts sums the
 * Poisson probabilities).
 */
export const MIN_EVENTS = 25;

/**
 * Of fewer bytes the noise of figures is neither known well enough nor normal: one byte has none, and any mean. What
 * chance takes from an entropy is known once there are some four bytes for each value.
 */
export const MIN_COMPARED_BYTES = 1000;

/**
 * Figures of several sources side by side, and which differ by more than noise from those of the base: the first
 * source that could be assessed.
 *
 * @param assessments null of a source that could not be assessed
 */
export function compareAssessments(assessments: readonly (Assessment | null)[]): ComparedFigure[] {
  const at = baseOf(assessments);
  const base = assessments[at] ?? null;
  return FIGURES.map(({ figure, value, difference }) => {
    const values = assessments.map((one) => one && value(one));
    const isShort = assessments.map((one) =>
      base !== null && one !== null && (isTooShort(base) || isTooShort(one))
    );
    const differences = assessments.map((one, i) =>
      i === at || base === null || one === null || isShort[i] ? null : difference(base, one)
    );
    const found = differences.map(comparedBy);
    const shares = found.map((one) => one?.shares ?? null);
    const ofBase = shares.find((one) => one !== null)?.first ?? null;
    return {
      figure,
      values,
      compared: found.map((one) => one !== null),
      deviations: found.map((one) => one?.deviation ?? null),
      ranges: found.map((one) => one?.range ?? null),
      intervals: shares.map((one, i) => i === at ? ofBase : one?.second ?? null),
      tooFew: differences.map((one, i) =>
        one === null
          ? i !== at && isShort[i] && values[i] !== null && values[at] !== null
          : found[i] === null
      ),
      differs: found.map((one) => one?.differs ?? false),
    };
  });
}

/** Where nothing but blocks of FIPS 140-2 was tested, the bytes of those count. */
function isTooShort({ statistics, fips }: Assessment): boolean {
  return (statistics?.bytes.samples ?? fips.blocks * FIPS_BLOCK_BYTES) < MIN_COMPARED_BYTES;
}

/** What two figures that were compared come to. */
interface ComparedTwo {
  readonly differs: boolean;
  /** One of these, by which they were compared. */
  readonly deviation?: number;
  readonly range?: number;
  readonly shares?: ComparedShares;
}

/**
 * Null of too few events. A difference of 0 is no deviation, however few they are, but where no two figures of so few
 * could differ.
 */
function comparedBy(one: Difference | RangeDifference | null): ComparedTwo | null {
  if (one === null) return null;
  if ("range" in one) {
    return { range: one.range, differs: Math.abs(one.difference) > one.range };
  }
  const { difference, noise, events, exact } = one;
  const shares = exact?.(EXACT_CONFIDENCE);
  if (shares === null) return null;
  if (difference === 0) return { deviation: 0, differs: false };
  if (events < MIN_EVENTS || noise === 0) {
    return shares === undefined ? null : { shares, differs: shares.differ };
  }
  const deviation = difference / noise;
  return { deviation, differs: Math.abs(deviation) > MAX_DIFFERENCE_DEVIATIONS };
}

/** Which source the others are compared with, -1 without one. */
export function baseOf(assessments: readonly (Assessment | null)[]): number {
  return assessments.findIndex((one) => one !== null);
}

/**
 * Sources that gave the same bytes, by their SHA-256: of each the first source that gave them, or null. Where nobody
 * read one recording twice, a state was cloned.
 */
export function sameBytesAs(assessments: readonly (Assessment | null)[]): (number | null)[] {
  const digests = assessments.map((one) =>
    one && one.reading.bytes > 0 ? one.reading.sha256 : null
  );
  return digests.map((digest, i) => {
    const first = digests.indexOf(digest);
    return digest !== null && first < i ? first : null;
  });
}
