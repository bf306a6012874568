import { erfc } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

/** Block length of Maurer's test, from which n on, and the moments of log2 of a block's distance. */
export interface UniversalParameters {
  /** n */
  readonly leastBits: number;
  /** L, bits of a block. */
  readonly blockBits: number;
  readonly expected: number;
  readonly variance: number;
}

/**
 * SP 800-22 Rev. 1a sections 2.9.4 and 2.9.7; n is at least 1,010 L 2^L. Expectation and variance (Handbook of
 * Applied Cryptography, 1996, table 5.3) are those of log2 of a geometric variable with mean 2^L.
 */
export const UNIVERSAL_PARAMETERS: readonly UniversalParameters[] = [
  { leastBits: 387_840, blockBits: 6, expected: 5.2177052, variance: 2.954 },
  { leastBits: 904_960, blockBits: 7, expected: 6.1962507, variance: 3.125 },
  { leastBits: 2_068_480, blockBits: 8, expected: 7.1836656, variance: 3.238 },
  { leastBits: 4_654_080, blockBits: 9, expected: 8.1764248, variance: 3.311 },
  { leastBits: 10_342_400, blockBits: 10, expected: 9.1723243, variance: 3.356 },
  { leastBits: 22_753_280, blockBits: 11, expected: 10.170032, variance: 3.384 },
  { leastBits: 49_643_520, blockBits: 12, expected: 11.168765, variance: 3.401 },
  { leastBits: 107_560_960, blockBits: 13, expected: 12.168070, variance: 3.410 },
  { leastBits: 231_669_760, blockBits: 14, expected: 13.167693, variance: 3.416 },
  { leastBits: 496_435_200, blockBits: 15, expected: 14.167488, variance: 3.419 },
  { leastBits: 1_059_061_760, blockBits: 16, expected: 15.167379, variance: 3.421 },
];

export interface UniversalResult {
  /** L */
  readonly blockBits: number;
  /** Q = 10 x 2^L blocks that only fill the table. */
  readonly initialBlocks: number;
  /** K blocks whose distances count. */
  readonly testedBlocks: number;
  /** f_n: mean of log2 of the distance to the block's last occurrence. */
  readonly statistic: number;
  readonly expected: number;
  /** Deviation of f_n. */
  readonly deviation: number;
  readonly pValue: number;
}

/**
 * Maurer's "universal statistical" test, SP 800-22 Rev. 1a section 2.9: can the sequence be compressed?
 *
 * @throws {RangeError} for fewer than 387,840 bits
 */
export function universal({ bits, length }: BitSequence): UniversalResult {
  const parameters = UNIVERSAL_PARAMETERS.findLast(({ leastBits }) => length >= leastBits);
  if (parameters === undefined) {
    throw new RangeError(`Cannot run the universal test on ${length} bits: 387,840 are needed`);
  }
  const { blockBits, expected, variance } = parameters;
  const initialBlocks = 10 * 2 ** blockBits;
  const blocks = Math.floor(length / blockBits);
  const testedBlocks = blocks - initialBlocks;
  const sum = sumOfLogDistances(bits, blockBits, initialBlocks, blocks);
  const statistic = sum / testedBlocks;
  // Distances depend on each other a little: c(L, K) of section 2.9.4, step 5.
  const c = 0.7 - 0.8 / blockBits +
    (4 + 32 / blockBits) * testedBlocks ** (-3 / blockBits) / 15;
  const deviation = c * Math.sqrt(variance / testedBlocks);
  return {
    blockBits,
    initialBlocks,
    testedBlocks,
    statistic,
    expected,
    deviation,
    pValue: erfc(Math.abs(statistic - expected) / (Math.SQRT2 * deviation)),
  };
}

/**
 * Sum of log2 of the distance to the block's last occurrence, over all blocks behind the initial ones.
 * Blocks are counted from 1, so that one which never came has distance to the start, as in the standard.
 */
export function sumOfLogDistances(
  bits: Uint8Array,
  blockBits: number,
  initialBlocks: number,
  blocks: number,
): number {
  const last = new Uint32Array(2 ** blockBits);
  let sum = 0;
  for (let block = 1, i = 0; block <= blocks; block++) {
    let value = 0;
    for (const end = i + blockBits; i < end; i++) value = value << 1 | bits[i];
    if (block > initialBlocks) sum += Math.log2(block - last[value]);
    last[value] = block;
  }
  return sum;
}
