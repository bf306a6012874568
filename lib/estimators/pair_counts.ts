/** Bytes after which the 32-bit counters are emptied, so that none can overflow. */
const FLUSH_BYTES = 2 ** 31;

/** What follows from the counts of adjacent byte pairs. */
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
 * Counts which byte follows which, over a stream. One increment a byte is all the work; everything else
 * is derived from the 65,536 counters at the end.
 */
export class PairCounts {
  /** Indexed by first byte times 256 plus second. */
  readonly #recent = new Uint32Array(1 << 16);
  readonly #counts = new Float64Array(1 << 16);
  #untilFlush = FLUSH_BYTES;
  #first = -1;
  #last = -1;

  update(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const to = Math.min(bytes.length, from + this.#untilFlush);
      this.#count(bytes, from, to);
      this.#untilFlush -= to - from;
      if (this.#untilFlush === 0) this.#flush();
      from = to;
    }
  }

  #count(bytes: Uint8Array, from: number, to: number): void {
    if (this.#first < 0) {
      this.#first = bytes[from]!;
      this.#last = this.#first;
      from++;
    }
    const counts = this.#recent;
    let last = this.#last;
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!;
      counts[last << 8 | byte]!++;
      last = byte;
    }
    this.#last = last;
  }

  #flush(): void {
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i]! += this.#recent[i]!;
    this.#recent.fill(0);
    this.#untilFlush = FLUSH_BYTES;
  }

  result(): PairTotals {
    this.#flush();
    const histogram = new Array<number>(256).fill(0);
    const ones = new Array<number>(8).fill(0);
    let byteProducts = 0, bitProducts = 0;
    const add = (first: number, second: number, count: number): void => {
      histogram[second]! += count;
      byteProducts += count * first * second;
      // The last bit of one byte meets the first of the next; inside a byte, neighbours meet.
      const inside = second & (second >>> 1);
      let together = (first & 1) & (second >>> 7);
      for (let bit = 0; bit < 7; bit++) together += (inside >>> bit) & 1;
      bitProducts += count * together;
      for (let i = 0; i < 8; i++) ones[i]! += count * ((second >>> (7 - i)) & 1);
    };
    for (let pair = 0; pair < this.#counts.length; pair++) {
      const count = this.#counts[pair]!;
      if (count > 0) add(pair >>> 8, pair & 255, count);
    }
    // Closing the circle also counts the first byte, which followed nothing.
    if (this.#first >= 0) add(this.#last, this.#first, 1);
    const samples = histogram.reduce((sum, count) => sum + count, 0);
    return { samples, histogram, ones, byteProducts, bitProducts };
  }
}
