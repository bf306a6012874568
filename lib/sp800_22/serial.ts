import { gammaUpper } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";
import { circularPatternCounts, shorterPatternCounts } from "./pattern_counts.ts";

/** m, bits of a pattern: the default of SP 800-22's program. */
const SERIAL_PATTERN_BITS = 16;

export interface SerialResult {
  /** psi-square of patterns of m, m - 1 and m - 2 bits. */
  readonly psiSquares: readonly [number, number, number];
  /** First and second difference of the psi-squares. */
  readonly differences: readonly [number, number];
  /** One for each difference. */
  readonly pValues: readonly [number, number];
}

/**
 * Serial test, SP 800-22 Rev. 1a section 2.11: is every overlapping pattern of m bits as frequent as
 * the others?
 *
 * @param patternBits m, at least 2
 */
export function serial(
  { bits, length }: BitSequence,
  patternBits: number = SERIAL_PATTERN_BITS,
): SerialResult {
  let counts = circularPatternCounts(bits, patternBits);
  const psiSquares = [0, 1, 2].map(() => {
    // Patterns of no bits have nothing to differ in.
    if (counts.length === 1) return 0;
    let squares = 0;
    for (let i = 0; i < counts.length; i++) squares += counts[i] ** 2;
    const psiSquare = squares * counts.length / length - length;
    counts = shorterPatternCounts(counts);
    return psiSquare;
  }) as [number, number, number];
  const [longest, middle, shortest] = psiSquares;
  const differences = [longest - middle, longest - 2 * middle + shortest] as const;
  return {
    psiSquares,
    differences,
    pValues: [
      gammaUpper(2 ** (patternBits - 2), differences[0] / 2),
      gammaUpper(2 ** (patternBits - 3), differences[1] / 2),
    ],
  };
}
