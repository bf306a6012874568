import type { Assessment } from "./assessment.ts";
import { countOnes } from "../math/bits.ts";
import { type ComparedShares, compareShares } from "../math/binomial.ts";
import { idealBand } from "./ideal_score.ts";
import type { NonIidAssessment } from "../sp800_90b/types.ts";

/** A figure of two sources, and the noise of their difference if both were one. */
export interface Difference {
  readonly difference: number;
  readonly noise: number;
  /** Independent events that the figure of either rests on, at least. */
  readonly events: number;
  /** Whether they differ where the events are too few for that noise; null where they are for any other way too. */
  readonly exact?: (confidence: number) => ComparedShares | null;
}

/** Two values of a figure whose noise is not known, and how far apart those of fair data may be. */
export interface RangeDifference {
  readonly difference: number;
  readonly range: number;
}

/** A figure: its value, and how two differ; null where that is not known. */
interface Figure {
  readonly figure: string;
  readonly value: (of: Assessment) => number | null;
  readonly difference: (
    base: Assessment,
    other: Assessment,
  ) => Difference | RangeDifference | null;
}

export const FIGURES: readonly Figure[] = [
  {
    figure: "assessed min-entropy, bits a symbol",
    value: (assessment) => assessedScore(assessment)?.assessedMinEntropy ?? null,
    difference: minEntropyDifference,
  },
  {
    figure: "share of ones",
    value: ({ statistics }) => statistics?.bits.mean ?? null,
    difference: ofContributions(({ statistics }) => statistics?.bits.mean, () => ({
      linear: (byte) => countOnes(byte) / 8,
    })),
  },
  {
    figure: "mean byte",
    value: ({ statistics }) => statistics?.bytes.mean ?? null,
    difference: ofContributions(({ statistics }) => statistics?.bytes.mean, () => ({
      linear: (byte) => byte,
    })),
  },
  {
    figure: "Shannon entropy, bits a byte",
    value: ({ statistics }) => statistics?.bytes.shannonEntropy ?? null,
    difference: ofContributions(unbiasedEntropy, entropyContribution),
  },
  {
    figure: "serial correlation of bytes",
    value: ({ statistics }) => statistics?.bytes.serialCorrelation ?? null,
    difference: byteCorrelationDifference,
  },
  {
    figure: "serial correlation of bits",
    value: ({ statistics }) => statistics?.bits.serialCorrelation ?? null,
    difference: ofContributions(
      ({ statistics }) => statistics?.bits.serialCorrelation,
      bitCorrelationContribution,
    ),
  },
  {
    figure: "share of failed FIPS blocks",
    value: ({ fips }) => fips.blocks ? fips.failedBlocks / fips.blocks : null,
    difference: failedBlocksDifference,
  },
];

/** Two recordings together, as if they were of one source. */
interface Pooled {
  /** Bytes of each. */
  readonly samples: readonly number[];
  /** Shares of the bytes 0 to 255. */
  readonly shares: readonly number[];
  /** Correlation of each byte with the next. */
  readonly correlation: number;
  /**
   * So many samples tell as much about a mean as one independent sample: (1 + r) / (1 - r) where each depends on the
   * one before alone and r is their correlation. What is not linear in the samples may vary more where r is below 0:
   * its amount counts, so that no figure has less noise than that of independent samples.
   */
  readonly dependence: number;
}

/** Beyond it the noise of recordings of any usual length is not known. */
const MAX_CORRELATION = 0.9999;

function pooledOf(base: Assessment, other: Assessment): Pooled | null {
  const [first, second] = [base.statistics?.bytes, other.statistics?.bytes];
  if (!first || !second) return null;
  const total = first.samples + second.samples;
  const correlation = (first.samples * (first.serialCorrelation ?? 0) +
    second.samples * (second.serialCorrelation ?? 0)) / total;
  const r = Math.min(Math.abs(correlation), MAX_CORRELATION);
  return {
    samples: [first.samples, second.samples],
    shares: first.histogram.map((count, byte) => (count + second.histogram[byte]) / total),
    correlation,
    dependence: (1 + r) / (1 - r),
  };
}

