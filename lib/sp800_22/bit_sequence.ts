/** The n bits that a test looks at, in both forms that the tests read. */
export interface BitSequence {
  /** n */
  readonly length: number;
  /** One bit a byte. */
  readonly bits: Uint8Array;
  /** 32 bits a word, the first most significant; one word of zeros follows the last. */
  readonly words: Int32Array;
}

/**
 * Takes a sequence out of bytes; the first bit of a byte is the most significant.
 *
 * @param bytes hold the sequence
 * @param length n, in bits
 * @param firstBit where it begins, in bits
 * @throws {RangeError} when there are not so many bits
 */
export function bitSequence(
  bytes: Uint8Array,
  length: number = 8 * bytes.length,
  firstBit = 0,
): BitSequence {
  if (firstBit + length > 8 * bytes.length) {
    throw new RangeError(
      `Cannot take ${length} bits from bit ${firstBit} of ${bytes.length} bytes`,
    );
  }
  const bits = new Uint8Array(length);
  const words = new Int32Array(Math.ceil(length / 32) + 1);
  for (let i = 0, at = firstBit; i < length; i++, at++) {
    const bit = bytes[at >>> 3] >>> (~at & 7) & 1;
    bits[i] = bit;
    words[i >>> 5] |= bit << (~i & 31);
  }
  return { length, bits, words };
}

/** Bytes that hold a sequence, which need not begin or end at a byte. */
export interface PackedSequence {
  readonly bytes: Uint8Array;
  /** n */
  readonly bits: number;
  /** Where it begins in the bytes, 0 to 7; the first bit of a byte is the most significant. */
  readonly firstBit: number;
}

/** Cuts a stream of bytes into sequences of n bits that follow each other without a gap. */
export class SequenceCutter {
  readonly #bits: number;
  readonly #bytes: Uint8Array;
  #filled = 0;
  #firstBit = 0;

  /** @param bits n, at least 1 */
  constructor(bits: number) {
    this.#bits = bits;
    this.#bytes = new Uint8Array(Math.ceil(bits / 8) + 1);
  }

  /** Takes bytes in, which may be overwritten afterwards, and yields each sequence that they complete. */
  *cut(bytes: Uint8Array): Generator<PackedSequence> {
    for (let at = 0; at < bytes.length;) {
      const end = Math.ceil((this.#firstBit + this.#bits) / 8);
      const piece = bytes.subarray(at, at + end - this.#filled);
      this.#bytes.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      // A short sequence may end in the byte that the next one and the one behind it begin in.
      while (8 * this.#filled >= this.#firstBit + this.#bits) {
        const used = this.#firstBit + this.#bits;
        yield {
          bytes: this.#bytes.slice(0, Math.ceil(used / 8)),
          bits: this.#bits,
          firstBit: this.#firstBit,
        };
        const whole = used >>> 3;
        this.#bytes.copyWithin(0, whole, this.#filled);
        this.#filled -= whole;
        this.#firstBit = used & 7;
      }
    }
  }

  /** Bits that wait for the rest of their sequence. */
  get waitingBits(): number {
    return 8 * this.#filled - this.#firstBit;
  }
}
