import { packBits, type PackedBits, wordFrom } from "./bits.ts";
import { suffixArray, toLongestCommonPrefixes } from "./suffix_array.ts";

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

/** Suffixes are first told apart by so many bits, in one pass; then by a word of 32, bucket by bucket. */
const BUCKET_BITS = 16;
/** A word and the index within its bucket share a double: 32 + 21 bits. */
const INDEX_SPAN = 2 ** 21;
/** So many steps for each suffix may go into those that agree in 48 bits: their number, and the words compared. */
const MAX_REPEATED_SHARE = 1 / 64;

/**
 * Counts the repeated tuples of a bit string by sorting its suffixes by their first 48 bits, which tells
 * nearly all suffixes of an unpredictable string apart.
 *
 * @returns Null when the string repeats itself too much, or for too long, for this to pay: after less time than the
 * suffix array then takes.
 */
export function repeatedBitTuples(bits: Uint8Array): RepeatedTuples | null {
  const packed = packBits(bits);
  const { length } = packed;
  const ends = bucketEnds(packed);
  const largest = ends.reduce((most, end, i) => Math.max(most, end - (ends[i - 1] ?? 0)), 0);
  if (largest > INDEX_SPAN) return null;
  const suffixes = distribute(packed, ends);
  const keys = new Float64Array(largest);
  const repeats = new RepeatedPrefixes(packed);
  const counter = new TupleCounter();
  let previousBucket = -1, previousKey = 0, previousSuffix = 0;
  for (let bucket = 0, begin = 0; bucket < ends.length; begin = ends[bucket], bucket++) {
    const size = ends[bucket] - begin;
    if (size === 0) continue;
    for (let i = 0; i < size; i++) {
      const word = wordFrom(packed.words, suffixes[begin + i] + BUCKET_BITS) >>> 0;
      keys[i] = word * INDEX_SPAN + i;
    }
    // The index keeps equal words in the order of the bucket.
    const sorted = size === 1 ? keys : keys.subarray(0, size).sort();
    for (let i = 0; i < size; i++) {
      const key = Math.floor(sorted[i] / INDEX_SPAN);
      const suffix = suffixes[begin + sorted[i] % INDEX_SPAN];
      const sameBucket = bucket === previousBucket;
      if (sameBucket && key === previousKey) {
        if (!repeats.add(previousSuffix, suffix)) return null;
      } else {
        if (!repeats.flush(counter)) return null;
        const shared = sameBucket
          ? BUCKET_BITS + Math.clz32(key ^ previousKey)
          : Math.clz32(bucket ^ previousBucket) - BUCKET_BITS;
        // Zeros behind the last bit are no bits.
        const most = length - Math.max(suffix, previousSuffix);
        if (previousBucket >= 0) counter.add(Math.min(shared, most));
      }
      [previousBucket, previousKey, previousSuffix] = [bucket, key, suffix];
    }
  }
  return repeats.flush(counter) ? counter.finish() : null;
}

/** For each 16-bit prefix, where its suffixes end when they are distributed in order. */
function bucketEnds({ words, length }: PackedBits): Int32Array {
  const ends = new Int32Array(1 << BUCKET_BITS);
  for (let i = 0; i < length; i++) ends[wordFrom(words, i) >>> (32 - BUCKET_BITS)]++;
  let sum = 0;
  for (let i = 0; i < ends.length; i++) ends[i] = sum += ends[i];
  return ends;
}

/**
 * All suffixes, by bucket and then from the last to the first. Zeros behind the last bit make a short
 * suffix look like longer ones; this order puts it before them, where it belongs.
 */
function distribute({ words, length }: PackedBits, ends: Int32Array): Int32Array {
  const suffixes = new Int32Array(length);
  const next = new Int32Array(ends.length);
  next.set(ends.subarray(0, -1), 1);
  for (let i = length - 1; i >= 0; i--) {
    suffixes[next[wordFrom(words, i) >>> (32 - BUCKET_BITS)]++] = i;
  }
  return suffixes;
}

/** The suffixes that agree in their first 48 bits, sorted further by comparing them. */
class RepeatedPrefixes {
  #suffixes: number[] = [];
  #stepsLeft: number;
  readonly #packed: PackedBits;

  constructor(packed: PackedBits) {
    this.#packed = packed;
    this.#stepsLeft = packed.length * MAX_REPEATED_SHARE + 1_000;
  }

