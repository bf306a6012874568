import type { Assessment } from "./assessment.ts";
import { countOnes } from "../math/bits.ts";
import { idealBand } from "./ideal_score.ts";

/** One figure of several sources. */
export interface ComparedFigure {
  readonly figure: string;
  /** Of each source, in their order; null where it was not computed. */
  readonly values: readonly (number | null)[];
  /** How far each is from the base's, in standard deviations of their difference; null where not known. */
  readonly deviations: readonly (number | null)[];
  /** Sources that differ from the base by more than noise. */
  readonly differs: readonly boolean[];
}

/**
 * Standard deviations that two figures of one source may be apart. Of independent samples they are further apart
 * once in 16,000 times, 2 x Q(4) = 6.3e-5; of others as often as the noise is estimated right.
 */
const MAX_DIFFERENCE_DEVIATIONS = 4;

/**
 * Of fewer bytes the noise of figures is neither known well enough nor normal: one byte has none, and any mean. What
 * chance takes from an entropy is known once there are some four bytes for each value.
 */
const MIN_COMPARED_BYTES = 1000;

/** A figure and the standard deviation of its noise; null without a figure. */
type Measured = {
  readonly value: number;
  readonly noise: number;
  /** What chance adds to it at this length, where that is not 0. */
  readonly bias?: number;
  /** Figures of recordings of other lengths cannot be compared with it. */
  readonly onlyAtSamples?: number;
} | null;

const FIGURES: readonly [figure: string, measure: (of: Assessment) => Measured][] = [
  ["assessed min-entropy, bits a symbol", minEntropy],
  ["share of ones", shareOfOnes],
  ["mean byte", byteMean],
  ["Shannon entropy, bits a byte", shannonEntropy],
  ["serial correlation of bytes", byteCorrelation],
  ["serial correlation of bits", bitCorrelation],
  ["share of failed FIPS blocks", ({ fips }) => share(fips.failedBlocks, fips.blocks)],
];

/**
 * Figures of several sources side by side, and which differ by more than noise from those of the base: the first
 * source that could be assessed.
 *
 * @param assessments null of a source that could not be assessed
 */
export function compareAssessments(assessments: readonly (Assessment | null)[]): ComparedFigure[] {
  const base = baseOf(assessments);
  const isTooShort = assessments.map((one) =>
    one !== null && (one.statistics?.bytes.samples ?? 0) < MIN_COMPARED_BYTES
  );
  return FIGURES.map(([figure, measure]) => {
    const measured = assessments.map((one) => one && measure(one));
    const deviations = measured.map((one, i) =>
      i === base || isTooShort[i] || isTooShort[base] ? null : deviationOf(measured[base], one)
    );
    return {
      figure,
      values: measured.map((one) => one?.value ?? null),
      deviations,
      differs: deviations.map((deviation) =>
        deviation !== null && Math.abs(deviation) > MAX_DIFFERENCE_DEVIATIONS
      ),
    };
  });
}

/** Which source the others are compared with, -1 without one. */
export function baseOf(assessments: readonly (Assessment | null)[]): number {
  return assessments.findIndex((one) => one !== null);
}

/**
 * Sources that gave the same bytes, by their SHA-256: of each the first source that gave them, or null. Where nobody
 * read one recording twice, a state was cloned.
 */
export function sameBytesAs(assessments: readonly (Assessment | null)[]): (number | null)[] {
  const digests = assessments.map((one) =>
    one && one.reading.bytes > 0 ? one.reading.sha256 : null
  );
  return digests.map((digest, i) => {
    const first = digests.indexOf(digest);
    return digest !== null && first < i ? first : null;
  });
}

/**
 * So many samples tell as much about a mean as one independent sample: (1 + r) / (1 - r) where each depends on the
 * one before alone and r is their correlation. What is not linear in the samples may vary more where r is below 0:
 * its amount counts, so that no figure has less noise than that of independent samples.
 */
function dependence({ statistics }: Assessment): number {
  const r = Math.min(Math.abs(statistics?.bytes.serialCorrelation ?? 0), MAX_CORRELATION);
  return (1 + r) / (1 - r);
}

/** Beyond it the noise of recordings of any usual length is not known. */
const MAX_CORRELATION = 0.9999;

function deviationOf(first: Measured | undefined, one: Measured): number | null {
  if (!first || one === null) return null;
  if (first.onlyAtSamples !== one.onlyAtSamples) return null;
  const noise = Math.hypot(first.noise, one.noise);
  const difference = one.value - (one.bias ?? 0) - (first.value - (first.bias ?? 0));
  if (noise > 0) return difference / noise;
  return difference === 0 ? 0 : Math.sign(difference) * Number.MAX_VALUE;
}

