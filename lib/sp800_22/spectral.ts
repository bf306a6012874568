import { FourierTransform } from "../math/fourier.ts";
import { erfc } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

/** Share of the peaks that stay below the threshold T in fair bits. */
const BELOW = 0.95;

/**
 * The variance of N_1 is n (0.95) (0.05) / 3.8 (Pareschi, Rovatti and Setti, IEEE Transactions on
 * Information Forensics and Security 7, 2012, 491-505, from simulation).
 *
 * SP 800-22 Rev. 1a has 4 in place of 3.8 (Kim, Umeno and Hasegawa, 2004), which takes fair bits for
 * departing a little too often. It can be derived (Iwasaki, IEEE Transactions on Information Theory 66, 2020,
 * 1164-1170): n / 2 independent peaks would have n (0.95) (0.05) / 2, but by Parseval's theorem their
 * squares, exponential with mean n, have a fixed sum. The part of the count that is linear in the
 * squares has covariance -t e^-t with t = ln 20, so that (0.05 ln 20)^2 is taken from 0.95 x 0.05:
 * the divisor is 2 / (1 - 0.05 (ln 20)^2 / 0.95) = 3.790.
 */
export const SPECTRAL_VARIANCE_DIVISOR = 3.8;

export interface SpectralResult {
  /** T = sqrt(n ln 20). */
  readonly threshold: number;
  /** N_0 = 0.95 n / 2. */
  readonly expected: number;
  /** N_1: peaks below T among the first n / 2. */
  readonly below: number;
  /** d: departure of N_1 in deviations. */
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Discrete Fourier transform (spectral) test, SP 800-22 Rev. 1a section 2.6: has the sequence periods?
 *
 * @param varianceDivisor 4 gives the figures of the standard's own program
 */
export function spectral(
  { bits, length }: BitSequence,
  varianceDivisor: number = SPECTRAL_VARIANCE_DIVISOR,
): SpectralResult {
  const limit = -length * Math.log(1 - BELOW);
  const below = length % 2 === 0 ? countBelowEven(bits, limit) : countBelowOdd(bits, limit);
  const expected = BELOW * length / 2;
  const deviation = Math.sqrt(length * BELOW * (1 - BELOW) / varianceDivisor);
  const statistic = (below - expected) / deviation;
  return {
    threshold: Math.sqrt(limit),
    expected,
    below,
    statistic,
    pValue: erfc(Math.abs(statistic) / Math.SQRT2),
  };
}

/** Squared moduli below the limit, of frequencies 0 to floor(n / 2) - 1. */
function countBelowOdd(bits: Uint8Array, limit: number): number {
  const { transform, real, imaginary } = workFor(bits.length);
  for (let i = 0; i < bits.length; i++) real[i] = 2 * bits[i] - 1;
  imaginary.fill(0);
  transform.transform(real, imaginary);
  let below = 0;
  for (let j = 0; j < (bits.length - 1) / 2; j++) {
    if (real[j] ** 2 + imaginary[j] ** 2 < limit) below++;
  }
  return below;
}

/**
 * The same by a transform of half the size: even bits are real parts, odd bits imaginary. With Z of
 * size N = n / 2, X(j) = (Z(j) + Z*(N - j)) / 2 - i e^(-2 pi i j / n) (Z(j) - Z*(N - j)) / 2, and X(N - j)
 * has the same two parts.
 */
function countBelowEven(bits: Uint8Array, limit: number): number {
  const size = bits.length / 2;
  const { transform, real, imaginary, cosines, sines } = workFor(size);
  for (let i = 0; i < size; i++) {
    real[i] = 2 * bits[2 * i] - 1;
    imaginary[i] = 2 * bits[2 * i + 1] - 1;
  }
  transform.transform(real, imaginary);
  let below = (real[0] + imaginary[0]) ** 2 < limit ? 1 : 0;
  for (let j = 1, k = size - 1; j <= k; j++, k--) {
    const evenReal = real[j] + real[k], evenImaginary = imaginary[j] - imaginary[k];
    const oddReal = imaginary[j] + imaginary[k], oddImaginary = real[k] - real[j];
    const cosine = cosines[j], sine = sines[j];
    const turnedReal = oddReal * cosine + oddImaginary * sine;
    const turnedImaginary = oddImaginary * cosine - oddReal * sine;
    // Both parts are doubled, hence 4 times the limit.
    const x = (evenReal + turnedReal) ** 2 + (evenImaginary + turnedImaginary) ** 2;
    if (x < 4 * limit) below++;
    if (j === k) break;
    const y = (evenReal - turnedReal) ** 2 + (evenImaginary - turnedImaginary) ** 2;
    if (y < 4 * limit) below++;
  }
  return below;
}

interface Work {
  readonly transform: FourierTransform;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** Of pi j / size, for j up to half the size. */
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** Roots and buffers of the latest size: all sequences of a source have the same. */
let work: Work | null = null;

function workFor(size: number): Work {
  if (work?.transform.size !== size) {
    const half = Math.floor(size / 2) + 1;
    work = {
      transform: new FourierTransform(size),
      real: new Float64Array(size),
      imaginary: new Float64Array(size),
      cosines: Float64Array.from({ length: half }, (_, j) => Math.cos(Math.PI * j / size)),
      sines: Float64Array.from({ length: half }, (_, j) => Math.sin(Math.PI * j / size)),
    };
  }
  return work;
}
