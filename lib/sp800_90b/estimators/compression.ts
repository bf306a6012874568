import { findRoot } from "../../math/root.ts";
import type { Sequence } from "../sequence.ts";
import type { CompressionEstimate } from "../types.ts";
import { NORMAL_QUANTILE_0_995 } from "./most_common_value.ts";

/** b: bits to a block (section 6.3.4). */
export const COMPRESSION_BLOCK_BITS = 6;
const BLOCK_VALUES = 2 ** COMPRESSION_BLOCK_BITS;
/** d: blocks that fill the dictionary before distances count. */
export const COMPRESSION_DICTIONARY_BLOCKS = 1_000;
/**
 * c: corrects the standard deviation for the dependence between distances; Coron and Naccache's
 * constant for 6-bit blocks, given in step 7.
 */
export const COMPRESSION_DEVIATION_FACTOR = 0.5907;
/** Terms of a geometric series below exp(-50) of its first are less than a double can show. */
const NEGLIGIBLE_EXPONENT = 50;
/** Powers are computed afresh so often, so that rounding errors do not pile up in the product. */
const FRESH_POWER_EVERY = 512;

/** Bits needed: some blocks beyond the dictionary, for a variance. */
export const MIN_COMPRESSION_BITS = (COMPRESSION_DICTIONARY_BLOCKS + 2) * COMPRESSION_BLOCK_BITS;

/**
 * Compression estimate, SP 800-90B section 6.3.4: how far back the same 6-bit block last occurred
 * (Maurer's universal statistic). Binary sequences only.
 *
 * @param sequence At least `MIN_COMPRESSION_BITS` bits.
 */
export function compression({ values }: Sequence): CompressionEstimate {
  const blocks = Math.floor(values.length / COMPRESSION_BLOCK_BITS);
  const tested = blocks - COMPRESSION_DICTIONARY_BLOCKS;
  const last = new Int32Array(BLOCK_VALUES);
  let sum = 0, sumOfSquares = 0;
  for (let block = 1, at = 0; block <= blocks; block++, at += COMPRESSION_BLOCK_BITS) {
    const value = values[at] << 5 | values[at + 1] << 4 | values[at + 2] << 3 |
      values[at + 3] << 2 | values[at + 4] << 1 | values[at + 5];
    if (block > COMPRESSION_DICTIONARY_BLOCKS) {
      // A block never seen counts as if it had stood before the first one.
      const distance = Math.log2(block - last[value]);
      sum += distance;
      sumOfSquares += distance * distance;
    }
    last[value] = block;
  }
  const mean = sum / tested;
  const variance = Math.max(0, sumOfSquares / (tested - 1) - mean * mean);
  const standardDeviation = COMPRESSION_DEVIATION_FACTOR * Math.sqrt(variance);
  const lowerBound = mean - NORMAL_QUANTILE_0_995 * standardDeviation / Math.sqrt(tested);

  // The expected mean falls from its value for fair data to 0 as p grows from 2^-b to 1 (step 8).
  const excess = (p: number): number => expectedCompressionMean(p, blocks) - lowerBound;
  const fair = 1 / BLOCK_VALUES;
  const fairExcess = excess(fair);
  const solutionFound = fairExcess > 0;
  const probability = !solutionFound
    ? fair
    : lowerBound <= 0
    ? 1
    : findRoot(excess, fair, 1, fairExcess, -lowerBound);
  return {
    estimator: "compression",
    mean,
    standardDeviation,
    lowerBound,
    solutionFound,
    probability,
    minEntropy: -Math.log2(probability) / COMPRESSION_BLOCK_BITS,
  };
}

/**
 * Expected mean of the statistic over so many blocks when one block value has the probability p and the other 63
 * share the rest alike: G(p) + (2^b - 1) G(q), step 7.
 */
export function expectedCompressionMean(p: number, blocks: number): number {
  return expectedMean(p, blocks) +
    (BLOCK_VALUES - 1) * expectedMean((1 - p) / (BLOCK_VALUES - 1), blocks);
}

/**
 * G(z) of step 8: what a block value of probability z contributes to the expected mean.
 *
 * G(z) = 1/v sum over t from d + 1 to L, u from 1 to t of log2(u) F(z, t, u), where F is
 * z^2 (1 - z)^(u - 1) for u < t and z (1 - z)^(t - 1) for u = t. Summed over t first: each u below L has
 * L - max(u, d) terms of the first kind, and each u above d one of the second.
 */
function expectedMean(z: number, blocks: number): number {
  if (z <= 0) return 0;
  const logarithm = Math.log1p(-z);
  const last = Math.min(blocks, Math.ceil(-NEGLIGIBLE_EXPONENT / logarithm) + 1);
  let sum = 0;
  let power = 1;
  for (let u = 1; u <= last; u++) {
    power = u % FRESH_POWER_EVERY === 0 ? Math.exp((u - 1) * logarithm) : power;
    const terms = z * (blocks - Math.max(u, COMPRESSION_DICTIONARY_BLOCKS)) +
      (u > COMPRESSION_DICTIONARY_BLOCKS ? 1 : 0);
    sum += Math.log2(u) * power * terms;
    power *= 1 - z;
  }
  return z * sum / (blocks - COMPRESSION_DICTIONARY_BLOCKS);
}
