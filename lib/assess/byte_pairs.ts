/** Samples of 16 bits as pairs of bytes, of which one place, the lower, differs from the other. */

/** How often each pair of bytes occurs, from a byte on. */
function countPairs(bytes: Uint8Array, from: number): Float64Array {
  const counts = new Float64Array(65_536);
  for (let i = from; i + 1 < bytes.length; i += 2) counts[bytes[i] << 8 | bytes[i + 1]]++;
  return counts;
}

/** Entropy of what is counted, in bits. */
export function entropyOf(counts: Float64Array): number {
  const samples = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (entropy, count) =>
      count === 0 ? entropy : entropy - count / samples * Math.log2(count / samples),
    0,
  );
}

/**
 * What the G statistics of two pairings differ by, in roots of their degrees of freedom and beyond, with less than 1e-9
 * where the bytes of neither pairing depend on each other: Chernoff's bound for the difference of two chi-square
 * statistics of d degrees is (1 - s^2)^(-d/2) e^(-s x/2) for any s from 0 to 1. (scripts/constants/recordings.ts)
 */
export const PAIRING_ROOTS = 13;
export const PAIRING_BEYOND = 42;

/**
 * Whether samples of 16 bits begin with the second byte, as the first half of one was lost: the bytes of one sample
 * depend on each other, those of two do not or do so less. Null where that does not show, as of bytes that do not depend
 * on each other.
 */
export function beginsWithSecondByte(head: Uint8Array): boolean | null {
  const values = [0, 1].map((from) =>
    new Set(head.filter((_, at) => at % 2 === from)).size - 1
  ) as [number, number];
  const apart = entropyOf(countPairs(head, 0)) - entropyOf(countPairs(head, 1));
  // Both pairings have the same bytes: G is 2 N ln 2 times what their entropies are above that of the pairs.
  const difference = head.length * Math.LN2 * apart;
  const chance = PAIRING_ROOTS * Math.sqrt(values[0] * values[1]) + PAIRING_BEYOND;
  return Math.abs(difference) > chance ? difference > 0 : null;
}
