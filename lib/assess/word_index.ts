/** Spread the four parts over the table; any odd constants with irregular bits would do. */
const SPREAD = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

/**
 * Words of 128 bits and the offsets they were seen at, in flat arrays of constant size: open addressing,
 * linear probing, at most half full.
 */
export class WordIndex {
  /** Offsets that are multiples of this are kept. */
  stride: number;
  readonly #most: number;
  #words = 0;
  readonly #shift: number;
  readonly #parts: Int32Array;
  readonly #offsets: Float64Array;
  /** A bit for each of 16 values of the hash to every word kept: tells most words that are not there. */
  readonly #hints: Int32Array;

  /** @param most A power of two: words to keep. */
  constructor(most: number, stride: number) {
    this.#most = most;
    this.stride = stride;
    this.#parts = new Int32Array(4 * 2 * most);
    this.#offsets = new Float64Array(2 * most).fill(-1);
    this.#shift = 32 - Math.log2(2 * most);
    this.#hints = new Int32Array(most / 2);
  }

  /** False when no word of this hash is kept; small, so that most searches end where they begin. */
  mayHold(hash: number): boolean {
    // The slot's bits and three more.
    const hint = hash >>> (this.#shift - 3);
    return (this.#hints[hint >>> 5] >>> (hint & 31) & 1) !== 0;
  }

  /** The offset a word was first kept at, or -1. */
  find(hash: number, a: number, b: number, c: number, d: number): number {
    return this.#offsets[this.#slot(hash, a, b, c, d)];
  }

  /** Keeps a word, unless it is there; makes room by doubling the stride. */
  add(a: number, b: number, c: number, d: number, offset: number): void {
    if (this.#words === this.#most) {
      this.#thin();
      if (offset % this.stride !== 0) return;
    }
    this.#put(a, b, c, d, offset);
  }

  /** Puts its words into another index, `base` further on: a multiple of every stride that index will come to. */
  copyTo(other: WordIndex, base: number): void {
    const parts = this.#parts, offsets = this.#offsets;
    other.stride = Math.max(other.stride, this.stride);
    for (let i = 0; i < offsets.length; i++) {
      const offset = offsets[i];
      if (offset < 0 || offset % other.stride !== 0) continue;
      const at = 4 * i;
      other.add(parts[at], parts[at + 1], parts[at + 2], parts[at + 3], base + offset);
    }
  }

  #put(a: number, b: number, c: number, d: number, offset: number): void {
    const hash = hashOf(a, b, c, d);
    const slot = this.#slot(hash, a, b, c, d);
    if (this.#offsets[slot] >= 0) return;
    const hint = hash >>> (this.#shift - 3);
    this.#hints[hint >>> 5] |= 1 << (hint & 31);
    this.#parts[4 * slot] = a;
    this.#parts[4 * slot + 1] = b;
    this.#parts[4 * slot + 2] = c;
    this.#parts[4 * slot + 3] = d;
    this.#offsets[slot] = offset;
    this.#words++;
  }

  /** Where a word is, or where it would be put. */
  #slot(hash: number, a: number, b: number, c: number, d: number): number {
    const parts = this.#parts, offsets = this.#offsets;
    const mask = offsets.length - 1;
    let slot = hash >>> this.#shift;
    while (offsets[slot] >= 0) {
      const at = 4 * slot;
      if (
        parts[at] === a && parts[at + 1] === b && parts[at + 2] === c && parts[at + 3] === d
      ) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Doubles the stride until a quarter is free: words that repeat may leave more than half behind. */
  #thin(): void {
    const parts = this.#parts.slice(), offsets = this.#offsets.slice();
    while (this.#words > this.#most * 3 / 4) {
      this.stride *= 2;
      this.#offsets.fill(-1);
      this.#hints.fill(0);
      this.#words = 0;
      for (let i = 0; i < offsets.length; i++) {
        const offset = offsets[i];
        if (offset < 0 || offset % this.stride !== 0) continue;
        const at = 4 * i;
        const [a, b, c, d] = [parts[at], parts[at + 1], parts[at + 2], parts[at + 3]];
        this.#put(a, b, c, d, offset);
      }
    }
  }
}

/** Hash of a word, for `mayHold` and `find`. */
export function hashOf(a: number, b: number, c: number, d: number): number {
  const mixed = Math.imul(a, SPREAD[0]) ^ Math.imul(b, SPREAD[1]) ^ Math.imul(c, SPREAD[2]) ^
    Math.imul(d, SPREAD[3]);
  return Math.imul(mixed ^ mixed >>> 15, SPREAD[0]);
}
