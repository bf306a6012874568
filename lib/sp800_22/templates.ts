import { type ChiSquare, chiSquareOfCounts, chiSquareUpper } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

/** m, bits of a template: the default of SP 800-22's program. */
export const NON_OVERLAPPING_TEMPLATE_BITS = 9;
/** N, blocks that a sequence is cut into. */
export const NON_OVERLAPPING_TEMPLATE_BLOCKS = 8;

interface NonOverlappingTemplateResult {
  /** Bits of the template, first bit most significant. */
  readonly template: number;
  /** W: occurrences in each block. */
  readonly occurrences: readonly number[];
  /** chi-square of N degrees of freedom. */
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * All templates of a length that no shift of theirs overlaps: no beginning of one is also its end. In
 * rising order; of 9 bits there are 148.
 *
 * @param templateBits m, 2 to 16
 */
export function aperiodicTemplates(templateBits: number): number[] {
  const templates: number[] = [];
  for (let template = 0; template < 2 ** templateBits; template++) {
    let periodic = false;
    for (let overlap = 1; overlap < templateBits; overlap++) {
      const beginning = template >>> (templateBits - overlap);
      const end = template & (2 ** overlap - 1);
      periodic ||= beginning === end;
    }
    if (!periodic) templates.push(template);
  }
  return templates;
}

/**
 * Non-overlapping template matching test, SP 800-22 Rev. 1a section 2.7: does a template come as
 * often as it should?
 *
 * The standard's search goes on behind each occurrence. Occurrences of an aperiodic template never
 * overlap, so that counting all windows of m bits, once for all templates, finds the same.
 *
 * @param templateBits m
 * @param blocks N
 * @returns one result for each aperiodic template, in rising order
 */
export function nonOverlappingTemplate(
  { bits, length }: BitSequence,
  templateBits: number = NON_OVERLAPPING_TEMPLATE_BITS,
  blocks: number = NON_OVERLAPPING_TEMPLATE_BLOCKS,
): NonOverlappingTemplateResult[] {
  const blockBits = Math.floor(length / blocks);
  const mask = 2 ** templateBits - 1;
  const counts = Array.from({ length: blocks }, (_, block) => {
    const counts = new Uint32Array(mask + 1);
    const first = block * blockBits;
    let window = 0;
    for (let i = first; i < first + blockBits; i++) {
      window = (window << 1 | bits[i]) & mask;
      if (i - first >= templateBits - 1) counts[window]++;
    }
    return counts;
  });
  // Mean and variance of the occurrences in M fair bits.
  const mean = (blockBits - templateBits + 1) / 2 ** templateBits;
  const variance = blockBits *
    (1 / 2 ** templateBits - (2 * templateBits - 1) / 2 ** (2 * templateBits));
  return aperiodicTemplates(templateBits).map((template) => {
    const occurrences = counts.map((count) => count[template]);
    let statistic = 0;
    for (const found of occurrences) statistic += (found - mean) ** 2 / variance;
    return { template, occurrences, statistic, pValue: chiSquareUpper(statistic, blocks) };
  });
}

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

interface OverlappingTemplateResult extends ChiSquare {
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
