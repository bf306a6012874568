import type { BitSequence } from "./bit_sequence.ts";
import { type ChiSquare, chiSquareOfCounts } from "./chi_square.ts";

/** m, ones of the template: the default of SP 800-22's program. */
export const OVERLAPPING_TEMPLATE_BITS = 9;
/** M, bits of a block. */
export const OVERLAPPING_TEMPLATE_BLOCK_BITS = 1_032;

/**
 * Probability of 0 to 4 occurrences, and of more, of nine ones in 1,032 fair bits; exact.
 *
 * SP 800-22's first edition uses a compound Poisson approximation, whose 0.367879 for no occurrence is 1
 * percent too large: it adds 0.08 to the expected chi-square of a million bits, which is 5. (Hamano and Kaneko,
 * IEICE Transactions on Fundamentals E90-A, 2007, 1788-1792.) Rev. 1a prints these, to six digits, in section 3.8; its
 * program has them too, and then overwrites them with the approximation.
 */
export const OVERLAPPING_TEMPLATE_PROBABILITIES: readonly number[] = [
  0.36409105321672786,
  0.1856589001062404,
  0.1393811304590327,
  0.10057114399877812,
  0.07043232634639846,
  0.13986544587282249,
];

export interface OverlappingTemplateResult extends ChiSquare {
  /** Blocks with 0 to 4 occurrences, and with more. */
  readonly counts: readonly number[];
}

/**
 * Overlapping template matching test, SP 800-22 Rev. 1a section 2.8: how often do m ones come in a
 * row, where one occurrence may overlap the next?
 *
 * @param templateBits m
 * @param blockBits M
 * @param probabilities of each number of occurrences below their count less one, and of all others
 */
export function overlappingTemplate(
  { bits, length }: BitSequence,
  templateBits: number = OVERLAPPING_TEMPLATE_BITS,
  blockBits: number = OVERLAPPING_TEMPLATE_BLOCK_BITS,
  probabilities: readonly number[] = OVERLAPPING_TEMPLATE_PROBABILITIES,
): OverlappingTemplateResult {
  const counts = new Array<number>(probabilities.length).fill(0);
  for (let end = blockBits, i = 0; end <= length; end += blockBits) {
    let occurrences = 0, run = 0;
    for (; i < end; i++) {
      run = bits[i] === 1 ? run + 1 : 0;
      if (run >= templateBits) occurrences++;
    }
    counts[Math.min(occurrences, counts.length - 1)]++;
  }
  return { counts, ...chiSquareOfCounts(counts, probabilities) };
}
