import { FIPS_BLOCK_BYTES, FIPS_LONG_RUN_BITS, FIPS_WORD_BYTES } from "./limits.ts";
import {
  addEdgeRuns,
  countAllEqual,
  longestRunBits,
  longRunBits,
  makeEdgePlaces,
  NEXT_BITS,
  SHOWN_RUN_BITS,
  WINDOW_BITS,
} from "./runs.ts";

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
    const histograms = countBlock(data, offset);
    this.repeatedWord = histograms.repeatedWord || histograms.firstWord === this.#lastWord;
    this.#lastWord = histograms.lastWord;
    this.#sum(histograms);
    this.#findLongestRun(data, offset, histograms);
  }

  #sum({ evenBytes, oddBytes, evenEdges, oddEdges, lastWord }: FipsHistograms): void {
    const { runs } = this;
    runs[0].fill(0);
    runs[1].fill(0);
    addBytes(evenBytes, oddBytes, this);
    addEdgeRuns(evenEdges, oddEdges, runs);
    // The run that was made up after the block is none.
    runs[lastWord & 1 ^ 1][5]--;
  }

  /**
   * Fair bits soon have a run so long that any longer one shows in a window of equal bits. From then on one
   * block in four is looked at again; until then nearly each is, byte after byte.
   */
  #findLongestRun(data: DataView, offset: number, { evenEdges, oddEdges }: FipsHistograms): void {
    const { runs: [zeros, ones] } = this;
    let found = 0;
    if (this.longestRunBits >= SHOWN_RUN_BITS - 1) {
      if (countAllEqual(evenEdges) + countAllEqual(oddEdges) > 0) {
        found = longRunBits(data, offset, this.longestRunBits);
      }
    } else if (zeros[5] + ones[5] > 0) {
      found = longestRunBits(data, offset);
    } else {
      for (let i = 0; i < 5; i++) if (zeros[i] + ones[i] > 0) found = i + 1;
    }
    this.longRun = found >= FIPS_LONG_RUN_BITS;
    this.longestRunBits = Math.max(this.longestRunBits, found);
  }
}

const counts = (bits: number) => new Int32Array(1 << bits);

/**
 * Occurrences of the strings of 8 to 3 bits in the bytes of a block, anywhere within a byte and at its end. Each
 * belongs to the module by a name of its own: engines then know where it is, which they would not in a list.
 */
const bytes = counts(8);
const strings7 = counts(7), strings6 = counts(6), strings5 = counts(5);
const strings4 = counts(4), strings3 = counts(3);
const ends7 = counts(7), ends6 = counts(6), ends5 = counts(5), ends4 = counts(4), ends3 = counts(3);
const strings = [strings3, strings4, strings5, strings6, strings7, bytes];

/** What the bytes of a block tell, each by itself. */
interface ByteCounts {
  ones: number;
  /** Occurrences of each nibble; set anew. */
  readonly nibbles: Int32Array;
  /** `runs[bit][class - 1]`; runs that touch neither end of a byte are added. */
  readonly runs: readonly [Int32Array, Int32Array];
}

/** Adds up a histogram of bytes, which comes in two parts. */
function addBytes(even: Int32Array, odd: Int32Array, sums: ByteCounts): void {
  const { nibbles, runs } = sums;
  for (let upper = 0; upper < 16; upper++) {
    let occurrences = 0;
    for (let byte = upper << 4; byte < upper + 1 << 4; byte++) {
      const count = even[byte] + odd[byte];
      occurrences += count;
      bytes[byte] = count;
    }
    nibbles[upper] = occurrences;
  }
  countShorter(bytes, bytes, strings7, ends7);
  countShorter(strings7, ends7, strings6, ends6);
  countShorter(strings6, ends6, strings5, ends5);
  countShorter(strings5, ends5, strings4, ends4);
  countShorter(strings4, ends4, strings3, ends3);
  let ones = 0;
  for (let nibble = 0; nibble < 16; nibble++) {
    const occurrences = nibbles[nibble] + ends4[nibble];
    nibbles[nibble] = occurrences;
    ones += NIBBLE_ONES[nibble] * occurrences;
  }
  sums.ones = ones;
  // A run of k bits is a string of k + 2, one of the other kind at either end.
  for (let i = 0; i < 6; i++) {
    const firstBit = 4 << i;
    runs[0][i] += strings[i][firstBit + 1];
    runs[1][i] += strings[i][firstBit - 2];
  }
}

