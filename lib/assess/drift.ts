import { medianOf } from "../math/quantile.ts";
import { betaLower } from "../math/special_functions.ts";

/** Whether the mean of a figure of each symbol moves more between tenths of the recording than within them. */
export interface DriftResult {
  /** Tenths. */
  readonly stretches: number;
  /** Parts of each, whose means are compared. */
  readonly parts: number;
  /** Mean of each tenth. */
  readonly means: readonly number[];
  /** F: variance between the tenths over that within, 1 expected; 0 where all tenths have one mean. */
  readonly statistic: number;
  readonly degreesOfFreedom: readonly [number, number];
  /** Most of the probability that a steady source has a larger F, where `dependence` is small. */
  readonly pValue: number;
  /** A quarter of a part. */
  readonly lagSamples: number;
  /**
   * How far samples that many apart depend on each other: 0 for those that do not, up to 1. Above MAX_DEPENDENCE
   * neighbouring parts do as well, and the p-value says nothing.
   */
  readonly dependence: number;
}

/**
 * Of samples whose correlation falls to 1/e within a quarter of a part, rounded down: 1 - (1 - d(h)) / (1 - d(4h)) with
 * d(h) = (4 rho(h) - rho(2h)) / 3, rho(h) = 1/e. (scripts/constants/recordings.ts)
 */
export const MAX_DEPENDENCE = 0.43;

const STRETCHES = 10;
const PARTS = 20;
/** Samples of a part: enough for its mean to be normal. */
const MIN_PART_SAMPLES = 50;
/** Of a recording. */
export const MIN_DRIFT_SAMPLES = STRETCHES * PARTS * MIN_PART_SAMPLES;
/**
 * By how much the statistic of a steady source may be larger because neighbouring parts depend on each other. Where
 * the correlation falls to 1/e within a quarter of a part, the means of neighbouring parts are correlated by
 * r = (1 - e^-4)^2 / (2 (4 - 1 + e^-4)) = 0.160 and the variance of a stretch is 1 + 2 r / (1 - e^-4) = 1.325 times
 * that of independent parts; where it is 0 beyond a quarter of a part, by at most 1 + 2 / 8. Rounded up.
 * (scripts/constants/recordings.ts)
 */
export const INFLATION = 4 / 3;
/** Means that differ by less than this share of the largest figure are equal: so much is rounding. */
const RESOLUTION = 1e-9;

/**
 * One-way analysis of variance over the means of 10 x 20 parts (batch means; Fisher 1925, Law and Kelton 2000,
 * section 9.5.3). It does not ask that neighbouring samples are independent, only that they forget each other
 * within a quarter of a part, and measures whether they do: an honest noise source may be biased and correlated, but
 * it has to stay as it is. Where all tenths have the same mean it does, whatever they are made of.
 *
 * @returns null for fewer than 10,000 samples, and where all of them are equal
 */
export function driftOf(symbols: Uint8Array): DriftResult | null {
  return driftOfFigure(symbols, Float64Array.from({ length: 256 }, (_, symbol) => symbol));
}

/**
 * The same of the distance of each symbol from the mean of all (the absolute deviations of Levene 1960): a source whose
 * mean stays may still fall silent. Whether the distances forget each other in time is measured by themselves: of
 * samples that are not correlated they may be.
 *
 * @returns null as well for symbols of two values, whose distances say what their mean does
 */
export function spreadDriftOf(symbols: Uint8Array): DriftResult | null {
  const counts = new Float64Array(256);
  for (let i = 0; i < symbols.length; i++) counts[symbols[i]]++;
  if (counts.filter((count) => count > 0).length < 3) return null;
  const mean = counts.reduce((sum, count, symbol) => sum + count * symbol, 0) / symbols.length;
  return driftOfFigure(symbols, counts.map((_, symbol) => Math.abs(symbol - mean)));
}

