import {
  BEYOND,
  COUNTERS,
  type FipsAutomaton,
  makeFipsAutomaton,
  openRun,
  START,
} from "./fips_automaton.ts";
import {
  type CountInterval,
  FIPS_BLOCK_BYTES,
  FIPS_LONG_RUN_BITS,
  FIPS_ONES,
  FIPS_POKER,
  FIPS_RUNS,
} from "../stats/fips_140_2.ts";
import { FIPS_WORD_BYTES } from "./fips_limits.ts";
import type { FipsTest } from "./stream_types.ts";

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

  readonly #automaton: FipsAutomaton = makeFipsAutomaton();
  readonly #bytes = new Int32Array(256);
  #lastWord: number;

  /** @param lastWord The 32 bits before the first block. */
  constructor(lastWord: number) {
    this.#lastWord = lastWord;
  }

  /** Takes the statistics of the 2,500 bytes from `offset`. */
  read(data: Uint8Array, offset: number): void {
    const { next, longestEnded, sums: [table0, table1, table2] } = this.#automaton;
    const bytes = this.#bytes.fill(0);
    let sum0 = 0, sum1 = 0, sum2 = 0;
    let state = START;
    let word = 0, lastWord = this.#lastWord;
    let longest = 0, longestTold = 0, beyondBits = 0;
    this.repeatedWord = false;
    const end = offset + FIPS_BLOCK_BYTES;
    for (let i = offset; i < end;) {
      // One inner round a word: the byte loop stays free of the comparison.
      const wordEnd = i + FIPS_WORD_BYTES;
      for (; i < wordEnd; i++) {
        const byte = data[i]!;
        const index = state << 8 | byte;
        word = word << 8 | byte;
        bytes[byte]!++;
        sum0 += table0[index]!;
        sum1 += table1[index]!;
        sum2 += table2[index]!;
        if (longestEnded[index]! > longestTold) {
          // Rare: a new longest run, or one of 26 bits and more, whose further bits are counted here.
          let ended = longestEnded[index]!;
          if (ended === BEYOND) {
            const { bit, length } = openRun(state);
            const all = length + beyondBits;
            const leading = Math.clz32((bit === 1 ? ~byte & 0xff : byte) << 24 | 0x800000);
            ended = all + leading;
            beyondBits = leading === 8 ? ended - FIPS_LONG_RUN_BITS : 0;
          }
          if (ended > longest) longest = ended;
          longestTold = longest < BEYOND ? longest : BEYOND - 1;
        }
        state = next[index]!;
      }
      if (word === lastWord) this.repeatedWord = true;
      lastWord = word;
    }
    this.#lastWord = lastWord;
    this.#finish([sum0, sum1, sum2], state, longest, beyondBits);
  }

  /** From sums over bytes to the counts of the tests, the run at the block's end included. */
  #finish(sums: readonly number[], state: number, longest: number, beyondBits: number): void {
    const open = openRun(state);
    for (const bit of [0, 1] as const) {
      COUNTERS[bit]!.forEach(({ sum, weight, bits }, i) => {
        this.runs[bit][i] = Math.floor(sums[sum]! / weight) % 2 ** bits;
      });
      if (open.bit === bit) this.runs[bit][Math.min(open.length, 6) - 1]!++;
    }
    this.longestRunBits = Math.max(longest, open.length + beyondBits);
    const nibbles = this.nibbles.fill(0);
    let ones = 0;
    for (let byte = 0; byte < 256; byte++) {
      const count = this.#bytes[byte]!;
      nibbles[byte >>> 4]! += count;
      nibbles[byte & 15]! += count;
    }
    for (let nibble = 0; nibble < 16; nibble++) ones += NIBBLE_ONES[nibble]! * nibbles[nibble]!;
    this.ones = ones;
  }

  /** Whether the block fails a test. */
  fails(test: FipsTest): boolean {
    switch (test) {
      case "monobit":
        return outside(this.ones, FIPS_ONES);
      case "poker":
        return outside(this.nibbles.reduce((sum, count) => sum + count * count, 0), FIPS_POKER);
      case "runs":
        return this.runs.some((runs) => runs.some((count, i) => outside(count, FIPS_RUNS[i]!)));
      case "longRun":
        return this.longestRunBits >= FIPS_LONG_RUN_BITS;
      case "continuousRun":
        return this.repeatedWord;
    }
  }
}

const NIBBLE_ONES = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

function outside(count: number, { least, most }: CountInterval): boolean {
  return count < least || count > most;
}
