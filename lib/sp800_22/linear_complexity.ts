import { wordFrom } from "../math/bits.ts";
import type { BitSequence } from "./bit_sequence.ts";
import { type ChiSquare, chiSquareOfCounts } from "../math/special_functions.ts";

/** M, bits of a block: the default of SP 800-22's program. */
export const LINEAR_COMPLEXITY_BLOCK_BITS = 500;

/**
 * Probabilities of the classes of T: up to -2.5, five of width 1, above 2.5; exact. The standard prints the first,
 * 0.010417, as 0.01047 in section 3.10, so that its seven do not sum to 1, and computes its example and its program's
 * figures with that, which takes 0.005 from the expected chi-square of 1,000 blocks, which is 6.
 */
export const LINEAR_COMPLEXITY_PROBABILITIES: readonly number[] = [
  1 / 96,
  1 / 32,
  1 / 8,
  1 / 2,
  1 / 4,
  1 / 16,
  1 / 48,
];

export interface LinearComplexityResult extends ChiSquare {
  /** Blocks in each class of T. */
  readonly counts: readonly number[];
}

/**
 * Linear complexity test, SP 800-22 Rev. 1a section 2.10: how long are the shift registers that make
 * the blocks?
 *
 * @param blockBits M
 * @param probabilities of the seven classes
 */
export function linearComplexity(
  { words, length }: BitSequence,
  blockBits: number = LINEAR_COMPLEXITY_BLOCK_BITS,
  probabilities: readonly number[] = LINEAR_COMPLEXITY_PROBABILITIES,
): LinearComplexityResult {
  const sign = blockBits % 2 === 0 ? 1 : -1;
  // 2^-M (M / 3 + 2 / 9) of the standard's mean is below 1e-100 from 340 bits on, and 0.05 at 6.
  const mean = blockBits / 2 + (9 - sign) / 36 - (blockBits / 3 + 2 / 9) / 2 ** blockBits;
  const counts = new Array<number>(probabilities.length).fill(0);
  const registers = new Registers(blockBits);
  for (let first = 0; first + blockBits <= length; first += blockBits) {
    const t = sign * (registers.shortest(words, first) - mean) + 2 / 9;
    counts[Math.max(0, Math.min(Math.ceil(t + 2.5), 6))]++;
  }
  return { counts, ...chiSquareOfCounts(counts, probabilities) };
}

/**
 * The Berlekamp-Massey algorithm over GF(2) (Massey, IEEE Transactions on Information Theory 15, 1969,
 * 122-127), 32 coefficients at a time.
 */
export class Registers {
  readonly #blockBits: number;
  /** Coefficients of the connection polynomial, that of x^0 least significant. */
  #connection: Int32Array;
  /** Connection polynomial before the length last changed. */
  #previous: Int32Array;
  #spare: Int32Array;
  /** The latest bits, the newest least significant: coefficient i meets the bit i places back. */
  readonly #window: Int32Array;

  /** @param blockBits M, at least 1 */
  constructor(blockBits: number) {
    const size = Math.ceil((blockBits + 1) / 32) + 1;
    this.#blockBits = blockBits;
    this.#connection = new Int32Array(size);
    this.#previous = new Int32Array(size);
    this.#spare = new Int32Array(size);
    this.#window = new Int32Array(size);
  }

  /** Length of the shortest linear feedback shift register that makes M bits from `first` on. */
  shortest(words: Int32Array, first: number): number {
    const connection = this.#connection;
    let previous = this.#previous, spare = this.#spare;
    const window = this.#window;
    connection.fill(0);
    previous.fill(0);
    window.fill(0);
    connection[0] = previous[0] = 1;
    let length = 0, sinceChange = 1;
    let word = 0;
    for (let n = 0; n < this.#blockBits; n++) {
      if (n % 32 === 0) word = wordFrom(words, first + n);
      const used = (length >>> 5) + 1;
      // Bits come in at the least significant end; beyond the register's length none is met, but
      // those there now may be later.
      let carry = word >>> (31 - n % 32) & 1;
      const reach = (n >>> 5) + 1;
      let discrepancy = 0;
      for (let i = 0; i < reach; i++) {
        const shifted = window[i] << 1 | carry;
        carry = window[i] >>> 31;
        window[i] = shifted;
        if (i < used) discrepancy ^= connection[i] & shifted;
      }
      if (isOddParity(discrepancy)) {
        const grows = 2 * length <= n;
        if (grows) spare.set(connection);
        const by = sinceChange >>> 5, shift = sinceChange & 31;
        for (let i = by; i < connection.length; i++) {
          const low = i > by ? previous[i - by - 1] >>> 1 >>> (31 - shift) : 0;
          connection[i] ^= previous[i - by] << shift | low;
        }
        if (grows) {
          length = n + 1 - length;
          sinceChange = 0;
          const freed = previous;
          previous = spare;
          spare = freed;
        }
      }
      sinceChange++;
    }
    this.#connection = connection;
    this.#previous = previous;
    this.#spare = spare;
    return length;
  }
}

function isOddParity(word: number): boolean {
  let folded = word ^ word >>> 16;
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15) & 1) === 1;
}