/**
 * The same of how many symbols equal the one before: what changes in how samples follow each other, and what takes
 * other values around the same mean at the same distance, changes that.
 *
 * @returns null as well where no symbol equals the one before, or every one does
 */
export function neighbourDriftOf(symbols: Uint8Array): DriftResult | null {
  if (symbols.every((symbol) => symbol === symbols[0])) return null;
  return driftOf(symbols.map((symbol, i) => symbol === symbols[i - 1] ? 1 : 0));
}

/** @param figures of each symbol */
function driftOfFigure(symbols: Uint8Array, figures: Float64Array): DriftResult | null {
  const size = Math.floor(symbols.length / (STRETCHES * PARTS));
  if (size < MIN_PART_SAMPLES) return null;
  if (symbols.every((symbol) => figures[symbol] === figures[symbols[0]])) return null;
  const parts = Array.from({ length: STRETCHES * PARTS }, (_, part) => {
    let sum = 0;
    for (let i = part * size; i < (part + 1) * size; i++) sum += figures[symbols[i]];
    return sum / size;
  });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const largest = figures.reduce((most, figure) => Math.max(most, Math.abs(figure)), 0);
  const squares = (values: readonly number[], from: number) =>
    Math.max(...values) - Math.min(...values) < RESOLUTION * largest
      ? 0
      : values.reduce((sum, value) => sum + (value - from) ** 2, 0);
  const stretches = Array.from(
    { length: STRETCHES },
    (_, i) => parts.slice(i * PARTS, (i + 1) * PARTS),
  );
  const means = stretches.map(mean);
  const within = stretches.reduce((sum, part, i) => sum + squares(part, means[i]), 0);
  const moved = squares(means, mean(means));
  const [between, inside] = [STRETCHES - 1, STRETCHES * (PARTS - 1)] as const;
  const ratio = moved === 0 ? 0 : PARTS * moved / between / (within / inside);
  const statistic = Math.min(Number.MAX_VALUE, ratio);
  // Of F with (m, n) degrees: P(F > f) = I_x(n / 2, m / 2) at x = n / (n + m f) (DLMF 8.17.2).
  const least = statistic / INFLATION;
  const pValue = betaLower(inside / (inside + between * least), inside / 2, between / 2);
  const lagSamples = Math.floor(size / 4);
  return {
    stretches: STRETCHES,
    parts: PARTS,
    means,
    statistic,
    degreesOfFreedom: [between, inside],
    pValue,
    lagSamples,
    dependence: dependenceOf(symbols, figures, PARTS * size, lagSamples),
  };
}

/**
 * One minus the mean square of second differences over a lag against that over four lags: the median of the
 * stretches in which there are at least as many as a lag has samples. (Fewer are of samples that stand by themselves, none
 * of which depends on another a lag away.) A linear drift changes no second difference, and a step only those of its
 * own stretch.
 */
function dependenceOf(
  symbols: Uint8Array,
  figures: Float64Array,
  stretchSamples: number,
  lag: number,
): number {
  const found: number[] = [];
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const samples = symbols.subarray(stretch * stretchSamples, (stretch + 1) * stretchSamples);
    const far = curvature(samples, figures, 4 * lag, 4 * lag);
    if (far.differences < lag) continue;
    found.push(1 - curvature(samples, figures, lag, 4 * lag).squares / far.squares);
  }
  found.sort((a, b) => a - b);
  return found.length === 0 ? 0 : medianOf(found);
}

/** Second differences over a lag that are not 0, but for a margin at both ends, and the sum of their squares. */
function curvature(
  samples: Uint8Array,
  figures: Float64Array,
  lag: number,
  margin: number,
): { readonly differences: number; readonly squares: number } {
  let differences = 0, squares = 0;
  for (let i = margin; i < samples.length - margin; i++) {
    const second = figures[samples[i - lag]] - 2 * figures[samples[i]] + figures[samples[i + lag]];
    if (second !== 0) differences++;
    squares += second ** 2;
  }
  return { differences, squares };
}
