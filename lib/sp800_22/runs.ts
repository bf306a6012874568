import { erfc } from "../math/special_functions.ts";
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
