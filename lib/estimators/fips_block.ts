import {
  FIPS_HISTOGRAM_SIZE,
  LEADING,
  leadingRun,
  makeFipsRunTables,
  ONES_MEET,
  runClass,
  setRuns,
  TRAILING,
  trailingRun,
  ZEROS_MEET,
} from "./fips_runs.ts";
import { FIPS_BLOCK_BYTES, FIPS_LONG_RUN_BITS } from "../stats/fips_140_2.ts";
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
  /** The longest run in all blocks so far. */
  longestRunBits = 0;
  /** Whether the block has a run of 26 bits or more. */
  longRun = false;
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
    }
    this.repeatedWord = repeated;
    this.#lastWord = lastWord;
    this.#finish(firstBit, before);
    this.#findLongestRun(data, offset, trailingRun(before).length);
  }

  /** From the histograms to the counts of the tests. */
  #finish(firstBit: number, lastEdge: number): void {
    let inside0 = 0, inside1 = 0, inside2 = 0, met0 = 0, met1 = 0, met2 = 0;
    // Bytes and meetings side by side: additions need not wait for each other.
    for (let byte = 0; byte < 256; byte++) {
      const count = even[byte]! + odd[byte]!;
      even[byte] = count;
      inside0 += count * table0[byte]!;
      inside1 += count * table1[byte]!;
      inside2 += count * table2[byte]!;
      const place = 256 + byte;
      const meetings = even[place]! + odd[place]!;
      even[place] = meetings;
      met0 += meetings * table0[place]!;
      met1 += meetings * table1[place]!;
      met2 += meetings * table2[place]!;
    }
    setRuns(this.runs, [inside0 + met0, inside1 + met1, inside2 + met2]);
    // The run made up before the first bit was none, and the last run has met nothing yet.
    this.runs[firstBit === 0 ? 1 : 0][0]!--;
    const last = trailingRun(lastEdge);
    this.runs[last.bit][runClass(last.length) - 1]!++;
    this.#countNibbles();
  }

  /**
   * Once a run of 22 bits is known, only neighbouring bytes of equal bits can show a longer one; until then
   * any byte of equal bits is a reason to look at the block again, which is too much for all of a stream.
   */
  #findLongestRun(data: DataView, offset: number, lastLength: number): void {
    let found = lastLength;
    for (let place = 0; place < FIPS_HISTOGRAM_SIZE; place++) {
      if (longest[place]! > found && even[place]! > 0) found = longest[place]!;
    }
    const suspects = this.longestRunBits < MOST_OVER_ONE_BITS
      ? even[0]! + even[255]!
      : even[ZEROS_MEET]! + even[ONES_MEET]!;
    if (suspects > 0) found = Math.max(found, longestOverWholeBytes(data, offset));
    this.longRun = found >= FIPS_LONG_RUN_BITS;
    this.longestRunBits = Math.max(this.longestRunBits, found);
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

/**
 * Most bits of a run that covers one whole byte; a longer one covers two neighbours. When a run of so many
 * bits is known, only such neighbours can show a longer one.
 */
const MOST_OVER_ONE_BITS = 8 + MOST_AROUND_BITS;

/** Beyond the block's ends. */
const NONE = { bit: -1, length: 0 };

const NIBBLE_ONES = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

/** The longest run in a block that covers a whole byte; 0 without any. */
function longestOverWholeBytes(data: DataView, start: number): number {
  const end = start + FIPS_BLOCK_BYTES;
  let most = 0;
  for (let at = start; at < end;) {
    const byte = data.getUint8(at);
    const first = at++;
    if (byte !== 0 && byte !== 255) continue;
    const word = byte === 0 ? 0 : -1;
    while (at <= end - FIPS_WORD_BYTES && data.getInt32(at) === word) at += FIPS_WORD_BYTES;
    while (at < end && data.getUint8(at) === byte) at++;
    const wholeBytesBits = 8 * (at - first);
    if (wholeBytesBits + MOST_AROUND_BITS <= most) continue;
    const earlier = first > start ? trailingRun(edges[data.getUint8(first - 1)]!) : NONE;
    const later = at < end ? leadingRun(edges[data.getUint8(at)]!) : NONE;
    const bit = byte & 1;
    const around = (earlier.bit === bit ? earlier.length : 0) +
      (later.bit === bit ? later.length : 0);
    most = Math.max(most, wholeBytesBits + around);
  }
  return most;
}
