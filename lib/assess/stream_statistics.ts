import { countUnequalBits } from "../math/bits.ts";
import { shannonEntropy } from "../math/counts.ts";
import { chiSquareUpper } from "../math/special_functions.ts";
import { PairCounts, PairDensity } from "./pair_counts.ts";
import type {
  Autocorrelation,
  BitPositionBias,
  StreamStatistics,
  SymbolStatistics,
} from "./stream_types.ts";

/** Bytes of one point of the Monte Carlo estimate of pi: two coordinates of 24 bits, as ent(1) takes them. */
const POINT_BYTES = 6;
/** Square of the largest coordinate; points on the circle count as inside. */
const RADIUS_SQUARED = (2 ** 24 - 1) ** 2;

/**
 * Byte and bit statistics of a stream of any length, in constant memory. The figures that ent(1) has are
 * computed alike, so that they can be compared digit by digit.
 *
 * A pass over the data only counts adjacent pairs of bytes (everything about single bytes and about bits
 * follows from those), points inside the circle, and bit distances in the first part of the stream.
 */
export class StreamStatisticsCounter {
  readonly #pairs = new PairCounts();
  readonly #autocorrelation = new BitAutocorrelation();
  readonly #density = new PairDensity();
  readonly #point = new Uint8Array(POINT_BYTES);
  #pointBytes = 0;
  #points = 0;
  #inside = 0;

  /** Takes in the next bytes, however many. They may be overwritten afterwards. */
  update(bytes: Uint8Array): void {
    this.#pairs.update(bytes);
    this.#autocorrelation.update(bytes);
    this.#density.update(bytes);
    let at = 0;
    if (this.#pointBytes > 0) {
      at = Math.min(bytes.length, POINT_BYTES - this.#pointBytes);
      this.#keep(bytes.subarray(0, at));
      if (this.#pointBytes < POINT_BYTES) return;
      this.#countPoints(this.#point, 0);
      this.#pointBytes = 0;
    }
    this.#keep(bytes.subarray(this.#countPoints(bytes, at)));
  }

  /** Everything counted so far; more may follow. Null before the first byte. */
  result(): StreamStatistics | null {
    const pairs = this.#pairs.result();
    if (pairs.samples === 0) return null;
    const bytes = pairs.samples;
    return {
      bytes: symbolStatistics(pairs.histogram, pairs.byteProducts),
      bits: symbolStatistics(
        [8 * bytes - pairs.ones.reduce((a, b) => a + b, 0), pairs.ones.reduce((a, b) => a + b, 0)],
        pairs.bitProducts,
      ),
      monteCarloPi: this.#points === 0 ? null : 4 * this.#inside / this.#points,
      monteCarloPoints: this.#points,
      bitPositions: pairs.ones.map((ones, i) => bitPosition(7 - i, ones, bytes)),
      ...this.#autocorrelation.result(),
      pairDensity: this.#density.result(),
    };
  }

  #keep(bytes: Uint8Array): void {
    this.#point.set(bytes, this.#pointBytes);
    this.#pointBytes += bytes.length;
  }

  /** Counts the whole points from `at`; returns where they end. */
  #countPoints(bytes: Uint8Array, at: number): number {
    let inside = 0;
    const points = Math.floor((bytes.length - at) / POINT_BYTES);
    const end = at + points * POINT_BYTES;
    for (; at < end; at += POINT_BYTES) {
      const x = bytes[at] << 16 | bytes[at + 1] << 8 | bytes[at + 2];
      const y = bytes[at + 3] << 16 | bytes[at + 4] << 8 | bytes[at + 5];
      // Exact, as both squares are below 2^48. The floor is -1 inside and 0 outside: with a fifth of the
      // points outside at random, a branch would be mispredicted too often.
      inside -= Math.floor((x * x + y * y - RADIUS_SQUARED - 1) * 2 ** -50);
    }
    this.#inside += inside;
    this.#points += points;
    return end;
  }
}

/**
 * @param histogram Occurrences of the values 0, 1, ...
 * @param products Sum over all samples of a sample times the next, the last times the first.
 */
function symbolStatistics(histogram: readonly number[], products: number): SymbolStatistics {
  const samples = histogram.reduce((sum, count) => sum + count, 0);
  const expected = samples / histogram.length;
  const sum = histogram.reduce((total, count, value) => total + count * value, 0);
  const squares = histogram.reduce((total, count, value) => total + count * value * value, 0);
  const chiSquare = histogram.reduce((total, count) => total + (count - expected) ** 2, 0) /
    expected;
  const degreesOfFreedom = histogram.length - 1;
  const spread = samples * squares - sum * sum;
  return {
    samples,
    histogram,
    shannonEntropy: shannonEntropy(histogram),
    histogramMinEntropy: -Math.log2(Math.max(...histogram) / samples),
    chiSquare,
    degreesOfFreedom,
    chiSquarePValue: chiSquareUpper(chiSquare, degreesOfFreedom),
    mean: sum / samples,
    expectedMean: degreesOfFreedom / 2,
    serialCorrelation: spread === 0 ? null : (samples * products - sum * sum) / spread,
  };
}

function bitPosition(bit: number, ones: number, bytes: number): BitPositionBias {
  // Of n fair bits, n / 2 are ones with a standard deviation of sqrt(n) / 2.
  const standardScore = (2 * ones - bytes) / Math.sqrt(bytes);
  return { bit, ones, proportion: ones / bytes, standardScore };
}

/** Distances looked at: 1 to 64 bits, which shows what repeats with bytes and words of any usual width. */
const AUTOCORRELATION_LAGS = 64;
/**
 * Bytes looked at, from the start of the stream. Four million bits show a correlation of 2.5e-3 at more
 * than five standard deviations; looking at all would cost ten times as much as all other figures.
 */
const MAX_AUTOCORRELATION_BYTES = 2 ** 19;

/** Whole words of 32 bits are compared, and up to three bytes behind them are not. */
const WORD_BYTES = 4;

/** Correlation of the first bits of a stream with themselves, shifted, most significant bit first. */
class BitAutocorrelation {
  readonly #bytes = new Uint8Array(MAX_AUTOCORRELATION_BYTES);
  #length = 0;

  update(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, MAX_AUTOCORRELATION_BYTES - this.#length);
    this.#bytes.set(taken, this.#length);
    this.#length += taken.length;
  }

  result(): { autocorrelationBits: number; autocorrelation: Autocorrelation[] } {
    const whole = this.#bytes.subarray(0, this.#length - this.#length % WORD_BYTES);
    const bits = 8 * whole.length;
    const unequal = countUnequalBits(whole, AUTOCORRELATION_LAGS);
    const autocorrelation: Autocorrelation[] = [];
    for (let lagBits = 1; lagBits <= AUTOCORRELATION_LAGS && lagBits < bits; lagBits++) {
      const pairs = bits - lagBits;
      const correlation = 1 - 2 * unequal[lagBits - 1] / pairs;
      // For fair bits each pair is +1 or -1 alike: the mean has a standard deviation of 1 / sqrt(pairs).
      autocorrelation.push({ lagBits, correlation, standardScore: correlation * Math.sqrt(pairs) });
    }
    return { autocorrelationBits: bits, autocorrelation };
  }
}
