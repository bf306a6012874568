import type { Assessment } from "./assessment.ts";
import { idealBand } from "./ideal_score.ts";

/** One figure of several sources. */
export interface ComparedFigure {
  readonly figure: string;
  /** Of each source, in their order; null where it was not computed. */
  readonly values: readonly (number | null)[];
  /** How far each is from the first source's, in standard deviations of their difference; null where not known. */
  readonly deviations: readonly (number | null)[];
  /** Sources that differ from the first by more than noise. */
  readonly differs: readonly boolean[];
}

/**
 * Standard deviations that two figures of one source may be apart; they are further apart once in 16,000 times,
 * 2 x Q(4) = 6.3e-5.
 */
export const MAX_DIFFERENCE_DEVIATIONS = 4;

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
  [
    "share of ones",
    ({ statistics }) => share(statistics?.bits.histogram[1], statistics?.bits.samples),
  ],
  ["mean byte", byteMean],
  ["Shannon entropy, bits a byte", shannonEntropy],
  ["serial correlation of bytes", ({ statistics }) => correlation(statistics?.bytes)],
  ["serial correlation of bits", ({ statistics }) => correlation(statistics?.bits)],
  ["share of failed FIPS blocks", ({ fips }) => share(fips.failedBlocks, fips.blocks)],
];

/** Figures of several sources side by side, and which differ from the first source's by more than noise. */
export function compareAssessments(assessments: readonly Assessment[]): ComparedFigure[] {
  return FIGURES.map(([figure, measure]) => {
    const measured = assessments.map(measure);
    const [first] = measured;
    const deviations = measured.map((one, i) => i === 0 ? null : deviationOf(first, one));
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

function deviationOf(first: Measured | undefined, one: Measured): number | null {
  if (!first || one === null) return null;
  if (first.onlyAtSamples !== one.onlyAtSamples) return null;
  const noise = Math.hypot(first.noise, one.noise);
  const difference = one.value - (one.bias ?? 0) - (first.value - (first.bias ?? 0));
  if (noise > 0) return difference / noise;
  return difference === 0 ? 0 : Math.sign(difference) * Number.MAX_VALUE;
}

/** Half the band that 99.8 percent of ideal recordings score in is 3.09 standard deviations of its noise. */
function minEntropy({ recording, problems }: Assessment): Measured {
  const nonIid = recording?.nonIid;
  if (!nonIid || problems.length > 0) return null;
  const { assessedMinEntropy, bitsPerSymbol, samples } = nonIid;
  const band = idealBand(bitsPerSymbol, samples);
  return band && {
    value: assessedMinEntropy,
    noise: (band.most - band.least) / 2 / 3.09,
    onlyAtSamples: samples,
  };
}

/** Of n trials; a count and a miss more keep the noise of none from being none (Agresti and Caffo 2000). */
function share(count: number | undefined, trials: number | undefined): Measured {
  if (count === undefined || !trials) return null;
  const smoothed = (count + 1) / (trials + 2);
  return { value: count / trials, noise: Math.sqrt(smoothed * (1 - smoothed) / trials) };
}

function byteMean({ statistics }: Assessment): Measured {
  if (!statistics) return null;
  const { mean, samples, histogram } = statistics.bytes;
  const variance = histogram.reduce((sum, count, byte) => sum + count * (byte - mean) ** 2, 0) /
    samples;
  return { value: mean, noise: Math.sqrt(variance / samples) };
}

/**
 * The variance of the entropy of counts is that of -log2 p over n (Basharin 1959); of nearly equal shares, where that
 * vanishes, (k - 1) / (2 n^2 ln^2 2). The mean is (k - 1) / (2 n ln 2) too low, for the k values that occur (Miller
 * 1955).
 */
function shannonEntropy({ statistics }: Assessment): Measured {
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
    noise: Math.sqrt(Math.max(0, squares - value * value) / samples + even),
    bias: -(occurring - 1) / (2 * samples * Math.LN2),
  };
}

function correlation(
  of: { readonly serialCorrelation: number | null; readonly samples: number } | undefined,
): Measured {
  if (!of || of.serialCorrelation === null) return null;
  const value = of.serialCorrelation;
  return { value, noise: Math.max(0, 1 - value * value) / Math.sqrt(of.samples) };
}
