import { suffixArray, toLongestCommonPrefixes } from "./suffix_array.ts";

/** Where a string comes for the second time, and where it came before, as indexes of its first value. */
export interface RepeatedPlace {
  readonly offset: number;
  readonly earlierOffset: number;
}

/**
 * The first place at which a string of so many values ends that came before; linear time whatever they are. Strings
 * that are equal stand side by side in the suffix array: the two that come first are those of a group's least offsets.
 *
 * @returns null where all strings of that length differ
 */
export function firstRepeat(values: Uint8Array, length: number): RepeatedPlace | null {
  if (length < 1) return null;
  const sorted = suffixArray(values, 256);
  const common = sorted.slice();
  toLongestCommonPrefixes(values, common);
  let found: RepeatedPlace | null = null;
  let first = 0, second = Infinity;
  for (let i = 0; i < sorted.length; i++) {
    if (common[i] < length) [first, second] = [sorted[i], Infinity];
    else {
      second = Math.min(second, Math.max(first, sorted[i]));
      first = Math.min(first, sorted[i]);
      if (second < (found?.offset ?? Infinity)) found = { offset: second, earlierOffset: first };
    }
  }
  return found;
}