/** Half the band that 99.8 percent of ideal recordings score in is 3.09 standard deviations of its noise. */
function minEntropy(assessment: Assessment): Measured {
  const { recording, problems } = assessment;
  const nonIid = recording?.nonIid;
  if (!nonIid || problems.length > 0) return null;
  const { assessedMinEntropy, bitsPerSymbol, samples } = nonIid;
  const band = idealBand(bitsPerSymbol, samples);
  return band && {
    value: assessedMinEntropy,
    noise: (band.most - band.least) / 2 / 3.09 * Math.sqrt(dependence(assessment)),
    onlyAtSamples: samples,
  };
}

/** Of n trials; a count and a miss more keep the noise of none from being none (Agresti and Caffo 2000). */
function share(count: number | undefined, trials: number | undefined): Measured {
  if (count === undefined || !trials) return null;
  const smoothed = (count + 1) / (trials + 2);
  return { value: count / trials, noise: Math.sqrt(smoothed * (1 - smoothed) / trials) };
}

/** Bits of a byte may depend on one another: what varies is the number of ones in a byte. */
function shareOfOnes(assessment: Assessment): Measured {
  const { statistics } = assessment;
  const measured = share(statistics?.bits.histogram[1], statistics?.bits.samples);
  if (!statistics || measured === null) return null;
  const noise = meanNoise(assessment, countOnes) / 8;
  // Of constant bytes it would be none.
  return { ...measured, noise: noise || measured.noise };
}

function byteMean(assessment: Assessment): Measured {
  return assessment.statistics && {
    value: assessment.statistics.bytes.mean,
    noise: meanNoise(assessment, (byte) => byte),
  };
}

/** Standard deviation of the mean of what is taken of each byte. */
function meanNoise(assessment: Assessment, of: (byte: number) => number): number {
  const { histogram = [], samples = 0 } = assessment.statistics?.bytes ?? {};
  const moment = (power: number) =>
    histogram.reduce((sum, count, byte) => sum + count * of(byte) ** power, 0) / samples;
  const variance = Math.max(0, moment(2) - moment(1) ** 2);
  return Math.sqrt(variance * dependence(assessment) / samples);
}

/**
 * The variance of the entropy of counts is that of -log2 p over n (Basharin 1959); of nearly equal shares, where that
 * vanishes, (k - 1) / (2 n^2 ln^2 2). The mean is (k - 1) / (2 n ln 2) too low, for the k values that occur (Miller
 * 1955).
 */
function shannonEntropy(assessment: Assessment): Measured {
  const { statistics } = assessment;
  if (!statistics) return null;
  const { shannonEntropy: value, samples, histogram } = statistics.bytes;
  const squares = histogram.reduce((sum, count) => {
    const p = count / samples;
    return p === 0 ? sum : sum + p * Math.log2(p) ** 2;
  }, 0);
  const even = (histogram.length - 1) / (2 * (samples * Math.LN2) ** 2);
  const occurring = histogram.filter((count) => count > 0).length;
  return {
    value,
    noise: Math.sqrt(
      (Math.max(0, squares - value * value) / samples + even) * dependence(assessment),
    ),
    bias: -(occurring - 1) / (2 * samples * Math.LN2),
  };
}

/** Variance (1 - r^2) / n where each sample depends on the one before alone (Bartlett 1946). */
function byteCorrelation({ statistics }: Assessment): Measured {
  const value = statistics?.bytes.serialCorrelation ?? null;
  if (!statistics || value === null) return null;
  return { value, noise: Math.sqrt(Math.max(0, 1 - value * value) / statistics.bytes.samples) };
}

/** Of eight pairs of neighbours seven lie within a byte: what they vary from byte to byte counts for all. */
function bitCorrelation(assessment: Assessment): Measured {
  const { statistics } = assessment;
  const value = statistics?.bits.serialCorrelation ?? null;
  if (!statistics || value === null) return null;
  const { mean } = statistics.bits;
  const products = (byte: number) => {
    let sum = 0;
    for (let bit = 0; bit < 7; bit++) {
      sum += ((byte >>> bit & 1) - mean) * ((byte >>> (bit + 1) & 1) - mean);
    }
    return sum;
  };
  const noise = meanNoise(assessment, products) / 7 * Math.sqrt(7 / 8) / (mean * (1 - mean));
  return { value, noise };
}
