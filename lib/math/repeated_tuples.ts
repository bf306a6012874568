import { repeatedBitTuples } from "./repeated_bit_tuples.ts";
import { suffixArray, toLongestCommonPrefixes } from "./suffix_array.ts";
import { type RepeatedTuples, TupleCounter } from "./tuple_counter.ts";

/**
 * Counts the repeated tuples of every length of a text: in linear time by its suffix array, or, for bits
 * that hardly repeat, by sorting prefixes of 48 bits, which is faster and needs a third of the memory.
 *
 * @param text Values below `alphabetSize`.
 */
export function repeatedTuples(text: Uint8Array, alphabetSize: number): RepeatedTuples {
  const quickly = alphabetSize === 2 ? repeatedBitTuples(text) : null;
  return quickly ?? repeatedTuplesBySuffixArray(text, alphabetSize);
}

/** The same for any text; linear time whatever it holds. */
export function repeatedTuplesBySuffixArray(
  text: Uint8Array,
  alphabetSize: number,
): RepeatedTuples {
  const common = suffixArray(text, alphabetSize);
  toLongestCommonPrefixes(text, common);
  const counter = new TupleCounter();
  for (let i = 1; i < common.length; i++) counter.add(common[i]);
  return counter.finish();
}
