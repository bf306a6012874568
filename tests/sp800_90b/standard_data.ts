import type {
  ConditioningRequest,
  EntropySourceRequest,
} from "../../lib/sp800_90b/entropy_source_types.ts";

/**
 * The data sets of tests/fixtures/sp800-90b/iid.json and restart.json: one symbol a byte, from xorshift32
 * (Marsaglia, "Xorshift RNGs", 2003) with a small seed.
 */

/** Each call steps once and yields 32 bits. */
export function xorshift32(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

function fill(samples: number, symbol: (index: number) => number): Uint8Array {
  const symbols = new Uint8Array(samples);
  for (let i = 0; i < samples; i++) symbols[i] = symbol(i);
  return symbols;
}

/** The top bits of each output. */
export function uniform(samples: number, seed: number, bits: number): Uint8Array {
  const draw = xorshift32(seed);
  return fill(samples, () => draw() >>> 32 - bits);
}

/** 1 where the output is below `threshold`, else 0. */
export function biased(samples: number, seed: number, threshold: number): Uint8Array {
  const draw = xorshift32(seed);
  return fill(samples, () => draw() < threshold ? 1 : 0);
}

/** A new symbol where the output is below `change`, else the last one. */
export function sticky(samples: number, seed: number, bits: number, change: number): Uint8Array {
  const draw = xorshift32(seed);
  let symbol = 0;
  return fill(samples, () => {
    const drawn = draw();
    if (drawn < change) symbol = drawn >>> 8 & 2 ** bits - 1;
    return symbol;
  });
}

function pick(samples: number, seed: number, symbols: readonly number[]): Uint8Array {
  const draw = xorshift32(seed);
  return fill(samples, () => symbols[draw() % symbols.length]);
}

function dice(samples: number, seed: number, rolls: number, shift: number): Uint8Array {
  const draw = xorshift32(seed);
  return fill(samples, () => {
    let sum = 0;
    for (let roll = 0; roll < rolls; roll++) sum += draw() >>> shift;
    return sum;
  });
}

/** (i + a fair bit) mod 2^bits. */
export function noisyCounter(samples: number, seed: number, bits: number): Uint8Array {
  const draw = xorshift32(seed);
  return fill(samples, (i) => i + (draw() & 1) & 2 ** bits - 1);
}

/** The data sets of iid.json by name. */
export const IID_DATA: Readonly<Record<string, () => Uint8Array>> = {
  w1_n1000_uniform: () => uniform(1000, 101, 1),
  w1_n10000_biased30: () => biased(10_000, 102, 0x4ccccccc),
  w1_n100000_sticky45: () => sticky(100_000, 103, 1, 0xe6666666),
  w2_n1000_pick0012: () => pick(1000, 104, [0, 0, 1, 2, 3]),
  w2_n100000_uniform: () => uniform(100_000, 106, 2),
  w4_n1000_uniform: () => uniform(1000, 107, 4),
  w4_n100000_dice: () => dice(100_000, 109, 3, 30),
  w8_n1000_uniform: () => uniform(1000, 110, 8),
  w8_n100000_uniform: () => uniform(100_000, 112, 8),
  w8_n10000_two_0_255: () => pick(10_000, 114, [0, 255]),
  w8_n10000_noisycounter: () => noisyCounter(10_000, 118, 8),
  w5_n9999_uniform: () => uniform(9999, 119, 5),
};

/** The restart matrices of restart.json by name: 1,000 rows of 1,000. */
export const RESTART_DATA: Readonly<Record<string, () => Uint8Array>> = {
  r1_uniform: () => uniform(1_000_000, 201, 1),
  r8_uniform: () => uniform(1_000_000, 203, 8),
  r1_biased60: () => biased(1_000_000, 205, 0x99999999),
};

/** SHA-256 in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A request that asks for nothing yet, on the non-IID track. */
export const NOTHING_ASKED: EntropySourceRequest = {
  noise: null,
  track: "non_iid",
  bothTracks: false,
  claimedEntropy: null,
  restart: null,
  conditioning: null,
  permutation: { seed: 1, complete: false, maxSeconds: null, permutations: 200 },
};

/** A vetted conditioning component whose input is the noise. */
export const VETTED: ConditioningRequest = {
  inputBits: 512,
  outputBits: 256,
  narrowestWidth: 256,
  inputEntropy: null,
  vetted: true,
  conditioned: null,
  conditionedEntropy: null,
};
