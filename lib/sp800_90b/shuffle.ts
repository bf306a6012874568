/**
 * Shuffles for the permutation tests of SP 800-90B section 5.1 (January 2018). Every shuffle has a number and
 * a generator of its own, seeded from the seed of the run and that number: whoever makes the n-th shuffle,
 * in whatever order, gets the same.
 */

/** Largest seed: every whole number up to it is exact. */
export const MAX_SEED = Number.MAX_SAFE_INTEGER;

/** A seed by chance, of 53 bits; not a secret, and printed. */
export function randomSeed(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2)) as unknown as [number, number];
  return (high * 2 ** 32 + low) % (MAX_SEED + 1);
}

const MASK_64 = (1n << 64n) - 1n;

/**
 * Shuffles samples in place: the algorithm of Fisher and Yates as section 5.1 gives it, with a generator
 * that is not for cryptography (xoshiro128**, Blackman and Vigna, 2018).
 *
 * @param samples Up to 2^32 - 1 samples.
 * @param seed Seed of the run, a whole number from 0 to `MAX_SEED`.
 * @param index Number of the shuffle, from 0.
 *
 * @example
 * ```ts
 * const shuffled = shuffle(samples.slice(), 42, 0);
 * ```
 */
export function shuffle(samples: Uint8Array, seed: number, index: number): Uint8Array {
  let [a, b, c, d] = generatorState(seed, index);
  for (let i = samples.length - 1; i > 0; i--) {
    const range = i + 1;
    let low: number;
    let draw: number;
    do {
      const scrambled = Math.imul(b, 5);
      draw = Math.imul(scrambled << 7 | scrambled >>> 25, 9) >>> 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = d << 11 | d >>> 21;
      low = Math.imul(draw, range) >>> 0;
      // Of 2^32 draws 2^32 mod range are one too many for some place (Lemire, 2019): draw again. The
      // division is needed only where the low half is below the range.
    } while (low < range && low < 2 ** 32 % range);
    // The high half of draw x range. Beyond 2^21 samples the product is rounded, which may move one draw in
    // 2^30 by a place.
    const j = Math.floor(draw * range / 2 ** 32);
    const sample = samples[i];
    samples[i] = samples[j];
    samples[j] = sample;
  }
  return samples;
}

/** SplitMix64 (Steele, Lea, Flood, 2014) spreads a seed and a number over the 128 bits of a state. */
function generatorState(seed: number, index: number): [number, number, number, number] {
  let state = mix(mix(BigInt(seed)) + BigInt(index));
  const words: number[] = [];
  for (let i = 0; i < 2; i++) {
    state = (state + 0x9e3779b97f4a7c15n) & MASK_64;
    const word = mix(state);
    words.push(Number(word & 0xffffffffn) | 0, Number(word >> 32n) | 0);
  }
  return words as [number, number, number, number];
}

/** The output function of SplitMix64. */
function mix(state: bigint): bigint {
  let z = (state + 0x9e3779b97f4a7c15n) & MASK_64;
  z = (z ^ z >> 30n) * 0xbf58476d1ce4e5b9n & MASK_64;
  z = (z ^ z >> 27n) * 0x94d049bb133111ebn & MASK_64;
  return z ^ z >> 31n;
}
