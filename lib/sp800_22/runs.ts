import { type ChiSquare, chiSquareOfCounts, erfc } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

/**
 * Deviations of the frequency test beyond which the runs test is not performed: tau = 2 / sqrt(n) of
 * section 2.3.4 is four times the deviation 1 / (2 sqrt(n)) of the share of ones.
 */
export const RUNS_FREQUENCY_DEVIATIONS = 4;

export interface RunsResult {
  /** pi, the share of ones. */
  readonly proportion: number;
  /** False where the share of ones is so far off that the runs say nothing; the p-value is then 0. */
  readonly performed: boolean;
  /** V_n: runs of equal bits, whatever their length. */
  readonly runs: number;
  readonly pValue: number;
}

/** Runs test, SP 800-22 Rev. 1a section 2.3: do ones and zeros alternate neither too fast nor too slowly? */
export function runs({ bits, length }: BitSequence): RunsResult {
  let ones = bits[0], count = 1;
  for (let i = 1; i < length; i++) {
    ones += bits[i];
    count += bits[i] ^ bits[i - 1];
  }
  const proportion = ones / length;
  const root = Math.sqrt(length);
  // |pi - 1/2| >= 2 / sqrt(n), in whole numbers but for the root.
  const performed = Math.abs(2 * ones - length) < RUNS_FREQUENCY_DEVIATIONS * root;
  const product = proportion * (1 - proportion);
  const pValue = performed
    ? erfc(Math.abs(count - 2 * length * product) / (2 * Math.SQRT2 * root * product))
    : 0;
  return { proportion, performed, runs: count, pValue };
}

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
 * Blocks and their class probabilities, SP 800-22 Rev. 1a sections 2.4.2 and 3.4; exact. Those of 10,000 bits are
 * printed as 0.0882, 0.2092, 0.2483, 0.1933, 0.1208, 0.0675 and 0.0727, an approximation up to 0.0016 off, which adds
 * 0.008 to the expected chi-square of the 100 blocks of a million bits, which is 6.
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
      0.11740357883779322,
      0.24295595927745478,
      0.2493634831790783,
      0.17517706034678193,
      0.10270107130405404,
      0.11239884705483771,
    ],
  },
  {
    leastBits: 750_000,
    blockBits: 10_000,
    first: 10,
    probabilities: [
      0.08663231107995234,
      0.20820064838760605,
      0.24841858194169986,
      0.1939127867416507,
      0.1214584850890108,
      0.06801108930394573,
      0.07336609745613454,
    ],
  },
];

interface LongestRunResult extends ChiSquare {
  readonly blockBits: number;
  /** Blocks in each class. */
  readonly counts: readonly number[];
}

/**
 * Test for the longest run of ones in a block, SP 800-22 Rev. 1a section 2.4.
 *
 * @param allClasses by rising n, of which those of the last that the sequence has bits for count
 * @throws {RangeError} for fewer than 128 bits
 */
export function longestRun(
  { bits, length }: BitSequence,
  allClasses: readonly LongestRunClasses[] = LONGEST_RUN_CLASSES,
): LongestRunResult {
  const classes = allClasses.findLast(({ leastBits }) => length >= leastBits);
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
