import { FIPS_LONG_RUN_BITS } from "../../lib/fips_140_2/limits.ts";

/**
 * A second way to count a block, for comparison: tables that take a run count over a whole byte at once. The state is the run that is open: its bit and
 * its length, up to the length that fails the long run test. All tables are indexed by `state << 8 | byte`.
 *
 * Runs that end inside the byte are added up in three doubles, each holding four counters side by side. Of
 * 20,000 bits at most 20,000 / (k + 1) are runs of k bits of one kind: 10,000 of one bit, 6,667 of two, 5,000,
 * 4,000, 3,334, and 2,858 of six. A counter has the bits for that, and no sum exceeds 2^53.
 */

/** State before the first bit of a block. */
const START = 0;
/** Lengths are told apart up to here. */
const MAX_RUN_BITS = FIPS_LONG_RUN_BITS;
const STATES = 1 + 2 * MAX_RUN_BITS;

/** The state of an open run of `length` bits (1 to 26, longer ones as 26). */
function stateOf(bit: number, length: number): number {
  return 1 + bit * MAX_RUN_BITS + Math.min(length, MAX_RUN_BITS) - 1;
}

/** The bit and length that a state stands for; length 0 at the start of a block. */
function openRun(state: number): { bit: number; length: number } {
  if (state === START) return { bit: 0, length: 0 };
  const bit = state > MAX_RUN_BITS ? 1 : 0;
  return { bit, length: state - bit * MAX_RUN_BITS };
}

/** Where a run of `bit` and of length class 1 to 6 is counted: which sum, and the weight of one. */
interface Counter {
  readonly sum: 0 | 1 | 2;
  readonly weight: number;
  readonly bits: number;
}

/** Sum 0 holds classes 1 and 4, sum 1 classes 2 and 3, sum 2 classes 5 and 6. */
const COUNTERS: readonly (readonly Counter[])[] = [0, 1].map((bit) => [
  { sum: 0, weight: 2 ** (14 * bit), bits: 14 },
  { sum: 1, weight: 2 ** (13 * bit), bits: 13 },
  { sum: 1, weight: 2 ** (26 + 13 * bit), bits: 13 },
  { sum: 0, weight: 2 ** (28 + 12 * bit), bits: 12 },
  { sum: 2, weight: 2 ** (12 * bit), bits: 12 },
  { sum: 2, weight: 2 ** (24 + 12 * bit), bits: 12 },
]);

/** Marks a byte after which, or before which, the open run is too long for the state to say. */
const BEYOND = 255;

/** The tables. */
interface FipsAutomaton {
  readonly next: Uint8Array;
  readonly sums: readonly [Float64Array, Float64Array, Float64Array];
  /** Length of the longest run that ended inside the byte, or `BEYOND`. */
  readonly longestEnded: Uint8Array;
}

/** Derives all tables by running each byte from each state bit by bit. */
function makeFipsAutomaton(): FipsAutomaton {
  const size = STATES * 256;
  const next = new Uint8Array(size);
  const sums = [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const;
  const longestEnded = new Uint8Array(size);
  for (let state = 0; state < STATES; state++) {
    for (let byte = 0; byte < 256; byte++) {
      const index = state << 8 | byte;
      let { bit, length } = openRun(state);
      const beyond = length === MAX_RUN_BITS;
      for (let position = 7; position >= 0; position--) {
        const here = (byte >>> position) & 1;
        if (length > 0 && here !== bit) {
          const { sum, weight } = COUNTERS[bit][Math.min(length, 6) - 1];
          sums[sum][index] += weight;
          longestEnded[index] = Math.max(longestEnded[index], length);
          length = 0;
        }
        bit = here;
        length++;
      }
      next[index] = stateOf(bit, length);
      if (beyond || length > MAX_RUN_BITS) longestEnded[index] = BEYOND;
    }
  }
  return { next, sums, longestEnded };
}

const { next, longestEnded, sums: tables } = makeFipsAutomaton();

/** The statistics of a block of 2,500 bytes, `runs[bit][class - 1]`. */
export interface FipsCounts {
  readonly ones: number;
  readonly nibbles: readonly number[];
  readonly runs: readonly [readonly number[], readonly number[]];
  readonly longestRunBits: number;
}

/** Counts a block byte after byte. */
export function countByAutomaton(block: Uint8Array): FipsCounts {
  const sums = [0, 0, 0];
  const nibbles = Array<number>(16).fill(0);
  let state = START;
  let ones = 0, longest = 0, beyondBits = 0;
  for (const byte of block) {
    nibbles[byte >>> 4]++;
    nibbles[byte & 15]++;
    for (let bits = byte; bits > 0; bits &= bits - 1) ones++;
    const index = state << 8 | byte;
    tables.forEach((table, i) => sums[i] += table[index]);
    let ended = longestEnded[index];
    if (ended === BEYOND) {
      // A run of 26 bits and more, whose further bits are counted here.
      const { bit, length } = openRun(state);
      const leading = Math.clz32((bit === 1 ? ~byte & 0xff : byte) << 24 | 0x800000);
      ended = length + beyondBits + leading;
      beyondBits = leading === 8 ? ended - FIPS_LONG_RUN_BITS : 0;
    }
    longest = Math.max(longest, ended);
    state = next[index];
  }
  const open = openRun(state);
  const runs = [0, 1].map((bit) =>
    COUNTERS[bit].map(({ sum, weight, bits }, i) =>
      Math.floor(sums[sum] / weight) % 2 ** bits +
      (open.bit === bit && Math.min(open.length, 6) === i + 1 ? 1 : 0)
    )
  );
  return {
    ones,
    nibbles,
    runs: [runs[0], runs[1]],
    longestRunBits: Math.max(longest, open.length + beyondBits),
  };
}
