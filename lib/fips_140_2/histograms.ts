import { FIPS_BLOCK_BYTES } from "./limits.ts";
import { FIPS_WORD_BYTES } from "./limits.ts";
import { makeEdgePlaces, NEXT_BITS, WINDOW_BITS } from "./runs.ts";

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
export interface FipsHistograms {
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
export function countBlock(data: DataView, offset: number): FipsHistograms {
  all.fill(0);
  let word = data.getInt32(offset);
  let repeated = false;
  histograms.firstWord = word;
  evenEdges[places[~(word >> 31) << NEXT & WINDOW | word >>> 32 - NEXT]!]!++;
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
  evenBytes[word >>> 24]!++;
  oddBytes[word >>> 16 & 255]!++;
  evenBytes[word >>> 8 & 255]!++;
  oddBytes[word & 255]!++;
  evenEdges[places[word >>> 18]!]!++;
  oddEdges[places[word >>> 10 & WINDOW]!]!++;
  evenEdges[places[word >>> 2 & WINDOW]!]!++;
  oddEdges[places[word << NEXT & WINDOW | next >>> 32 - NEXT]!]!++;
}
