import { lastWhere } from "../math/root.ts";
import { normalTail } from "../math/special_functions.ts";
import {
  COMPRESSION_BLOCK_BITS,
  COMPRESSION_DEVIATION_FACTOR,
  COMPRESSION_DICTIONARY_BLOCKS,
  expectedCompressionMean,
} from "../sp800_90b/estimators/compression.ts";
import {
  NORMAL_QUANTILE_0_995,
  proportionUpperBound,
} from "../sp800_90b/estimators/most_common_value.ts";
import { predictionEstimate } from "../sp800_90b/estimators/prediction.ts";

/** Where the assessed min-entropy of fair data lies, in bits per symbol. */
export interface IdealBand {
  readonly least: number;
  readonly most: number;
  /** Most of fair recordings that score less than `least`, and more than `most`, as shares. */
  readonly shareBelow: number;
  readonly shareAbove: number;
}

/** Share of fair recordings that the band may leave out at each end. */
const TAIL = 0.001;
/** To what precision its ends are sought, in bits a symbol. */
const PRECISION = 1e-6;
/** Lengths over which the band was compared with recordings that were assessed whole. */
export const MIN_BAND_SAMPLES = 10_000;
export const MAX_BAND_SAMPLES = 1_000_000;

/** The predictors of sections 6.3.7 to 6.3.10. */
const PREDICTORS = 4;
/** Standard deviation of log2 of a distance between equal blocks of 6 fair bits (Maurer 1992, table I). */
const DISTANCE_DEVIATION = Math.sqrt(2.954);

/**
 * The band in which the assessed min-entropy (SP 800-90B, section 3.1.3) of fair data lies, derived and not
 * sampled: it holds at each length by itself, also where the score jumps.
 *
 * The least of ten estimators counts, and for fair data that is nearly always the compression or the collision
 * estimate of the bit string, both of which follow from a mean that is normal. Now and then it is a predictor that
 * was right a few times more in a row than usual, or a substring that was repeated: the shares of those are
 * known too. The other estimators stay far above. A share below is the sum of all that may cause it.
 *
 * scripts/measure_ideal_scores.ts assesses fair recordings whole and counts those outside.
 *
 * @param bitsPerSymbol 1 to 8
 * @param tail share of fair recordings that the band may leave out at each end, above 0 and below 1
 * @returns null for lengths at which that was not compared
 */
export function idealBand(
  bitsPerSymbol: number,
  samples: number,
  tail: number = TAIL,
): IdealBand | null {
  if (samples < MIN_BAND_SAMPLES || samples > MAX_BAND_SAMPLES) return null;
  const below = (score: number) => shareBelow(score, bitsPerSymbol, samples);
  const above = (score: number) => shareAbove(score / bitsPerSymbol, bitsPerSymbol * samples);
  const steps = 2 ** Math.ceil(Math.log2(bitsPerSymbol / PRECISION));
  const lastScore = (holds: (score: number) => boolean) =>
    bitsPerSymbol * lastWhere(steps, (step) => holds(bitsPerSymbol * step / steps)) / steps;
  const least = lastScore((score) => below(score) <= tail);
  const most = lastScore((score) => above(score) > tail) + PRECISION;
  return { least, most, shareBelow: below(least), shareAbove: above(most) };
}

/** Most of fair recordings that any estimator gives less than `score` bits a symbol. */
function shareBelow(score: number, bitsPerSymbol: number, samples: number): number {
  const bits = bitsPerSymbol * samples;
  const perBit = score / bitsPerSymbol;
  const symbolTrack = bitsPerSymbol === 1 ? 0 : runsBelow(score, 2 ** bitsPerSymbol, samples);
  return Math.min(
    1,
    normalBelow(compressionDeviations(perBit, bits)) +
      normalBelow(collisionDeviations(perBit, bits)) +
      runsBelow(perBit, 2, bits) + symbolTrack,
  );
}

/** The estimators that may be least are hardly correlated: that both score more is the product. */
function shareAbove(perBit: number, bits: number): number {
  return normalBelow(-compressionDeviations(perBit, bits)) *
    normalBelow(-collisionDeviations(perBit, bits));
}

function normalBelow(deviations: number): number {
  return normalTail(-deviations);
}

