/**
 * A reproducible source of fair bytes for the tests: xoshiro128** 1.1 (Blackman and Vigna 2018),
 * four bytes a step, its state filled from the seed by SplitMix32's finalizer. Never for keys.
 */
export class FairBytes {
  readonly #state: Uint32Array;

  constructor(seed: number) {
    this.#state = Uint32Array.from({ length: 4 }, (_, i) => mix(seed + (i + 1) * 0x9e3779b9));
  }

  /** 0 to 2^32 - 1. */
  word(): number {
    const s = this.#state;
    const scrambled = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return scrambled;
  }

  /** A whole number from 0 to below `limit`, which is small beside 2^32. */
  below(limit: number): number {
    return Math.floor(this.word() / 2 ** 32 * limit);
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0, word = 0; i < bytes.length; i++, word >>>= 8) {
      if (i % 4 === 0) word = this.word();
      bytes[i] = word & 255;
    }
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    this.fill(bytes);
    return bytes;
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
