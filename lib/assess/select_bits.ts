import type { ReducedSamples } from "../sp800_90b/types.ts";

/** Which bits of samples of up to 16 bits are kept. */
export interface SelectedBits {
  /** Whether samples have more than 8 bits, so that some had to go. */
  readonly wide: boolean;
  /** Bits of the widest sample that was looked at. */
  readonly widestBits: number;
  /** Positions that are kept, 0 for the least significant; ascending. */
  readonly positions: readonly number[];
  /** Samples that decided which: the first. */
  readonly rankedSamples: number;
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
 * Samples from which on the ranking of bits is taken to be right. Measured on samples of 16 bits whose upper 8 are fair
 * and whose lower 8 are one with probability 0.3: with so many samples all of 200 recordings keep the fair bits, so
 * that at least 98.5 percent do with 95 percent confidence (0.05^(1/200)), and with half as many none does. Bits nearer
 * to fair take more samples, and no number suffices for all (scripts/measure_selected_bits.ts).
 */
export const MIN_TELLING_SAMPLES = 4096;

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
  const rankedSamples = decided?.selected.rankedSamples ?? samples.length;
  const positions = decided !== null
    ? decided.selected.positions
    : wide
    ? contributingBits(counts, samples.length)
    : LOWEST_BITS;
  return {
    wide,
    widestBits: Math.max(widestBits, wide ? 0 : KEPT_BITS),
    positions,
    rankedSamples,
    reduced: wide && samples.length > 0
      ? {
        keptBits: positions,
        firstSample: samples[0],
        rankedIn: decided?.name ?? null,
        rankedSamples,
      }
      : null,
    extract: (of) =>
      Uint8Array.from(
        of,
        (sample) => positions.reduce((byte, bit, at) => byte | (sample >>> bit & 1) << at, 0),
      ),
  };
}

/** What a bit contributes, in bits, and the standard deviation of what one sample says of it. */
interface Contribution {
  readonly bits: number;
  readonly deviationBits: number;
}

/** @param counts of each value @param total samples that were counted */
function contributingBits(counts: Uint32Array, total: number): number[] {
  const values = Uint16Array.from(counts.keys().filter((value) => counts[value] > 0));
  /** What the bits that are kept already are in each value. */
  const kept = new Uint8Array(values.length);
  const left = Array.from({ length: SAMPLE_BITS }, (_, bit) => bit);
  const positions: number[] = [];
  for (let size = 2; positions.length < KEPT_BITS; size *= 2) {
    const contributions = left.map((bit) => {
      const cells = new Float64Array(size);
      for (const [i, value] of values.entries()) {
        cells[kept[i] << 1 | value >>> bit & 1] += counts[value];
      }
      return contributionOf(cells, total);
    });
    const most = contributions.reduce((most, one) => one.bits > most.bits ? one : most);
    const at = contributions.findIndex((one) => {
      const alike = most.bits - chanceBits(most, one, size / 2, total);
      // A bit that never changes is not like one that does, however few the samples are.
      return one.bits >= Math.max(alike, most.bits / 2) - ROUNDING_BITS;
    });
    const [bit] = left.splice(at, 1);
    for (const [i, value] of values.entries()) kept[i] = kept[i] << 1 | value >>> bit & 1;
    positions.push(bit);
  }
  return positions.sort((a, b) => a - b);
}

/**
 * By how much two contributions may differ by chance. Their means over the samples vary by the standard deviations of
 * one, over the square root of the samples. Where a bit is nearly fair that is next to nothing, and what is left is its
 * bias: 2 ln 2 times the samples times the bits that are missing is chi-square with one degree of freedom for each
 * value of what is kept, of mean m and standard deviation sqrt(2 m) (Wilks, 1938).
 */
function chanceBits(
  one: Contribution,
  other: Contribution,
  keptValues: number,
  total: number,
): number {
  const ofMeans = CHANCE_DEVIATIONS * Math.hypot(one.deviationBits, other.deviationBits) /
    Math.sqrt(total);
  const ofBias = (keptValues + CHANCE_DEVIATIONS * Math.sqrt(2 * keptValues)) /
    (2 * Math.LN2 * total);
  return ofMeans + ofBias;
}

/** @param cells samples of each value of what is kept, with the bit 0 and 1 side by side */
function contributionOf(cells: Float64Array, total: number): Contribution {
  let sum = 0, sumOfSquares = 0;
  for (let i = 0; i < cells.length; i += 2) {
    for (const count of [cells[i], cells[i + 1]]) {
      if (count === 0) continue;
      const bits = Math.log2((cells[i] + cells[i + 1]) / count);
      sum += count * bits;
      sumOfSquares += count * bits ** 2;
    }
  }
  const bits = sum / total;
  return { bits, deviationBits: Math.sqrt(Math.max(0, sumOfSquares / total - bits ** 2)) };
}

/** More than what sums of 65,536 products are rounded by. */
const ROUNDING_BITS = 1e-9;