/** What each byte contributes to a figure that is a mean over the bytes. */
interface Contribution {
  /** What a byte by itself contributes. */
  readonly linear: (byte: number) => number;
  /** What each byte and the one behind it contribute together: the product of these, less their means. */
  readonly product?: readonly [(byte: number) => number, (next: number) => number];
  /** The figure is the mean of the contributions over this. */
  readonly divisor?: number;
  /** Variance beside that of the contributions, times the square of the bytes. */
  readonly even?: number;
}

/** Mean, second and fourth central moment of what is taken of each byte. */
function momentsOf(
  shares: readonly number[],
  of: (byte: number) => number,
): { mean: number; variance: number; fourth: number } {
  const expect = (value: (byte: number) => number) =>
    shares.reduce((sum, share, byte) => share === 0 ? sum : sum + share * value(byte), 0);
  const mean = expect(of);
  return {
    mean,
    variance: expect((byte) => (of(byte) - mean) ** 2),
    fourth: expect((byte) => (of(byte) - mean) ** 4),
  };
}

/**
 * How a figure differs that is a mean of what the bytes contribute, or as good as one. Its variance is that of a
 * contribution over the number of bytes, where bytes are independent, whatever their bits are.
 */
function ofContributions(
  valueOf: (assessment: Assessment) => number | null | undefined,
  contributionOf: (shares: readonly number[]) => Contribution,
): Figure["difference"] {
  return (base, other) => {
    const pooled = pooledOf(base, other);
    const [first, second] = [valueOf(base) ?? null, valueOf(other) ?? null];
    if (pooled === null || first === null || second === null) return null;
    const { shares, samples, dependence } = pooled;
    const { linear, product, divisor = 1, even = 0 } = contributionOf(shares);
    const single = momentsOf(shares, linear);
    const [left, right] = (product ?? [() => 0, () => 0]).map((of) => momentsOf(shares, of));
    const joint = {
      variance: left.variance * right.variance,
      fourth: left.fourth * right.fourth,
    };
    const variance = single.variance + joint.variance;
    const fourth = single.fourth + 6 * single.variance * joint.variance + joint.fourth;
    const kurtosis = variance === 0 ? 1 : fourth / variance ** 2;
    return {
      difference: second - first,
      noise: Math.sqrt(
        dependence * samples.reduce((sum, n) => sum + (variance + even / n) / n, 0),
      ) / divisor,
      events: Math.min(...samples) / dependence / kurtosis,
    };
  };
}

/**
 * What the noise of a source's score is that is not fair is not known; mostly it is less than that of fair data. Two
 * are said to differ where they are further apart than the whole band that 99.8 percent of fair recordings score in,
 * widened where bytes depend on each other. Recordings of two lengths have two bands, which overlap less the more the
 * lengths differ: then it is what both cover together, so that fair recordings that are each in their own band never
 * differ, and others do with at most what the two bands leave out (scripts/measure_comparison.ts counts).
 */
function minEntropyDifference(base: Assessment, other: Assessment): RangeDifference | null {
  const [first, second] = [base, other].map(assessedScore);
  const pooled = pooledOf(base, other);
  if (first === null || second === null || pooled === null) return null;
  const bands = [first, second].map(({ bitsPerSymbol, samples }) =>
    idealBand(bitsPerSymbol, samples)
  ).filter((band) => band !== null);
  if (bands.length < 2) return null;
  const covered = Math.max(...bands.map(({ most }) => most)) -
    Math.min(...bands.map(({ least }) => least));
  const range = covered * Math.sqrt(pooled.dependence);
  // Scores lie between 0 and the width of a symbol: then no two could differ.
  if (range >= first.bitsPerSymbol) return null;
  return { difference: second.assessedMinEntropy - first.assessedMinEntropy, range };
}

/** Null where it is not whole. */
function assessedScore({ recording, problems }: Assessment): NonIidAssessment | null {
  return problems.length > 0 ? null : recording?.nonIid ?? null;
}

/**
 * The mean is (k - 1) / (2 n ln 2) too low, for the k values that occur (Miller 1955); that is added.
 */
