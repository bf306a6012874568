/**
 * Suffix arrays by induced sorting: Nong, Zhang, Chan, "Two Efficient Algorithms for Linear Time Suffix
 * Array Construction", IEEE Transactions on Computers 60 (2011), 1471-1484.
 *
 * A suffix is of type S when it is smaller than the suffix one to the right, else of type L; the last one
 * is L, because the empty suffix is smallest. An S suffix after an L one is called LMS. Once the LMS
 * suffixes are sorted, one scan to the right places the L suffixes and one to the left the S suffixes.
 * The LMS suffixes themselves are sorted by naming the substrings between them and recursing on the names.
 *
 * No type is stored: a negative entry (the complement) in the array says that the suffix before it is of
 * the other type, so that the running scan must not continue there. Apart from the array itself, space
 * is used for buckets only.
 */

type Text = Uint8Array | Int32Array;

/**
 * Start offsets of all suffixes of a text, in lexicographic order; linear time.
 *
 * @param text At most 2^31 - 2 values below `alphabetSize`.
 * @param alphabetSize At least 1.
 */
export function suffixArray(text: Uint8Array, alphabetSize: number): Int32Array {
  const sorted = new Int32Array(text.length);
  sortSuffixes(text, sorted, alphabetSize);
  return sorted;
}

function sortSuffixes(text: Text, sorted: Int32Array, alphabetSize: number): void {
  const length = text.length;
  if (length < 2) return void sorted.fill(0);
  // Deep in the recursion the alphabet is large; the array's own middle then serves as bucket space.
  const buckets = new Int32Array(alphabetSize);

  sorted.fill(0);
  bucketEnds(text, buckets);
  forEachLms(text, (position) => sorted[--buckets[text[position]]] = position);
  induceLmsSubstrings(text, sorted, buckets);

  let lmsCount = 0;
  for (let i = 0; i < length; i++) if (sorted[i] < 0) sorted[lmsCount++] = ~sorted[i];
  const names = nameLmsSubstrings(text, sorted, lmsCount);

  const reduced = sorted.subarray(length - lmsCount);
  if (names < lmsCount) {
    for (let from = length - 1, to = length - 1; from >= lmsCount; from--) {
      if (sorted[from] > 0) sorted[to--] = sorted[from] - 1;
    }
    sortSuffixes(reduced, sorted.subarray(0, lmsCount), names);
    let at = lmsCount;
    forEachLms(text, (position) => reduced[--at] = position);
    for (let i = 0; i < lmsCount; i++) sorted[i] = reduced[sorted[i]];
  }

  // The sorted LMS suffixes go to the ends of their buckets; from the right, none overwrites another.
  sorted.fill(0, lmsCount);
  bucketEnds(text, buckets);
  for (let i = lmsCount - 1; i >= 0; i--) {
    const position = sorted[i];
    sorted[i] = 0;
    sorted[--buckets[text[position]]] = position;
  }
  induceSuffixes(text, sorted, buckets);
}

/** Visits the LMS positions from right to left. */
function forEachLms(text: Text, visit: (position: number) => void): void {
  let isS = false;
  for (let i = text.length - 2; i >= 0; i--) {
    const here = text[i], next = text[i + 1];
    if (here < next) isS = true;
    else if (here > next) {
      if (isS) visit(i + 1);
      isS = false;
    }
  }
}

function bucketEnds(text: Text, buckets: Int32Array): void {
  buckets.fill(0);
  for (let i = 0; i < text.length; i++) buckets[text[i]]++;
  let sum = 0;
  for (let i = 0; i < buckets.length; i++) buckets[i] = sum += buckets[i];
}

function bucketStarts(text: Text, buckets: Int32Array): void {
  bucketEnds(text, buckets);
  buckets.copyWithin(1, 0, buckets.length - 1);
  buckets[0] = 0;
}

/** From LMS positions at bucket ends to LMS substrings in order, as complements; the rest is zero. */
function induceLmsSubstrings(text: Text, sorted: Int32Array, buckets: Int32Array): void {
  const length = text.length;
  bucketStarts(text, buckets);
  const last = length - 1;
  sorted[buckets[text[last]]++] = text[last - 1] < text[last] ? ~last : last;
  for (let i = 0; i < length; i++) {
    const suffix = sorted[i];
    if (suffix > 0) {
      const before = suffix - 1;
      const value = text[before];
      sorted[buckets[value]++] = before > 0 && text[before - 1] < value ? ~before : before;
      sorted[i] = 0;
    } else if (suffix < 0) sorted[i] = ~suffix;
  }
  bucketEnds(text, buckets);
  for (let i = length - 1; i >= 0; i--) {
    const suffix = sorted[i];
    if (suffix > 0) {
      const before = suffix - 1;
      const value = text[before];
      sorted[--buckets[value]] = before > 0 && text[before - 1] > value ? ~before : before;
      sorted[i] = 0;
    }
  }
}

/** From sorted LMS suffixes at bucket ends to all suffixes in order. */
function induceSuffixes(text: Text, sorted: Int32Array, buckets: Int32Array): void {
  const length = text.length;
  bucketStarts(text, buckets);
  const last = length - 1;
  sorted[buckets[text[last]]++] = text[last - 1] < text[last] ? ~last : last;
  for (let i = 0; i < length; i++) {
    const suffix = sorted[i];
    // What continued to the right must not continue to the left, and the other way round.
    sorted[i] = ~suffix;
    if (suffix > 0) {
      const before = suffix - 1;
      const value = text[before];
      sorted[buckets[value]++] = before > 0 && text[before - 1] < value ? ~before : before;
    }
  }
  bucketEnds(text, buckets);
  for (let i = length - 1; i >= 0; i--) {
    const suffix = sorted[i];
    if (suffix > 0) {
      const before = suffix - 1;
      const value = text[before];
      sorted[--buckets[value]] = before === 0 || text[before - 1] > value ? ~before : before;
    } else sorted[i] = ~suffix;
  }
}

/**
 * Gives equal LMS substrings equal names, in order and from 1. The name of the one at position p is left
 * at `lmsCount + (p >> 1)`: LMS positions are never adjacent, so no two share an entry.
 *
 * @returns How many names there are.
 */
function nameLmsSubstrings(text: Text, sorted: Int32Array, lmsCount: number): number {
  const length = text.length;
  sorted.fill(0, lmsCount);
  let end = length;
  forEachLms(text, (position) => {
    sorted[lmsCount + (position >> 1)] = end - position;
    end = position;
  });
  let names = 0;
  let previous = length, previousLength = 0;
  for (let i = 0; i < lmsCount; i++) {
    const position = sorted[i];
    const entry = lmsCount + (position >> 1);
    const size = sorted[entry];
    let same = size === previousLength && previous + size < length;
    // The value at which the next LMS substring starts belongs to the comparison.
    for (let j = 0; same && j <= size; j++) same = text[position + j] === text[previous + j];
    if (!same) names++;
    [previous, previousLength] = [position, size];
    sorted[entry] = names;
  }
  return names;
}

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
    const suffix = sorted[i];
    permuted[suffix] = before;
    before = suffix;
  }
  let common = 0;
  for (let i = 0; i < length; i++) {
    const other = permuted[i];
    if (other < 0) common = 0;
    else {
      const limit = length - Math.max(i, other);
      while (common < limit && text[i + common] === text[other + common]) common++;
    }
    permuted[i] = common;
    if (common > 0) common--;
  }
  for (let i = 0; i < length; i++) sorted[i] = permuted[sorted[i]];
}

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
