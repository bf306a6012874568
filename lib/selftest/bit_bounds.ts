import { atLeast, criticalBinomial, type Interval } from "../math/binomial.ts";

/** Greatest distance in bits at which the autocorrelation test compares. */
export const MAX_DISTANCE = 64;

/** Lengths of the words whose bit positions are looked at. */
export const WORD_BITS = [8, 16, 32, 64] as const;

/** Bits of the longest of them, whose positions are counted one by one. */
export const MAX_WORD_BITS = 64;

/** Positions in words of all these lengths: 120. */
export const POSITIONS = WORD_BITS.reduce((sum, bits) => sum + bits, 0);

/**
 * What the autocorrelation test allows at distances 1 to 64, that of distance d at d - 1.
 *
 * The number of pairs that differ is exactly binomial(n - d, 1/2): the first d bits and the n - d exclusive
 * ors of bits d apart determine the key and are determined by it, so of n fair bits all n are fair and
 * independent again. By the union bound each distance gets 1/64 of the significance, and each side half of
 * that; since 1/2 is symmetric, one end gives the other.
 *
 * Upwards from n - 64 trials the tail is carried along: with one trial more, P(X > k) grows by P(X = k) / 2.
 * What that adds to the rounding of the first tail is below a relative 1e-13.
 *
 * @param bits n
 * @param significance of the whole test
 */
export function unequalBitsBounds(bits: number, significance: number): readonly Interval[] {
  const limit = significance / MAX_DISTANCE / 2;
  const bounds: Interval[] = [];
  let trials = bits - MAX_DISTANCE;
  let most = criticalBinomial(trials, 1 / 2, limit);
  let above = atLeast(most + 1, trials, 1 / 2);
  let at = atLeast(most, trials, 1 / 2) - above;
  for (;; trials++) {
    bounds.push({ least: trials - most, most });
    if (trials === bits - 1) return bounds.reverse();
    above += at / 2;
    at *= (trials + 1) / (trials + 1 - most) / 2;
    while (above > limit) {
      at *= (trials + 1 - most) / (most + 1);
      most++;
      above -= at;
    }
  }
}

/** How many of n bits stand at a position of words of `wordBits` bits; the last word may be short. */
export function bitsAtPosition(bits: number, wordBits: number, position: number): number {
  return Math.ceil((bits - position) / wordBits);
}

/**
 * What the bit position test allows of ones at each position, for words of 8, 16, 32 and 64 bits.
 *
 * The number of ones among the m bits of a position is binomial(m, 1/2). By the union bound each of the 120
 * positions gets its part of the significance, and each side half of that. Where even all or none of m bits are
 * not improbable enough (up to 21 bits: words of 64 bits in keys below 176 bytes), nothing is refused.
 *
 * @returns for each length in `WORD_BITS` the interval of each position
 */
export function onesAtPositionBounds(
  bits: number,
  significance: number,
): readonly (readonly Interval[])[] {
  const limit = significance / POSITIONS / 2;
  return WORD_BITS.map((wordBits) => {
    const intervals = new Map<number, Interval>();
    return Array.from({ length: wordBits }, (_, position) => {
      const count = bitsAtPosition(bits, wordBits, position);
      let interval = intervals.get(count);
      if (interval === undefined) {
        const most = criticalBinomial(count, 1 / 2, limit);
        intervals.set(count, interval = { least: count - most, most });
      }
      return interval;
    });
  });
}

/** A position as a person finds it: bytes count from 0, bit 7 is the most significant. */
export function namePosition(wordBits: number, position: number): string {
  const bit = 7 - position % 8, byte = position >> 3;
  return wordBits === 8
    ? `bit ${bit} of bytes`
    : `bit ${bit} of byte ${byte} of ${wordBits}-bit words`;
}