const NIBBLE_ONES = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

/** A string is the start of one that is longer by a bit, unless it is at the byte's end. */
function countShorter(
  longer: Int32Array,
  longerAtEnd: Int32Array,
  shorter: Int32Array,
  shorterAtEnd: Int32Array,
): void {
  const half = shorter.length;
  for (let string = 0; string < half; string++) {
    const last = longerAtEnd[string] + longerAtEnd[half + string];
    shorterAtEnd[string] = last;
    shorter[string] = longer[2 * string] + longer[2 * string + 1] + last;
  }
}

/**
 * The constants of the loop over a block are this module's own: what is imported, engines look up in every
 * step instead of writing it into the instructions, which made counting half as slow again.
 */
const WORD_BYTES = FIPS_WORD_BYTES;
const LAST_WORD_AT = FIPS_BLOCK_BYTES - FIPS_WORD_BYTES;
const NEXT = NEXT_BITS;
const WINDOW = (1 << WINDOW_BITS) - 1;
const places = makeEdgePlaces();

/** The histograms of a block, and its words as far as they are compared with others. */
interface FipsHistograms {
  /**
   * By byte, in two parts that take turns: a counter that had to wait for its own last step, byte after byte,
   * would make blocks of equal bytes slow.
   */
  readonly evenBytes: Int32Array;
  readonly oddBytes: Int32Array;
  /** By place of a window, likewise; the first 128 are used. */
  readonly evenEdges: Int32Array;
  readonly oddEdges: Int32Array;
  /** The first and the last 32 bits. */
  firstWord: number;
  lastWord: number;
  /** Whether a 32-bit word equals the one before it. */
  repeatedWord: boolean;
}

/**
 * They belong to the module, like the table of places: engines then know where they are and that no index
 * is beyond their 256 places, and need not look.
 */
const all = new Int32Array(4 * 256);
const evenBytes = all.subarray(0, 256), oddBytes = all.subarray(256, 512);
const evenEdges = all.subarray(512, 768), oddEdges = all.subarray(768);

const histograms: FipsHistograms = {
  evenBytes,
  oddBytes,
  evenEdges,
  oddEdges,
  firstWord: 0,
  lastWord: 0,
  repeatedWord: false,
};

/**
 * Counts the 2,500 bytes from `offset`. Before them there are thought to be bits unlike the first and after
 * them six unlike the last, so that the first run follows something and the last one ends; the run of six that
 * seems to follow is counted too.
 *
 * @returns the same object each time
 */
function countBlock(data: DataView, offset: number): FipsHistograms {
  all.fill(0);
  let word = data.getInt32(offset);
  let repeated = false;
  histograms.firstWord = word;
  evenEdges[places[~(word >> 31) << NEXT & WINDOW | word >>> 32 - NEXT]]++;
  const last = offset + LAST_WORD_AT;
  for (let at = offset; at < last;) {
    at += WORD_BYTES;
    const next = data.getInt32(at);
    if (next === word) repeated = true;
    countWord(word, next);
    word = next;
  }
  countWord(word, (word & 1) - 1);
  histograms.lastWord = word;
  histograms.repeatedWord = repeated;
  return histograms;
}

/** Counts the bytes of a word and their windows, the last of which reaches into the next word. */
function countWord(word: number, next: number): void {
  evenBytes[word >>> 24]++;
  oddBytes[word >>> 16 & 255]++;
  evenBytes[word >>> 8 & 255]++;
  oddBytes[word & 255]++;
  evenEdges[places[word >>> 18]]++;
  oddEdges[places[word >>> 10 & WINDOW]]++;
  evenEdges[places[word >>> 2 & WINDOW]]++;
  oddEdges[places[word << NEXT & WINDOW | next >>> 32 - NEXT]]++;
}
