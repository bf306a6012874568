import { countUnequalBits } from "../math/bits.ts";
import { MAX_DISTANCE, MAX_WORD_BITS } from "./bit_bounds.ts";

/** What the self-test counts in a key. Most significant bits and high nibbles come first. */
export interface Statistics {
  readonly ones: number;
  /** Sum over the 16 nibble values of the squared number of times each occurs. */
  readonly sumOfSquares: number;
  /** Nibble values that do not occur. */
  readonly absentNibbles: number;
  /** Maximal runs of exactly 1 to 5 and of 6 or more zeros; those at the ends count as seen. */
  readonly runsOfZeros: readonly number[];
  readonly runsOfOnes: readonly number[];
  /** Length in bits of the longest run of either symbol. */
  readonly longestRun: number;
  /** 64-bit words, at any byte offset, that were seen at an earlier offset. */
  readonly repeatedWords: number;
  /** The same among the differences of neighbouring bytes, modulo 256. */
  readonly repeatedDifferences: number;
  /** Of bits 1 to 64 apart, the pairs that differ; those of distance d at d - 1. */
  readonly unequalBits: Uint32Array;
  /** Ones at each of the 64 positions of 64-bit words. */
  readonly onesAtPosition: Uint32Array;
}

/**
 * Counts everything that the self-test compares, each test in a pass of its own or with another.
 *
 * @param key 9 bytes or more, at most 65,535
 */
export function measure(key: Uint8Array): Statistics {
  const nibbles = new Uint8Array(2 * key.length);
  const nibbleCounts = new Uint32Array(16);
  const runs = [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]];
  let ones = 0, longestRun = 0, runStart = 0;
  let symbol = key[0] >> 7, lastBit = symbol;
  const endRun = (end: number) => {
    const length = end - runStart;
    runs[symbol][Math.min(length, 6) - 1]++;
    if (symbol === 1) ones += length;
    if (length > longestRun) longestRun = length;
    symbol ^= 1;
    runStart = end;
  };
  for (let i = 0; i < key.length; i++) {
    const byte = key[i];
    nibbles[2 * i] = byte >> 4;
    nibbles[2 * i + 1] = byte & 15;
    nibbleCounts[byte >> 4]++;
    nibbleCounts[byte & 15]++;
    // A set bit stands where a bit differs from the one before it: one step a run, not one a bit.
    let changes = byte ^ (byte >> 1 | lastBit << 7);
    lastBit = byte & 1;
    while (changes !== 0) {
      const place = Math.clz32(changes) - 24;
      endRun(8 * i + place);
      changes &= 0x7f >> place;
    }
  }
  endRun(8 * key.length);
  let sumOfSquares = 0, absentNibbles = 0;
  for (const count of nibbleCounts) {
    sumOfSquares += count * count;
    if (count === 0) absentNibbles++;
  }
  nibbleCounts.fill(0);
  const unequalBits = countUnequalBits(key, MAX_DISTANCE);
  const onesAtPosition = countOnesByPosition(nibbles);
  nibbles.fill(0);
  const differences = new Uint8Array(key.length - 1);
  for (let i = 0; i < differences.length; i++) differences[i] = key[i + 1] - key[i];
  const repeatedWords = countRepeatedWords(key);
  const repeatedDifferences = countRepeatedWords(differences);
  differences.fill(0);
  return {
    ones,
    sumOfSquares,
    absentNibbles,
    runsOfZeros: runs[0],
    runsOfOnes: runs[1],
    longestRun,
    repeatedWords,
    repeatedDifferences,
    unequalBits,
    onesAtPosition,
  };
}

const WORD_BYTES = 8;

/**
 * Open addressing over offsets into the key, at most half full. The places of the offsets tell much
 * about the words, so the table is overwritten before it is given up.
 */
function countRepeatedWords(bytes: Uint8Array): number {
  const words = bytes.length - WORD_BYTES + 1;
  if (words < 2) return 0;
  const indexBits = 33 - Math.clz32(words - 1);
  const mask = (1 << indexBits) - 1;
  const offsetsPlusOne = new Uint16Array(mask + 1);
  let repeated = 0;
  // The last bytes seen, oldest in the top bits of `high`.
  let high = 0, low = 0;
  for (let end = 0; end < bytes.length; end++) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | bytes[end];
    const offset = end - WORD_BYTES + 1;
    if (offset < 0) continue;
    // Multiplicative hash: odd multipliers carry every bit to the top, from which the slot is
    // taken.
    const hash = Math.imul(high, 0x9e3779b1) + Math.imul(low, 0x85ebca6b);
    let slot = (hash | 0) >>> (32 - indexBits);
    let seen = offsetsPlusOne[slot];
    while (seen !== 0 && !isSameWord(bytes, seen - 1, offset)) {
      slot = (slot + 1) & mask;
      seen = offsetsPlusOne[slot];
    }
    if (seen === 0) offsetsPlusOne[slot] = offset + 1;
    else repeated++;
  }
  offsetsPlusOne.fill(0);
  return repeated;
}

function isSameWord(bytes: Uint8Array, first: number, second: number): boolean {
  for (let i = 0; i < WORD_BYTES; i++) if (bytes[first + i] !== bytes[second + i]) return false;
  return true;
}

/** Four bits as the low bits of four bytes, the first bit in the highest byte. */
const BYTES = Int32Array.from(
  { length: 16 },
  (_, nibble) => (nibble & 8) << 21 | (nibble & 4) << 14 | (nibble & 2) << 7 | nibble & 1,
);

/** A byte counts to 255, in nibbles of 16 places. */
const NIBBLES_PER_SUM = 255 * 16;

/**
 * How many bits are one at each position of 64-bit words, most significant bit of the first byte first; a
 * shorter word at the end counts as far as it goes. Those of shorter words are sums of these.
 */
export function countOnesByPosition(nibbles: Uint8Array): Uint32Array {
  const counts = new Uint32Array(MAX_WORD_BITS);
  const sums = new Int32Array(MAX_WORD_BITS / 4);
  for (let i = 0; i < nibbles.length;) {
    const end = Math.min(i + NIBBLES_PER_SUM, nibbles.length);
    for (; i < end; i++) sums[i & 15] += BYTES[nibbles[i]];
    for (let place = 0; place < sums.length; place++) {
      const sum = sums[place];
      counts[4 * place] += sum >>> 24;
      counts[4 * place + 1] += sum >>> 16 & 255;
      counts[4 * place + 2] += sum >>> 8 & 255;
      counts[4 * place + 3] += sum & 255;
      sums[place] = 0;
    }
  }
  return counts;
}