/**
 * How many standard deviations the mean of the compression statistic of fair bits is off where its estimate is
 * `perBit`: the estimate comes from the mean less 2.576 of them. The standard's factor gives a deviation that is too
 * small for short data: of 20,000, 3,000 and 600 fair recordings of 10,000, 100,000 and 600,000 bits those below the
 * expected value lie 1.14, 1.00 and 1.00 of it away (root mean square), and the fit has 1.16, 1.02 and 1.01.
 */
export function compressionDeviations(perBit: number, bits: number): number {
  const blocks = Math.floor(bits / COMPRESSION_BLOCK_BITS);
  const tested = blocks - COMPRESSION_DICTIONARY_BLOCKS;
  // Both the mean and its estimated deviation vary, together more than the standard's factor says, and a little more
  // downwards, where the band needs it. This is a fit: scripts/measure_ideal_scores.ts measures and checks it.
  const finite = 1 + 12 * tested ** (-2 / 3);
  const deviation = finite * COMPRESSION_DEVIATION_FACTOR * DISTANCE_DEVIATION / Math.sqrt(tested);
  const values = 2 ** COMPRESSION_BLOCK_BITS;
  const probability = Math.max(1 / values, 2 ** (-COMPRESSION_BLOCK_BITS * perBit));
  const offset = expectedCompressionMean(probability, blocks) -
    expectedCompressionMean(1 / values, blocks);
  return offset / deviation + NORMAL_QUANTILE_0_995 / finite;
}

/** The same for the collision statistic: times of 2 and 3 bits, alike, have a mean of 2.5. */
export function collisionDeviations(perBit: number, bits: number): number {
  const deviation = 0.5 / Math.sqrt(bits / 2.5);
  const probability = 2 ** -perBit;
  return (2 * probability * (1 - probability) - 0.5) / deviation + NORMAL_QUANTILE_0_995;
}

/** Most of fair sequences in which a run of right predictions or a repeated substring scores below `score`. */
function runsBelow(score: number, alphabetSize: number, samples: number): number {
  return PREDICTORS * longRunShare(score, alphabetSize, samples) +
    repeatShare(score, alphabetSize, samples);
}

/** Samples before the first prediction, of the predictor that takes most. */
const SAMPLES_BEFORE_PREDICTION = 63;

/** A prediction of fair symbols is right once in alphabetSize, whatever predicts. */
function longRunShare(score: number, alphabetSize: number, samples: number): number {
  const predictions = samples - SAMPLES_BEFORE_PREDICTION;
  const correct = predictions / alphabetSize;
  let longestRun = 1;
  const minEntropy = () =>
    predictionEstimate("lag", { correct, longestRun, predictions, alphabetSize }).minEntropy;
  while (longestRun < 200 && minEntropy() >= score) longestRun++;
  const starts = 1 + (samples - longestRun) * (1 - 1 / alphabetSize);
  return -Math.expm1(-starts * alphabetSize ** -longestRun);
}

/** Lengths from which on a repeat is rarer than anything here counts. */
const MAX_REPEAT_SAMPLES = 128;

/**
 * Pairs of places that agree in w symbols are Poisson, with a mean of n^2 / 2 alphabetSize^w. So many of them
 * give an estimate below `score` (section 6.3.6).
 */
function repeatShare(score: number, alphabetSize: number, samples: number): number {
  const pairs = samples * samples / 2;
  let share = 0;
  for (let length = 1; length <= MAX_REPEAT_SAMPLES; length++) {
    const mean = pairs * alphabetSize ** -length;
    if (mean > 10) continue; // Frequent ones say what all data says: close to the width.
    for (let count = 1; count <= 60; count++) {
      const probability = (count / pairs) ** (1 / length);
      if (-Math.log2(proportionUpperBound(probability, samples)) >= score) continue;
      share += poissonAtLeast(count, mean);
      break;
    }
    if (mean < 1e-9) break;
  }
  return share;
}

/** @param mean at most 10: what 40 terms leave out is then below 2e-13 */
function poissonAtLeast(count: number, mean: number): number {
  let term = Math.exp(-mean);
  for (let k = 0; k < count; k++) term *= mean / (k + 1);
  let sum = 0;
  for (let k = count; k < count + 40; k++) {
    sum += term;
    term *= mean / (k + 1);
  }
  return sum;
}
