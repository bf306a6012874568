import { FourierTransform } from "../../lib/math/fourier.ts";
import type { LatticeDistribution } from "./lattice_distribution.ts";

/** Counts told apart, around the mean; at 32,768 bits the widest has standard deviation 60. */
const WINDOW = 1024;

/** Half the circle; the values on the other half are the conjugates. */
const POINTS = WINDOW / 2 + 1;

/** Generating functions below this are taken for 0. */
const NEGLIGIBLE = 1e-30;

/** Which maximal runs of one symbol are counted. */
export interface RunLength {
  readonly bits: number;
  readonly orMore: boolean;
}

/**
 * The exact distribution of the number of maximal runs of one symbol, of a given length, in n fair
 * bits.
 *
 * The probability generating function E(s^count) is followed bit by bit through the states "the
 * last j bits are the symbol", j = 0, 1, ... up to where more makes no difference, for 1,024 values
 * of s on the unit circle at once; a Fourier transform gives the probabilities. A run of exactly k
 * bits is counted when it ends (a bit of the other symbol, or the end of the key); one of k or more
 * when it reaches k.
 *
 * @param length of the runs counted
 * @param lengthsInBits ascending; a distribution is yielded for each
 */
export function* runCountDistributions(
  length: RunLength,
  lengthsInBits: Iterable<number>,
): Generator<LatticeDistribution> {
  const angles = Float64Array.from({ length: POINTS }, (_, j) => 2 * Math.PI * j / WINDOW);
  const cosines = angles.map(Math.cos), sines = angles.map(Math.sin);
  const { bits: k, orMore } = length;
  const last = orMore ? k : k + 1;
  const zeros = () => ({ real: new Float64Array(POINTS), imaginary: new Float64Array(POINTS) });
  const states = Array.from({ length: last + 1 }, zeros);
  states[0].real.fill(1);
  const transform = new FourierTransform(WINDOW);
  let points = POINTS;

  /** The generating function if the key ended here; for exact lengths that closes a run of k. */
  const closed = () => {
    const sum = zeros();
    states.forEach((state, j) => {
      const counted = j === k && !orMore;
      for (let p = 0; p < points; p++) {
        const a = state.real[p], b = state.imaginary[p];
        sum.real[p] += counted ? a * cosines[p] - b * sines[p] : a;
        sum.imaginary[p] += counted ? a * sines[p] + b * cosines[p] : b;
      }
    });
    return sum;
  };
  const step = () => {
    const next = closed();
    const [beforeLast, atLast] = [states[last - 1], states[last]];
    for (let p = 0; p < points; p++) {
      let a = beforeLast.real[p], b = beforeLast.imaginary[p];
      if (orMore) [a, b] = [a * cosines[p] - b * sines[p], a * sines[p] + b * cosines[p]];
      atLast.real[p] = (atLast.real[p] + a) / 2;
      atLast.imaginary[p] = (atLast.imaginary[p] + b) / 2;
      next.real[p] /= 2;
      next.imaginary[p] /= 2;
    }
    states.splice(last - 1, 1);
    states.unshift(next);
    for (let j = 1; j < last; j++) {
      const { real, imaginary } = states[j];
      for (let p = 0; p < points; p++) {
        real[p] /= 2;
        imaginary[p] /= 2;
      }
    }
    // A step averages states and turns some of them, so the sum of magnitudes at a point never
    // grows again.
    while (points > 1 && magnitudeAt(states, points - 1) < NEGLIGIBLE) {
      points--;
      for (const { real, imaginary } of states) real[points] = imaginary[points] = 0;
    }
  };

  let reached = 0;
  for (const bits of lengthsInBits) {
    for (; reached < bits; reached++) step();
    const { real, imaginary } = closed();
    const first = Math.max(0, Math.round(meanRunCount(length, bits)) - WINDOW / 2);
    yield { first, step: 1, probabilities: invert(transform, real, imaginary, first) };
  }
}

/**
 * Mean number of maximal runs of one symbol: places inside the key times the probability of the run
 * and of the bits that end it, and the two ends, where one such bit less is needed.
 */
export function meanRunCount({ bits: k, orMore }: RunLength, bits: number): number {
  return orMore
    ? 2 ** -k + (bits - k) * 2 ** -(k + 1)
    : 2 * 2 ** -(k + 1) + (bits - k - 1) * 2 ** -(k + 2);
}

function magnitudeAt(
  states: readonly { real: Float64Array; imaginary: Float64Array }[],
  point: number,
): number {
  let sum = 0;
  for (const state of states) sum += Math.hypot(state.real[point], state.imaginary[point]);
  return sum;
}

function invert(
  transform: FourierTransform,
  real: Float64Array,
  imaginary: Float64Array,
  first: number,
): Float64Array {
  const all = { real: new Float64Array(WINDOW), imaginary: new Float64Array(WINDOW) };
  for (let j = 0; j < WINDOW; j++) {
    const mirrored = j > WINDOW / 2;
    const p = mirrored ? WINDOW - j : j;
    all.real[j] = real[p] / WINDOW;
    all.imaginary[j] = (mirrored ? -imaginary[p] : imaginary[p]) / WINDOW;
  }
  transform.transform(all.real, all.imaginary);
  return Float64Array.from({ length: WINDOW }, (_, i) => all.real[(first + i) % WINDOW]);
}
