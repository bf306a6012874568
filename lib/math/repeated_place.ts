/** Where a string comes for the second time, and where it came before, as indexes of its first value. */
export interface RepeatedPlace {
  readonly offset: number;
  readonly earlierOffset: number;
}

/** An odd factor: a value that leaves the window takes all of its part of the hash with it. */
const FACTOR = 0x01000193;
/** 2^32 over the golden ratio, which spreads the hashes over the buckets (Knuth, volume 3, section 6.4). */
const SPREAD = 0x9e3779b1;

/**
 * The first place at which a string of so many values ends that came before. Windows are told apart by a polynomial
 * modulo 2^32 (Karp and Rabin 1987); those that agree in it are compared value by value.
 *
 * @returns null where all strings of that length differ
 */
export function firstRepeat(values: Uint8Array, length: number): RepeatedPlace | null {
  const windows = values.length - length + 1;
  if (length < 1 || windows < 2) return null;
  const bucketBits = Math.max(1, Math.floor(Math.log2(windows)));
  const latest = new Int32Array(2 ** bucketBits).fill(-1);
  const before = new Int32Array(windows);
  const hashes = new Int32Array(windows);
  let hash = 0, highest = 1;
  for (let i = 0; i < length; i++) {
    hash = Math.imul(hash, FACTOR) + values[i] | 0;
    if (i > 0) highest = Math.imul(highest, FACTOR);
  }
  for (let offset = 0; offset < windows; offset++) {
    if (offset > 0) {
      hash = hash - Math.imul(values[offset - 1], highest) | 0;
      hash = Math.imul(hash, FACTOR) + values[offset + length - 1] | 0;
    }
    const bucket = Math.imul(hash, SPREAD) >>> (32 - bucketBits);
    for (let earlier = latest[bucket]; earlier >= 0; earlier = before[earlier]) {
      if (hashes[earlier] === hash && isEqual(values, earlier, offset, length)) {
        return { offset, earlierOffset: earlier };
      }
    }
    hashes[offset] = hash;
    before[offset] = latest[bucket];
    latest[bucket] = offset;
  }
  return null;
}

function isEqual(values: Uint8Array, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (values[one + i] !== values[other + i]) return false;
  return true;
}
