import {
  EQUAL_BITS,
  FIPS_HISTOGRAM_SIZE,
  LEADING,
  leadingRun,
  makeFipsRunTables,
  runClass,
  setRuns,
  TRAILING,
  trailingRun,
} from "./fips_runs.ts";
import { FIPS_BLOCK_BYTES } from "../stats/fips_140_2.ts";
import { FIPS_WORD_BYTES } from "./fips_limits.ts";

const { edges, sums: [table0, table1, table2], longest } = makeFipsRunTables();

/**
 * The histograms, in two parts that take turns: a counter that had to wait for its own last step, byte after
 * byte, would make blocks of equal bytes slow. At the end of a block the second is added to the first.
 *
 * Like the tables they belong to the module, not to an object: engines then know where they are and how long,
 * and need not look. Only one block is read at a time, from beginning to end.
 */
const even = new Int32Array(FIPS_HISTOGRAM_SIZE);
const odd = new Int32Array(FIPS_HISTOGRAM_SIZE);

/**
 * The statistics of one block of 2,500 bytes after another. The object is reused for all blocks; what it
 * holds is valid until the next one.
 */
export class FipsBlock {
  ones = 0;
  /** Occurrences of each nibble. */
  readonly nibbles = new Int32Array(16);
  /** `runs[bit][class - 1]`, class 6 for 6 and more. */
  readonly runs = [new Int32Array(6), new Int32Array(6)] as const;
  longestRunBits = 0;
  /** Whether a 32-bit word equalled the word before it. */
  repeatedWord = false;

  #lastWord: number;

  /** @param lastWord The 32 bits before the first block. */
  constructor(lastWord: number) {
    this.#lastWord = lastWord;
  }

  /** Takes the statistics of the 2,500 bytes from `offset`. */
  read(data: DataView, offset: number): void {
    even.fill(0);
    odd.fill(0);
    const end = offset + FIPS_BLOCK_BYTES;
    let lastWord = this.#lastWord;
    let repeated = false;
    let measured = offset;
    this.longestRunBits = 0;
    const firstBit = data.getUint8(offset) >>> 7;
    let before = edges[firstBit === 0 ? ENDS_IN_ONE : ENDS_IN_ZERO]!;
    for (let at = offset; at < end;) {
      const word = data.getInt32(at);
      at += FIPS_WORD_BYTES;
      if (word === lastWord) repeated = true;
      lastWord = word;
      const byte0 = word >>> 24, byte1 = word >>> 16 & 255;
      const byte2 = word >>> 8 & 255, byte3 = word & 255;
      even[byte0]!++;
      odd[byte1]!++;
      even[byte2]!++;
      odd[byte3]!++;
      const edge0 = edges[byte0]!, edge1 = edges[byte1]!;
      const edge2 = edges[byte2]!, edge3 = edges[byte3]!;
      even[before & TRAILING | edge0 & LEADING]!++;
      odd[edge0 & TRAILING | edge1 & LEADING]!++;
      even[edge1 & TRAILING | edge2 & LEADING]!++;
      odd[edge2 & TRAILING | edge3 & LEADING]!++;
      before = edge3;
      const long = (edge0 & EQUAL_BITS) === EQUAL_BITS || (edge1 & EQUAL_BITS) === EQUAL_BITS ||
        (edge2 & EQUAL_BITS) === EQUAL_BITS || (edge3 & EQUAL_BITS) === EQUAL_BITS;
      // So is one word in 32 of fair bits; a long stretch of equal bytes is measured once.
      if (long && at > measured) {
        measured = this.#measureRuns(data, Math.max(at - FIPS_WORD_BYTES, measured), at, offset);
      }
    }
    this.repeatedWord = repeated;
    this.#lastWord = lastWord;
    this.#finish(firstBit, before);
  }

  /**
   * Measures the runs over whole bytes between `from` and `to`, each up to its end, of the block that starts
   * at `start`. Returns how far it has looked.
   */
  #measureRuns(data: DataView, from: number, to: number, start: number): number {
    const end = start + FIPS_BLOCK_BYTES;
    let at = from;
    while (at < to) {
      const byte = data.getUint8(at);
      const first = at++;
      if (byte !== 0 && byte !== 255) continue;
      while (at < end && data.getUint8(at) === byte) at++;
      if (8 * (at - first) + MOST_AROUND_BITS <= this.longestRunBits) continue;
      const earlier = first > start ? trailingRun(edges[data.getUint8(first - 1)]!) : NONE;
      const later = at < end ? leadingRun(edges[data.getUint8(at)]!) : NONE;
      const bit = byte & 1;
      const length = 8 * (at - first) + (earlier.bit === bit ? earlier.length : 0) +
        (later.bit === bit ? later.length : 0);
      this.longestRunBits = Math.max(this.longestRunBits, length);
    }
    return at;
  }

  /** From the histograms to the counts of the tests. */
  #finish(firstBit: number, lastEdge: number): void {
    let inside0 = 0, inside1 = 0, inside2 = 0, met0 = 0, met1 = 0, met2 = 0;
    let longestRunBits = this.longestRunBits;
    // Bytes and meetings side by side: additions need not wait for each other.
    for (let byte = 0; byte < 256; byte++) {
      const count = even[byte]! + odd[byte]!;
      even[byte] = count;
      inside0 += count * table0[byte]!;
      inside1 += count * table1[byte]!;
      inside2 += count * table2[byte]!;
      const place = 256 + byte;
      const meetings = even[place]! + odd[place]!;
      met0 += meetings * table0[place]!;
      met1 += meetings * table1[place]!;
      met2 += meetings * table2[place]!;
      if (longest[byte]! > longestRunBits && count > 0) longestRunBits = longest[byte]!;
      if (longest[place]! > longestRunBits && meetings > 0) longestRunBits = longest[place]!;
    }
    setRuns(this.runs, [inside0 + met0, inside1 + met1, inside2 + met2]);
    // The run made up before the first bit was none, and the last run has met nothing yet.
    this.runs[firstBit === 0 ? 1 : 0][0]!--;
    const last = trailingRun(lastEdge);
    this.runs[last.bit][runClass(last.length) - 1]!++;
    this.longestRunBits = Math.max(longestRunBits, last.length);
    this.#countNibbles();
  }

  /** Nibbles and ones, from the histogram of bytes. */
  #countNibbles(): void {
    const nibbles = this.nibbles.fill(0);
    let ones = 0;
    for (let upper = 0; upper < 16; upper++) {
      let occurrences = 0;
      for (let lower = 0; lower < 16; lower++) {
        const count = even[upper << 4 | lower]!;
        occurrences += count;
        nibbles[lower]! += count;
      }
      nibbles[upper]! += occurrences;
    }
    for (let nibble = 0; nibble < 16; nibble++) ones += NIBBLE_ONES[nibble]! * nibbles[nibble]!;
    this.ones = ones;
  }
}

/**
 * Bytes that end in a run of one bit. Before a block there is thought to be such a run of the other bit, so
 * that the first byte meets something like all others.
 */
const ENDS_IN_ZERO = 0b10101010, ENDS_IN_ONE = 0b01010101;

/** Most bits by which a run exceeds the whole bytes that it covers: seven on either side. */
const MOST_AROUND_BITS = 14;

/** Beyond the block's ends. */
const NONE = { bit: -1, length: 0 };

const NIBBLE_ONES = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];
