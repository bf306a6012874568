/**
 * Turns a suffix array into the lengths of the prefixes that neighbouring suffixes share, in place:
 * entry i becomes the common length of suffixes i - 1 and i; entry 0 becomes 0. Linear time.
 *
 * Lengths are found in text order, where each is at least its predecessor's minus one: Kärkkäinen,
 * Manzini, Puglisi, "Permuted Longest-Common-Prefix Array", CPM 2009. One further array of the text's
 * length is used, and the suffix array is given up for the result, so that long texts fit.
 *
 * @param text What was sorted.
 * @param sorted Its suffix array; overwritten.
 */
export function toLongestCommonPrefixes(text: Uint8Array, sorted: Int32Array): void {
  const length = text.length;
  if (length === 0) return;
  // First the suffix that stands before each suffix, then the length they share.
  const permuted = new Int32Array(length);
  let before = -1;
  for (let i = 0; i < length; i++) {
    const suffix = sorted[i]!;
    permuted[suffix] = before;
    before = suffix;
  }
  let common = 0;
  for (let i = 0; i < length; i++) {
    const other = permuted[i]!;
    if (other < 0) common = 0;
    else {
      const limit = length - Math.max(i, other);
      while (common < limit && text[i + common] === text[other + common]) common++;
    }
    permuted[i] = common;
    if (common > 0) common--;
  }
  for (let i = 0; i < length; i++) sorted[i] = permuted[sorted[i]!]!;
}
