import { FourierTransform, rootsOfUnity } from "../../lib/math/fourier.ts";
import type { LatticeDistribution } from "./lattice_distribution.ts";

const CELLS = 16;

/**
 * Largest value of X = 16 / m * sum f^2 - m that is told apart. What lies above is folded back:
 * less than 1e-10 in all from 16 draws on, less than 1e-13 from 64 on.
 */
const MAX_X = 100;

/**
 * The exact distribution of sum f^2 when m draws fall into 16 equally likely cells f times each:
 * what the poker test and every chi-square test of uniformity with 16 cells rest on.
 *
 * 16 independent Poisson counts of mean m / 16, on condition that their sum is m, have this
 * multinomial distribution. For one frequency phi, E(e^(i phi sum d^2) | sum d = r), with d = f - c
 * for a whole c near m / 16, is the coefficient of z^r in the 16th power of sum over d of w(d) e^(i
 * phi d^2) z^d, found by a Fourier transform over z on the unit circle. A second one over phi gives
 * the probabilities. sum d^2 has the parity of r, so every other value is impossible and half the
 * frequencies suffice. Windows are wide enough that what is cut off or folded back stays below
 * 1e-12 from 64 draws on.
 *
 * Time is proportional to about m^1.5.
 *
 * @param draws m, a whole number of at least 1
 */
export function sumOfSquaresDistribution(draws: number): LatticeDistribution {
  const center = Math.round(draws / CELLS);
  const remainder = draws - CELLS * center;
  const parity = Math.abs(remainder % 2);
  const { counts, weights } = poissonWindow(draws / CELLS);

  // The sum of 16 counts has standard deviation sqrt(m): what lies 8.3 of them away is folded back.
  const sums = new FourierTransform(powerOfTwoFrom(8.3 * Math.sqrt(draws)));
  const squares = new FourierTransform(powerOfTwoFrom(MAX_X * draws / (2 * CELLS)));
  const root = rootsOfUnity(2 * squares.size, 2 * squares.size);
  const sumRoot = rootsOfUnity(sums.size, sums.size);

  const places = Uint32Array.from(counts, (count) => modulo(count - center, sums.size));
  const squared = Uint32Array.from(counts, (count) => (count - center) ** 2);
  /** phi d^2 in units of the root, advanced with the frequency; sizes are powers of two. */
  const angles = new Uint32Array(counts.length);
  const turns = Uint32Array.from(
    { length: sums.size },
    (_, j) => modulo(j * remainder, sums.size),
  );

  const real = new Float64Array(squares.size), imaginary = new Float64Array(squares.size);
  const cellReal = new Float64Array(sums.size), cellImaginary = new Float64Array(sums.size);
  for (let frequency = 0; frequency <= squares.size / 2; frequency++) {
    cellReal.fill(0);
    cellImaginary.fill(0);
    for (let i = 0; i < counts.length; i++) {
      const angle = angles[i], place = places[i];
      cellReal[place] += weights[i] * root.real[angle];
      cellImaginary[place] -= weights[i] * root.imaginary[angle];
      angles[i] = (angle + squared[i]) & (2 * squares.size - 1);
    }
    sums.transform(cellReal, cellImaginary);
    let sumReal = 0, sumImaginary = 0;
    for (let j = 0; j < sums.size; j++) {
      let a = cellReal[j], b = cellImaginary[j];
      for (let power = 1; power < CELLS; power *= 2) {
        const square = a * a - b * b;
        b = 2 * a * b;
        a = square;
      }
      const cosine = sumRoot.real[turns[j]], sine = -sumRoot.imaginary[turns[j]];
      sumReal += a * cosine - b * sine;
      sumImaginary += a * sine + b * cosine;
    }
    // sum d^2 = parity + 2 j: the turn by the parity is taken out, which leaves a function of j.
    const cosine = root.real[frequency * parity], sine = -root.imaginary[frequency * parity];
    real[frequency] = sumReal * cosine + sumImaginary * sine;
    imaginary[frequency] = sumImaginary * cosine - sumReal * sine;
  }
  return {
    // sum f^2 = sum (d + c)^2 = sum d^2 + 2 c m - 16 c^2
    first: parity + 2 * center * draws - CELLS * center * center,
    step: 2,
    probabilities: invert(squares, real, imaginary),
  };
}

/** Poisson probabilities to 11 standard deviations and 30 counts on either side of the mean. */
function poissonWindow(mean: number): { counts: number[]; weights: number[] } {
  const reach = Math.floor(11 * Math.sqrt(mean) + 30);
  const mode = Math.floor(mean);
  const counts: number[] = [], weights: number[] = [];
  for (let weight = 1, k = mode; k >= Math.max(0, mode - reach); k--) {
    counts.unshift(k);
    weights.unshift(weight);
    weight *= k / mean;
  }
  for (let weight = mean / (mode + 1), k = mode + 1; k <= mode + reach; k++) {
    counts.push(k);
    weights.push(weight);
    weight *= mean / (k + 1);
  }
  const sum = weights.reduce((a, b) => a + b);
  return { counts, weights: weights.map((weight) => weight / sum) };
}

/** Probabilities are real, so the second half of the frequencies is the conjugate of the first. */
function invert(transform: FourierTransform, real: Float64Array, imaginary: Float64Array) {
  const { size } = transform;
  const total = real[0];
  for (let j = 0; j <= size / 2; j++) {
    real[j] /= total * size;
    imaginary[j] /= total * size;
    if (j === 0 || j === size / 2) continue;
    real[size - j] = real[j];
    imaginary[size - j] = -imaginary[j];
  }
  transform.transform(real, imaginary);
  return real;
}

function powerOfTwoFrom(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
