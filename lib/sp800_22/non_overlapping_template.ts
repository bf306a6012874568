import { chiSquareUpper } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

/** m, bits of a template: the default of SP 800-22's program. */
export const NON_OVERLAPPING_TEMPLATE_BITS = 9;
/** N, blocks that a sequence is cut into. */
export const NON_OVERLAPPING_TEMPLATE_BLOCKS = 8;

export interface NonOverlappingTemplateResult {
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
