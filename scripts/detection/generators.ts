/** Generators that programs in use are built on; none of them makes a key. */

/** rand() of glibc: additive feedback over 31 words, the low bit dropped (stdlib/random_r.c, TYPE_3). */
export function glibcRand(seed: number): () => number {
  const state = [seed === 0 ? 1 : seed | 0];
  for (let i = 1; i < 31; i++) {
    const next = Number(16807n * BigInt(state[i - 1]) % 2147483647n);
    state.push(next < 0 ? next + 2147483647 : next);
  }
  let at = 3, before = 0;
  const next = () => {
    const sum = state[at] = (state[at] + state[before]) | 0;
    at = (at + 1) % 31;
    before = (before + 1) % 31;
    return sum >>> 1;
  };
  for (let i = 0; i < 310; i++) next();
  return next;
}

/** The linear congruential generator of the C standard's example, 31 bits. */
export function linearCongruential(seed: number): () => number {
  let state = BigInt(seed >>> 0) & 0x7fffffffn;
  return () => {
    state = (state * 1103515245n + 12345n) & 0x7fffffffn;
    return Number(state);
  };
}

/** MT19937 (Matsumoto and Nishimura 1998, initialization of 2002), 32 bits. */
export function mersenneTwister(seed: number): () => number {
  const state = new Int32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) {
    state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  }
  let at = 624;
  return () => {
    if (at === 624) {
      for (let i = 0; i < 624; i++) {
        const y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
        state[i] = state[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    let y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/**
 * A shift register with the primitive trinomial x^n + x^tap + 1: period 2^n - 1 bits.
 *
 * @param seed any but 0 in the last n bits
 */
export function shiftRegister(n: number, tap: number, seed: number): () => number {
  let state = (seed & (2 ** n - 1)) || 1;
  return () => {
    const bit = (state ^ (state >> (n - tap))) & 1;
    state = (state >> 1) | (bit << (n - 1));
    return bit;
  };
}

/** A shift register of 16 bits with x^16 + x^14 + x^13 + x^11 + 1: period 65,535 bits. */
export function shiftRegister16(seed: number): () => number {
  let state = (seed & 0xffff) || 1;
  return () => {
    const bit = (state ^ (state >> 2) ^ (state >> 3) ^ (state >> 5)) & 1;
    state = (state >> 1) | (bit << 15);
    return bit;
  };
}
