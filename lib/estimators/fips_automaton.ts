import { FIPS_LONG_RUN_BITS } from "../stats/fips_140_2.ts";

/**
 * Tables that take a run count over a whole byte at once. The state is the run that is open: its bit and
 * its length, up to the length that fails the long run test. All tables are indexed by `state << 8 | byte`.
 *
 * Runs that end inside the byte are added up in three doubles, each holding four counters side by side. Of
 * 20,000 bits at most 20,000 / (k + 1) are runs of k bits of one kind: 10,000 of one bit, 6,667 of two, 5,000,
 * 4,000, 3,334, and 2,858 of six. A counter has the bits for that, and no sum exceeds 2^53.
 */

/** State before the first bit of a block. */
export const START = 0;
/** Lengths are told apart up to here. */
const LONGEST = FIPS_LONG_RUN_BITS;
const STATES = 1 + 2 * LONGEST;

/** The state of an open run of `length` bits (1 to 26, longer ones as 26). */
function stateOf(bit: number, length: number): number {
  return 1 + bit * LONGEST + Math.min(length, LONGEST) - 1;
}

/** The bit and length that a state stands for; length 0 at the start of a block. */
export function openRun(state: number): { bit: number; length: number } {
  if (state === START) return { bit: 0, length: 0 };
  const bit = state > LONGEST ? 1 : 0;
  return { bit, length: state - bit * LONGEST };
}

/** Where a run of `bit` and of length class 1 to 6 is counted: which sum, and the weight of one. */
export interface Counter {
  readonly sum: 0 | 1 | 2;
  readonly weight: number;
  readonly bits: number;
}

/** Sum 0 holds classes 1 and 4, sum 1 classes 2 and 3, sum 2 classes 5 and 6. */
export const COUNTERS: readonly (readonly Counter[])[] = [0, 1].map((bit) => [
  { sum: 0, weight: 2 ** (14 * bit), bits: 14 },
  { sum: 1, weight: 2 ** (13 * bit), bits: 13 },
  { sum: 1, weight: 2 ** (26 + 13 * bit), bits: 13 },
  { sum: 0, weight: 2 ** (28 + 12 * bit), bits: 12 },
  { sum: 2, weight: 2 ** (12 * bit), bits: 12 },
  { sum: 2, weight: 2 ** (24 + 12 * bit), bits: 12 },
]);

/** Marks a byte after which, or before which, the open run is too long for the state to say. */
export const BEYOND = 255;

/** The tables. */
export interface FipsAutomaton {
  readonly next: Uint8Array;
  readonly sums: readonly [Float64Array, Float64Array, Float64Array];
  /** Length of the longest run that ended inside the byte, or `BEYOND`. */
  readonly longestEnded: Uint8Array;
}

/** Derives all tables by running each byte from each state bit by bit. */
export function makeFipsAutomaton(): FipsAutomaton {
  const size = STATES * 256;
  const next = new Uint8Array(size);
  const sums = [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const;
  const longestEnded = new Uint8Array(size);
  for (let state = 0; state < STATES; state++) {
    for (let byte = 0; byte < 256; byte++) {
      const index = state << 8 | byte;
      let { bit, length } = openRun(state);
      const beyond = length === LONGEST;
      for (let position = 7; position >= 0; position--) {
        const here = (byte >>> position) & 1;
        if (length > 0 && here !== bit) {
          const { sum, weight } = COUNTERS[bit]![Math.min(length, 6) - 1]!;
          sums[sum][index]! += weight;
          longestEnded[index] = Math.max(longestEnded[index]!, length);
          length = 0;
        }
        bit = here;
        length++;
      }
      next[index] = stateOf(bit, length);
      if (beyond || length > LONGEST) longestEnded[index] = BEYOND;
    }
  }
  return { next, sums, longestEnded };
}
