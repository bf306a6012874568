/**
 * How often each pattern of m bits begins at one of the n places of a circle: the sequence continued by
 * its own first m - 1 bits.
 *
 * @param bits one bit a byte, at least m of them
 * @param patternBits m, 0 to 24; of no bits there is one pattern
 */
export function circularPatternCounts(bits: Uint8Array, patternBits: number): Uint32Array {
  const counts = new Uint32Array(2 ** patternBits);
  const mask = counts.length - 1;
  let pattern = 0;
  for (let i = 0; i < patternBits - 1; i++) pattern = pattern << 1 | bits[i];
  for (let i = Math.max(0, patternBits - 1); i < bits.length; i++) {
    pattern = (pattern << 1 | bits[i]) & mask;
    counts[pattern]++;
  }
  for (let i = 0; i < patternBits - 1; i++) {
    pattern = (pattern << 1 | bits[i]) & mask;
    counts[pattern]++;
  }
  return counts;
}

/** The counts of patterns one bit shorter: on a circle each is followed by a zero or a one. */
export function shorterPatternCounts(counts: Uint32Array): Uint32Array {
  return Uint32Array.from(
    { length: counts.length / 2 },
    (_, i) => counts[2 * i] + counts[2 * i + 1],
  );
}
