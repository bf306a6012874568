import { chiSquareUpper, erfc } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

export interface FrequencyResult {
  /** S_n: ones less zeros. */
  readonly sum: number;
  /** s_obs = |S_n| / sqrt(n). */
  readonly statistic: number;
  readonly pValue: number;
}

/** Frequency (monobit) test, SP 800-22 Rev. 1a section 2.1: are there as many ones as zeros? */
export function frequency({ bits, length }: BitSequence): FrequencyResult {
  let ones = 0;
  for (let i = 0; i < length; i++) ones += bits[i];
  const sum = 2 * ones - length;
  const statistic = Math.abs(sum) / Math.sqrt(length);
  return { sum, statistic, pValue: erfc(statistic / Math.SQRT2) };
}

/** M, bits of a block: the default of SP 800-22's program. */
const BLOCK_FREQUENCY_BITS = 128;

interface BlockFrequencyResult {
  /** N; bits behind the last whole block are not looked at. */
  readonly blocks: number;
  /** chi-square of N degrees of freedom. */
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Frequency test within a block, SP 800-22 Rev. 1a section 2.2: do blocks of M bits have M / 2 ones?
 *
 * @param blockBits M, at most the bits of the sequence
 */
export function blockFrequency(
  { bits, length }: BitSequence,
  blockBits: number = BLOCK_FREQUENCY_BITS,
): BlockFrequencyResult {
  const blocks = Math.floor(length / blockBits);
  // chi-square = 4 M sum (ones / M - 1/2)^2 = sum (2 ones - M)^2 / M, which is exact until the end.
  let squares = 0;
  for (let block = 0, i = 0; block < blocks; block++) {
    let ones = 0;
    for (const end = i + blockBits; i < end; i++) ones += bits[i];
    squares += (2 * ones - blockBits) ** 2;
  }
  const statistic = squares / blockBits;
  return { blocks, statistic, pValue: chiSquareUpper(statistic, blocks) };
}
