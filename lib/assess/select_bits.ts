import type { ReducedSamples } from "../sp800_90b/types.ts";

/** Which bits of samples of up to 16 bits are kept. */
export interface SelectedBits {
  /** Whether samples have more than 8 bits, so that some had to go. */
  readonly wide: boolean;
  /** Bits of the widest sample that was looked at. */
  readonly widestBits: number;
  /** Positions that are kept, 0 for the least significant; ascending. */
  readonly positions: readonly number[];
  /** What wide samples were reduced to; null of others. */
  readonly reduced: ReducedSamples | null;
  extract(samples: Uint16Array): Uint8Array;
}

/**
 * What all recordings of a run are reduced by, or they could not be compared: the first of them that has enough
 * samples to tell decides for the others.
 */
export interface BitSelection {
  decided: {
    readonly selected: SelectedBits;
    /** The recording that was looked at. */
    readonly name: string;
  } | null;
}

const SAMPLE_BITS = 16;
const KEPT_BITS = 8;
const LOWEST_BITS = Array.from({ length: KEPT_BITS }, (_, bit) => bit);
/** As many as the values of what is kept: fewer decide for no other recording. */
export const MIN_DECIDING_SAMPLES = 2 ** KEPT_BITS;

/**
 * The largest standard deviation that the information of one bit can have, in bits: the square root of the most that
 * p log2(p)^2 + (1 - p) log2(1 - p)^2 can be, 1.1716 at p = 0.1614.
 */
export const MAX_INFORMATION_DEVIATION_BITS = 1.0824;

/** Standard deviations by which two contributions differ by chance once in 30,000: 1 - Phi(4) = 3.2e-5. */
const CHANCE_DEVIATIONS = 4;

/**
 * Reduces samples of more than 8 bits after SP 800-90B (January 2018), section 6.4: the bits are ranked by what each
 * contributes, and the 8 highest are kept in their order. What a bit contributes is its Shannon entropy given the bits
 * that are kept already, so that a copy of one of them contributes nothing. Of those that contribute alike, as far as
 * chance lets one tell, the least significant is kept. Ranked are the first samples only, so that a stream is
 * reduced by one rule throughout.
 *
 * @param decided what another recording has decided for this one; null: nothing
 */
export function selectBits(
  samples: Uint16Array,
  decided: BitSelection["decided"] = null,
): SelectedBits {
  const counts = new Uint32Array(2 ** SAMPLE_BITS);
  let all = 0;
  for (const sample of samples) {
    all |= sample;
    counts[sample]++;
  }
  const widestBits = Math.max(1, SAMPLE_BITS - (Math.clz32(all) - 16));
  const wide = widestBits > KEPT_BITS || decided?.selected.wide === true;
  const positions = decided !== null
    ? decided.selected.positions
    : wide
    ? contributingBits(counts, samples.length)
    : LOWEST_BITS;
  return {
    wide,
    widestBits: Math.max(widestBits, wide ? 0 : KEPT_BITS),
    positions,
    reduced: wide && samples.length > 0
      ? { keptBits: positions, firstSample: samples[0], rankedIn: decided?.name ?? null }
      : null,
    extract: (of) =>
      Uint8Array.from(
        of,
        (sample) => positions.reduce((byte, bit, at) => byte | (sample >>> bit & 1) << at, 0),
      ),
  };
}

/** @param counts of each value @param total samples that were counted */
function contributingBits(counts: Uint32Array, total: number): number[] {
  const values = Uint16Array.from(counts.keys().filter((value) => counts[value] > 0));
  /** What the bits that are kept already are in each value. */
  const kept = new Uint8Array(values.length);
  const chance = CHANCE_DEVIATIONS * MAX_INFORMATION_DEVIATION_BITS * Math.sqrt(2 / total);
  const left = Array.from({ length: SAMPLE_BITS }, (_, bit) => bit);
  const positions: number[] = [];
  let entropy = 0;
  for (let size = 2; positions.length < KEPT_BITS; size *= 2) {
    const entropies = left.map((bit) => {
      const cells = new Float64Array(size);
      for (const [i, value] of values.entries()) {
        cells[kept[i] << 1 | value >>> bit & 1] += counts[value];
      }
      return shannonEntropy(cells, total);
    });
    // A bit that never changes is not like one that does, however few the samples are.
    const most = Math.max(...entropies) - entropy;
    const alike = Math.max(most - chance, most / 2) - ROUNDING_BITS;
    const at = entropies.findIndex((joint) => joint - entropy >= alike);
    const [bit] = left.splice(at, 1);
    for (const [i, value] of values.entries()) kept[i] = kept[i] << 1 | value >>> bit & 1;
    entropy = entropies[at];
    positions.push(bit);
  }
  return positions.sort((a, b) => a - b);
}

/** More than what sums of 65,536 products are rounded by. */
const ROUNDING_BITS = 1e-9;

function shannonEntropy(cells: Float64Array, total: number): number {
  return cells.reduce(
    (sum, count) => count === 0 ? sum : sum - count / total * Math.log2(count / total),
    0,
  );
}