function unbiasedEntropy({ statistics }: Assessment): number | null {
  if (!statistics) return null;
  const { shannonEntropy, samples, histogram } = statistics.bytes;
  const occurring = histogram.filter((count) => count > 0).length;
  return shannonEntropy + (occurring - 1) / (2 * samples * Math.LN2);
}

/**
 * The variance of the entropy of counts is that of -log2 p over n (Basharin 1959); of nearly equal shares, where that
 * vanishes, (k - 1) / (2 n^2 ln^2 2).
 */
function entropyContribution(shares: readonly number[]): Contribution {
  return {
    linear: (byte) => -Math.log2(shares[byte]),
    even: (shares.length - 1) / (2 * Math.LN2 ** 2),
  };
}

/**
 * Variance (1 - r^2) / n where each sample depends on the one before alone (Bartlett 1946), 1 / n of independent ones
 * whatever their values are: what is averaged is the product of two.
 */
function byteCorrelationDifference(base: Assessment, other: Assessment): Difference | null {
  const pooled = pooledOf(base, other);
  const [first, second] = [base, other].map(({ statistics }) =>
    statistics?.bytes.serialCorrelation ?? null
  );
  if (pooled === null || first === null || second === null) return null;
  const { samples, shares, correlation, dependence } = pooled;
  const { variance, fourth } = momentsOf(shares, (byte) => byte);
  const kurtosis = (fourth / variance ** 2) ** 2;
  return {
    difference: second - first,
    noise: Math.sqrt(samples.reduce((sum, n) => sum + (1 - correlation ** 2) / n, 0)),
    events: Math.min(...samples) / dependence / kurtosis,
  };
}

/**
 * The correlation is the mean of products of neighbours, over the variance of a bit; a byte adds to it the products of
 * its bits less what the correlation gives their squares, and one product with the first bit of the next byte.
 */
function bitCorrelationContribution(shares: readonly number[]): Contribution {
  const mean = momentsOf(shares, countOnes).mean / 8;
  const variance = mean * (1 - mean);
  const bit = (byte: number, position: number) => (byte >>> position & 1) - mean;
  const last = (byte: number) => bit(byte, 0);
  const first = (byte: number) => bit(byte, 7);
  const lastMean = momentsOf(shares, last).mean, firstMean = momentsOf(shares, first).mean;
  const within = (byte: number) => {
    let sum = 0;
    for (let position = 0; position < 7; position++) {
      sum += bit(byte, position) * bit(byte, position + 1);
    }
    return sum;
  };
  const correlation = (momentsOf(shares, within).mean + lastMean * firstMean) / (8 * variance);
  const squares = (byte: number) => {
    let sum = 0;
    for (let position = 0; position < 8; position++) sum += bit(byte, position) ** 2;
    return sum;
  };
  return {
    linear: (byte) =>
      within(byte) - correlation * squares(byte) + lastMean * first(byte) + firstMean * last(byte),
    product: [last, first],
    divisor: 8 * variance,
  };
}

/**
 * Of both together; a count and a miss more keep the noise of none from being none (Agresti and Caffo 2000). Blocks
 * are taken as independent of each other: the correlation of bytes tells nothing of theirs.
 */
function failedBlocksDifference(base: Assessment, other: Assessment): Difference | null {
  const [first, second] = [base.fips, other.fips];
  if (!first.blocks || !second.blocks) return null;
  const share = (first.failedBlocks + second.failedBlocks + 1) / (first.blocks + second.blocks + 2);
  const variance = share * (1 - share);
  const kurtosis = 1 / variance - 3;
  return {
    difference: second.failedBlocks / second.blocks - first.failedBlocks / first.blocks,
    noise: Math.sqrt(variance / first.blocks + variance / second.blocks),
    events: Math.min(first.blocks, second.blocks) / kurtosis,
    exact: (confidence) =>
      compareShares(
        { events: first.failedBlocks, trials: first.blocks },
        { events: second.failedBlocks, trials: second.blocks },
        confidence,
      ),
  };
}
