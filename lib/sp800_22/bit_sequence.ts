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
