import type { BitSequence } from "./bit_sequence.ts";
import { type ChiSquare, chiSquareOfCounts } from "../math/special_functions.ts";

const MATRIX_SIZE = 32;

/**
 * Probability that a fair 32 x 32 matrix over GF(2) has rank 32, 31, or less (SP 800-22 Rev. 1a
 * section 3.5): of rank r it is the product over i below r of (1 - 2^(i-32))^2 / (1 - 2^(i-r)), times
 * 2^(r (64 - r) - 1024).
 */
export const RANK_PROBABILITIES: readonly number[] = [
  0.28878809515384113,
  0.5775761901732048,
  0.133635714672954,
];

export interface RankResult extends ChiSquare {
  /** Matrices of full rank, of one less, and of less than that. */
  readonly counts: readonly number[];
}

/** Binary matrix rank test, SP 800-22 Rev. 1a section 2.5: are rows of 32 bits linearly dependent? */
export function rank({ words, length }: BitSequence): RankResult {
  const counts = [0, 0, 0];
  const matrices = Math.floor(length / (MATRIX_SIZE * MATRIX_SIZE));
  for (let matrix = 0; matrix < matrices; matrix++) {
    const deficit = MATRIX_SIZE -
      rankOf(words.subarray(MATRIX_SIZE * matrix, MATRIX_SIZE * (matrix + 1)));
    counts[Math.min(deficit, 2)]++;
  }
  return { counts, ...chiSquareOfCounts(counts, RANK_PROBABILITIES) };
}

/** Rank of a matrix over GF(2) whose rows are words; entry l of the basis begins with l zeros. */
export function rankOf(rows: Int32Array): number {
  const basis = new Int32Array(32);
  let found = 0;
  for (let i = 0; i < rows.length; i++) {
    let row = rows[i];
    while (row !== 0) {
      const leading = Math.clz32(row);
      if (basis[leading] === 0) {
        basis[leading] = row;
        found++;
        break;
      }
      row ^= basis[leading];
    }
  }
  return found;
}
