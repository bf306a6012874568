import type { PairDensityResult } from "./stream_types.ts";

/** Bytes between emptying the fast counters: 255 x 255 x 2^14 is below 2^31, and so is every count. */
const FLUSH_BYTES = 2 ** 14;

/** What follows from counting bytes and their neighbours. */
export interface PairTotals {
  readonly samples: number;
  /** Occurrences of each byte. */
  readonly histogram: readonly number[];
  /** Ones at each bit position, most significant first. */
  readonly ones: readonly number[];
  /** Sum of each byte times the next, the last times the first. */
  readonly byteProducts: number;
  /** Sum of each bit times the next, the last times the first. */
  readonly bitProducts: number;
}

/**
 * Counts bytes and multiplies neighbours, over a stream. Neighbouring bits meet inside a byte, which
 * follows from the histogram, or where two bytes meet, which is counted.
 */
export class PairCounts {
  /** Two tables in turn: equal bytes in a row do not wait for each other's increment. */
  readonly #even = new Uint32Array(256);
  readonly #odd = new Uint32Array(256);
  readonly #histogram = new Float64Array(256);
  #byteProducts = 0;
  #crossings = 0;
  #first = -1;
  #last = 0;

  update(bytes: Uint8Array): void {
    if (this.#first < 0 && bytes.length > 0) this.#first = bytes[0];
    for (let from = 0; from < bytes.length; from += FLUSH_BYTES) {
      this.#count(bytes, from, Math.min(bytes.length, from + FLUSH_BYTES));
    }
  }

  #count(bytes: Uint8Array, from: number, to: number): void {
    const even = this.#even.fill(0), odd = this.#odd.fill(0);
    let last = this.#last, products = 0, crossings = 0;
    let i = from;
    for (; i + 1 < to; i += 2) {
      const first = bytes[i], second = bytes[i + 1];
      even[first]++;
      odd[second]++;
      products = (products + last * first + first * second) | 0;
      // The last bit of one byte meets the first of the next.
      crossings += (last & first >>> 7) + (first & second >>> 7);
      last = second;
    }
    if (i < to) {
      const first = bytes[i];
      even[first]++;
      products += last * first;
      crossings += last & first >>> 7;
      last = first;
    }
    this.#last = last;
    this.#byteProducts += products;
    this.#crossings += crossings;
    for (let byte = 0; byte < 256; byte++) this.#histogram[byte] += even[byte] + odd[byte];
  }

  result(): PairTotals {
    const ones = new Array<number>(8).fill(0);
    // The circle is closed; before the first byte stood a zero, which added nothing.
    const first = Math.max(0, this.#first);
    const byteProducts = this.#byteProducts + this.#last * first;
    let bitProducts = this.#crossings + (this.#last & first >>> 7);
    this.#histogram.forEach((count, byte) => {
      const neighbours = byte & (byte >>> 1);
      for (let i = 0; i < 8; i++) {
        ones[i] += count * ((byte >>> (7 - i)) & 1);
        bitProducts += count * ((neighbours >>> i) & 1);
      }
    });
    const histogram = Array.from(this.#histogram);
    const samples = histogram.reduce((sum, count) => sum + count, 0);
    return { samples, histogram, ones, byteProducts, bitProducts };
  }
}

/** Cells along each side at most: each takes four values of a byte. */
const MAX_CELLS = 64;
const MIN_CELLS = 4;
/** So many pairs are expected in a cell at least: fewer say nothing, and might say which bytes there were. */
const MIN_PAIRS_A_CELL = 16;
/** Pairs from the start of the stream that are counted; a limit keeps it cheap. */
const MAX_PAIRS = 2 ** 20;

/** Counts each byte against the next, at the start of a stream. */
export class PairDensity {
  readonly #counts = new Uint32Array(MAX_CELLS * MAX_CELLS);
  #pairs = 0;
  #last = -1;

  update(bytes: Uint8Array): void {
    const counts = this.#counts;
    let last = this.#last;
    const end = Math.min(bytes.length, MAX_PAIRS - this.#pairs + (last < 0 ? 1 : 0));
    for (let i = 0; i < end; i++) {
      const cell = bytes[i] >>> 2;
      if (last >= 0) counts[last << 6 | cell]++;
      last = cell;
    }
    this.#pairs += Math.max(0, end - (this.#last < 0 ? 1 : 0));
    this.#last = last;
  }

  /** In cells as small as the pairs suffice for; null where they suffice for none. */
  result(): PairDensityResult | null {
    let cells = MAX_CELLS;
    while (cells > MIN_CELLS && this.#pairs < MIN_PAIRS_A_CELL * cells * cells) cells /= 2;
    if (this.#pairs < MIN_PAIRS_A_CELL * cells * cells) return null;
    const scale = MAX_CELLS / cells;
    const counts = new Array<number>(cells * cells).fill(0);
    this.#counts.forEach((count, i) => {
      const first = Math.floor(i / MAX_CELLS / scale), next = Math.floor(i % MAX_CELLS / scale);
      counts[first * cells + next] += count;
    });
    return { cells, pairs: this.#pairs, counts };
  }
}
