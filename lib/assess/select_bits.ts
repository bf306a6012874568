import type { ReducedSamples } from "../sp800_90b/types.ts";

/** Which bits of samples of up to 16 bits are kept. */
export interface SelectedBits {
  /** Whether samples have more than 8 bits, so that some had to go. */
  readonly wide: boolean;
  /** Bits of the widest sample that was looked at. */
  readonly widestBits: number;
  /** Positions that are kept, 0 for the least significant; ascending. */
  readonly positions: readonly number[];
  /** Min-entropy of each position by itself, bits a sample: what they were ranked by. */
  readonly minEntropies: readonly number[];
  /** What wide samples were reduced to; null of others. */
  readonly reduced: ReducedSamples | null;
  extract(samples: Uint16Array): Uint8Array;
}

const SAMPLE_BITS = 16;
const KEPT_BITS = 8;

/**
 * Reduces samples of more than 8 bits after SP 800-90B (January 2018), section 6.4: the bits are ranked by what
 * each contributes, here its own min-entropy over the first samples, and the 8 highest are kept in their order. Of
 * two that contribute alike the less significant is kept. Ranked are the first samples only, so that a
 * stream is reduced by one rule throughout.
 */
export function selectBits(samples: Uint16Array): SelectedBits {
  const ones = new Float64Array(SAMPLE_BITS);
  let all = 0;
  for (const sample of samples) {
    all |= sample;
    for (let bit = 0; bit < SAMPLE_BITS; bit++) ones[bit] += sample >>> bit & 1;
  }
  const widestBits = Math.max(1, SAMPLE_BITS - (Math.clz32(all) - 16));
  const wide = widestBits > KEPT_BITS;
  const minEntropies = Array.from(ones, (count) => {
    const share = Math.max(count, samples.length - count) / Math.max(1, samples.length);
    return share === 0 ? 0 : Math.abs(Math.log2(share));
  });
  const positions = wide
    ? Array.from(minEntropies.keys())
      // To three decimals: what chance adds does not rank.
      .sort((a, b) =>
        Math.round(1000 * minEntropies[b]) - Math.round(1000 * minEntropies[a]) || a - b
      )
      .slice(0, KEPT_BITS).sort((a, b) => a - b)
    : Array.from({ length: KEPT_BITS }, (_, bit) => bit);
  return {
    wide,
    widestBits: Math.max(widestBits, wide ? 0 : KEPT_BITS),
    positions,
    minEntropies,
    reduced: wide ? { keptBits: positions, firstSample: samples[0] } : null,
    extract: (of) =>
      Uint8Array.from(
        of,
        (sample) => positions.reduce((byte, bit, at) => byte | (sample >>> bit & 1) << at, 0),
      ),
  };
}
