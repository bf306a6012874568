/** Bits as 32-bit words, first bit most significant; two words of zeros follow the last bit. */
export interface PackedBits {
  readonly words: Int32Array;
  readonly length: number;
}

/** Packs bits that stand one a byte. */
export function packBits(bits: Uint8Array): PackedBits {
  const words = new Int32Array(Math.ceil(bits.length / 32) + 2);
  for (let i = 0; i < bits.length; i++) words[i >>> 5] |= bits[i] << (~i & 31);
  return { words, length: bits.length };
}

/** The 32 bits from an index up to the length; zeros where there are none. */
export function wordFrom(words: Int32Array, index: number): number {
  const at = index >>> 5, shift = index & 31;
  // JavaScript shifts by 32 as if by 0, hence the two steps.
  return words[at] << shift | words[at + 1] >>> 1 >>> (31 - shift);
}

/** Ones in a word: sums of 2, 4, 8 bits side by side; the multiplication adds the four bytes. */
export function countOnes(word: number): number {
  let sums = word - ((word >>> 1) & 0x55555555);
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  sums = (sums + (sums >>> 4)) & 0x0f0f0f0f;
  return Math.imul(sums, 0x01010101) >>> 24;
}

/**
 * Runs of at least so many bits that are expected in n fair bits: one begins at the first bit with probability
 * 2^-(L - 1), as the L - 1 bits after it are equal to it, and at each of the n - L later places with 2^-L, as a change
 * comes before; in all (n - L + 2) 2^-L. That there is any is no likelier.
 */
export function expectedLongRuns(bits: number, length: number): number {
  return (bits - length + 2) * 2 ** -length;
}

/**
 * For each distance d from 1 on, among the n - d pairs of bits that are d apart, how many differ: the statistic of
 * test T5 of AIS 31 (Killmann and Schindler, version 2.0, 2011) over all n bits, most significant bit first.
 *
 * @returns counts, that of distance d at d - 1
 */
export function countUnequalBits(bytes: Uint8Array, maxDistance: number): Uint32Array {
  const words = new Int32Array(Math.ceil(bytes.length / 4) + 2);
  for (let i = 0; i < bytes.length; i++) words[i >>> 2] |= bytes[i] << 8 * (~i & 3);
  const counts = new Uint32Array(maxDistance);
  for (let distance = 1; distance <= maxDistance; distance++) {
    const pairs = 8 * bytes.length - distance;
    let unequal = 0;
    for (let at = 0; at < pairs; at += 32) {
      const differing = words[at >>> 5] ^ wordFrom(words, at + distance);
      // Behind the last pair stand bits that have no other.
      unequal += countOnes(pairs - at < 32 ? differing & -1 << (32 - pairs + at) : differing);
    }
    counts[distance - 1] = unequal;
  }
  words.fill(0);
  return counts;
}

/**
 * The bits of symbols, most significant first, one bit a byte.
 *
 * @param symbols One symbol a byte; bits above `bitsPerSymbol` are not looked at.
 * @param bitsPerSymbol 1 to 8.
 * @returns `symbols.length * bitsPerSymbol` bytes of 0 or 1.
 */
export function bitString(symbols: Uint8Array, bitsPerSymbol: number): Uint8Array {
  const bits = new Uint8Array(symbols.length * bitsPerSymbol);
  let at = 0;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i];
    for (let bit = bitsPerSymbol - 1; bit >= 0; bit--) bits[at++] = (symbol >>> bit) & 1;
  }
  return bits;
}
