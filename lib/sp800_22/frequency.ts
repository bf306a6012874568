import { erfc } from "../math/special_functions.ts";
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
