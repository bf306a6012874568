/** Uniform numbers from 0 to below 1, the same in every run (Mulberry32). */
export function uniformNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers, the same in every run. */
export function normalNumbers(seed: number): () => number {
  const random = uniformNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Normal noise around 128 with a standard deviation of 30; neighbours are correlated by `correlation`. */
export function correlatedNoise(count: number, correlation: number, seed: number): Uint8Array {
  const normal = normalNumbers(seed);
  const fresh = Math.sqrt(1 - correlation ** 2);
  let level = normal();
  return Uint8Array.from({ length: count }, () => {
    level = correlation * level + fresh * normal();
    return Math.max(0, Math.min(255, Math.floor(128 + 30 * level)));
  });
}

/** Independent normal noise around 128, with the standard deviation that the share of the recording so far has. */
export function changingNoise(
  count: number,
  deviation: (share: number) => number,
  seed: number,
): Uint8Array {
  const normal = normalNumbers(seed);
  return Uint8Array.from(
    { length: count },
    (_, i) => Math.max(0, Math.min(255, Math.round(128 + deviation(i / count) * normal()))),
  );
}

/** Bits that are as the one before but with probability `change`. */
export function stickyBits(count: number, change: number, seed: number): Uint8Array {
  const random = uniformNumbers(seed);
  let bit = 0;
  return Uint8Array.from({ length: count }, () => bit ^= random() < change ? 1 : 0);
}