  /** Takes in a suffix that agrees with the one before; false when there have been too many. */
  add(before: number, suffix: number): boolean {
    if (this.#suffixes.length === 0) this.#suffixes.push(before);
    this.#suffixes.push(suffix);
    this.#stepsLeft -= 1 + Math.log2(this.#suffixes.length);
    return this.#stepsLeft > 0;
  }

  /** Hands the collected suffixes over and starts anew; false when what they share was too long to compare. */
  flush(counter: TupleCounter): boolean {
    if (this.#suffixes.length === 0) return true;
    const { words, length } = this.#packed;
    const bit = (index: number): number => (words[index >>> 5] >>> (~index & 31)) & 1;
    this.#suffixes.sort((a, b) => {
      const shared = this.#shared(a, b);
      // The shorter of two that agree to the end comes first.
      return Math.max(a, b) + shared === length ? b - a : bit(a + shared) - bit(b + shared);
    });
    for (let i = 1; i < this.#suffixes.length; i++) {
      counter.add(this.#shared(this.#suffixes[i - 1], this.#suffixes[i]));
    }
    this.#suffixes = [];
    return this.#stepsLeft > 0;
  }

  /** How many bits two suffixes share; wrong once no steps are left, so that a sort that goes on ends soon. */
  #shared(a: number, b: number): number {
    const { words, length } = this.#packed;
    const most = length - Math.max(a, b);
    for (let shared = 0; shared < most && this.#stepsLeft > 0; shared += 32) {
      this.#stepsLeft--;
      const differing = wordFrom(words, a + shared) ^ wordFrom(words, b + shared);
      if (differing !== 0) return Math.min(most, shared + Math.clz32(differing));
    }
    return most;
  }
}

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
 * Counts the repeated tuples of every length at once, in one pass over what neighbouring suffixes of a
 * text share, in sorted order.
 *
 * Neighbours that share at least w values form a group for each tuple of length w that occurs more than
 * once. The groups of all lengths are nested; a stack of the open ones closes each exactly once, and what
 * it holds for a range of lengths is entered at the range's two ends and summed at the end.
 *
 * Sums of pairs are exact up to texts of 1.3e8 values (2^53 pairs).
 */
class TupleCounter {
  #longest = 0;
  #mostFrequent = new Int32Array(64);
  #pairs = new Float64Array(64);
  // Open groups: the length their tuples share and the suffix they begin at. Lengths increase strictly, so
  // there are never more than the longest of them beside the one that holds everything.
  #lengths = new Int32Array(65);
  #begins = new Int32Array(65);
  #depth = 0;
  /** Suffixes seen; the first shares nothing with one before. */
  #suffixes = 1;

  /** Takes in the next suffix by the length it shares with the one before it. */
  add(shared: number): void {
    if (shared > this.#longest) this.#grow(shared);
    let begin = this.#suffixes - 1;
    if (this.#lengths[this.#depth] > shared) begin = this.#close(shared);
    if (shared > this.#lengths[this.#depth]) {
      this.#depth++;
      this.#lengths[this.#depth] = shared;
      this.#begins[this.#depth] = begin;
    }
    this.#suffixes++;
  }

  /** Closes all groups and says what was counted. */
  finish(): RepeatedTuples {
    this.#close(0);
    const longest = this.#longest;
    const mostFrequent = this.#mostFrequent.slice(0, longest + 1);
    const pairs = this.#pairs.slice(0, longest + 1);
    for (let w = longest - 1; w >= 1; w--) {
      pairs[w] += pairs[w + 1];
      mostFrequent[w] = Math.max(mostFrequent[w], mostFrequent[w + 1]);
    }
    pairs[0] = 0;
    return { longest, mostFrequent, pairs };
  }

  /** Closes the groups whose tuples are longer than `shared`; returns where the last of them began. */
  #close(shared: number): number {
    const lengths = this.#lengths;
    let begin = this.#suffixes - 1;
    while (lengths[this.#depth] > shared) {
      const tupleLength = lengths[this.#depth];
      begin = this.#begins[this.#depth];
      this.#depth--;
      const count = this.#suffixes - begin;
      if (count > this.#mostFrequent[tupleLength]) this.#mostFrequent[tupleLength] = count;
      const groupPairs = count * (count - 1) / 2;
      this.#pairs[tupleLength] += groupPairs;
      this.#pairs[Math.max(lengths[this.#depth], shared)] -= groupPairs;
    }
    return begin;
  }

  #grow(longest: number): void {
    this.#longest = longest;
    if (longest < this.#pairs.length) return;
    const size = Math.max(longest + 1, 2 * this.#pairs.length);
    const extended = (array: Int32Array, length: number): Int32Array<ArrayBuffer> => {
      const longer = new Int32Array(length);
      longer.set(array);
      return longer;
    };
    this.#mostFrequent = extended(this.#mostFrequent, size);
    this.#lengths = extended(this.#lengths, size + 1);
    this.#begins = extended(this.#begins, size + 1);
    const pairs = new Float64Array(size);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
  }
}
