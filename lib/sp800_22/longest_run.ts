import type { BitSequence } from "./bit_sequence.ts";
import { type ChiSquare, chiSquareOfCounts } from "./chi_square.ts";

/** Classes of the longest run of ones in a block: up to `first`, then one by one, then the rest. */
export interface LongestRunClasses {
  /** n from which on these blocks are used. */
  readonly leastBits: number;
  /** M */
  readonly blockBits: number;
  /** Runs of so many ones and fewer make the first class. */
  readonly first: number;
  readonly probabilities: readonly number[];
}

/**
 * Blocks and their class probabilities, SP 800-22 Rev. 1a sections 2.4.2 and 3.4, to the digits that
 * the standard's program has. Those of 10,000 bits are 0.0016 or less off the exact ones, which
 * adds 0.008 to the expected chi-square of the 100 blocks of a million bits: 6 becomes 6.008.
 */
export const LONGEST_RUN_CLASSES: readonly LongestRunClasses[] = [
  {
    leastBits: 128,
    blockBits: 8,
    first: 1,
    probabilities: [0.21484375, 0.3671875, 0.23046875, 0.1875],
  },
  {
    leastBits: 6_272,
    blockBits: 128,
    first: 4,
    probabilities: [
      0.1174035788,
      0.242955959,
      0.249363483,
      0.17517706,
      0.102701071,
      0.112398847,
    ],
  },
  {
    leastBits: 750_000,
    blockBits: 10_000,
    first: 10,
    probabilities: [0.0882, 0.2092, 0.2483, 0.1933, 0.1208, 0.0675, 0.0727],
  },
];

export interface LongestRunResult extends ChiSquare {
  readonly blockBits: number;
  /** Blocks in each class. */
  readonly counts: readonly number[];
}

/**
 * Test for the longest run of ones in a block, SP 800-22 Rev. 1a section 2.4.
 *
 * @throws {RangeError} for fewer than 128 bits
 */
export function longestRun({ bits, length }: BitSequence): LongestRunResult {
  const classes = LONGEST_RUN_CLASSES.findLast(({ leastBits }) => length >= leastBits);
  if (classes === undefined) {
    throw new RangeError(`Cannot test the longest run in ${length} bits: 128 are needed`);
  }
  const { blockBits, first, probabilities } = classes;
  const counts = new Array<number>(probabilities.length).fill(0);
  for (let end = blockBits, i = 0; end <= length; end += blockBits) {
    let longest = 0, run = 0;
    for (; i < end; i++) {
      run = bits[i] === 1 ? run + 1 : 0;
      if (run > longest) longest = run;
    }
    counts[Math.max(0, Math.min(longest - first, counts.length - 1))]++;
  }
  return { blockBits, counts, ...chiSquareOfCounts(counts, probabilities) };
}
