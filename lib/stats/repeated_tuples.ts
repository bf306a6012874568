import { toLongestCommonPrefixes } from "./longest_common_prefix.ts";
import { suffixArray } from "./suffix_array.ts";

/** How often tuples of each length repeat, overlapping occurrences counted. Index w is for length w. */
export interface RepeatedTuples {
  /** Length of the longest substring that occurs at least twice; 0 when none does. */
  readonly longest: number;
  /** Occurrences of the most frequent tuple of each length, 1 to `longest`. */
  readonly mostFrequent: Int32Array;
  /** Pairs of equal tuples of each length: the sum of c (c - 1) / 2 over occurrences c. */
  readonly pairs: Float64Array;
}

/**
 * Counts the repeated tuples of every length at once, in linear time.
 *
 * Neighbours in the suffix array that share at least w values form a group for each tuple of length w
 * that occurs more than once. The groups of all lengths are nested; a stack of the open ones closes each
 * exactly once, and what it holds for a range of lengths is entered at the range's two ends and summed.
 *
 * Sums of pairs are exact up to texts of 1.3e8 values (2^53 pairs).
 *
 * @param text Values below `alphabetSize`.
 */
export function repeatedTuples(text: Uint8Array, alphabetSize: number): RepeatedTuples {
  const common = suffixArray(text, alphabetSize);
  toLongestCommonPrefixes(text, common);
  let longest = 0;
  for (let i = 0; i < common.length; i++) if (common[i]! > longest) longest = common[i]!;

  const mostFrequent = new Int32Array(longest + 1);
  const pairs = new Float64Array(longest + 1);
  // Open groups: the length their tuples share and the index they begin at. Lengths increase strictly,
  // so there are never more than `longest` of them beside the one that holds everything.
  const lengths = new Int32Array(longest + 2);
  const begins = new Int32Array(longest + 2);
  let depth = 0;
  for (let i = 1; i <= common.length; i++) {
    const shared = i < common.length ? common[i]! : 0;
    let begin = i - 1;
    while (lengths[depth]! > shared) {
      begin = begins[depth]!;
      const tupleLength = lengths[depth]!;
      const count = i - begin;
      depth--;
      if (count > mostFrequent[tupleLength]!) mostFrequent[tupleLength] = count;
      const groupPairs = count * (count - 1) / 2;
      pairs[tupleLength]! += groupPairs;
      pairs[Math.max(lengths[depth]!, shared)]! -= groupPairs;
    }
    if (shared > lengths[depth]!) {
      depth++;
      lengths[depth] = shared;
      begins[depth] = begin;
    }
  }
  for (let w = longest - 1; w >= 1; w--) {
    pairs[w]! += pairs[w + 1]!;
    mostFrequent[w] = Math.max(mostFrequent[w]!, mostFrequent[w + 1]!);
  }
  return { longest, mostFrequent, pairs };
}
