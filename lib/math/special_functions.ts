/**
 * Gamma and beta functions and their incomplete forms, for p-values of chi-square and binomial statistics.
 * All are good to about 1e-13 relative for arguments up to 1e9; tails keep their relative precision.
 */

import { findRoot } from "./root.ts";

/** Continued fractions and series end where a further term changes nothing. */
const EPSILON = 2 ** -53;
/** Keeps a continued fraction's denominators off zero. */
const TINY = 1e-300;
/** From here on eight terms of Stirling's series are exact to double precision. */
const STIRLING_FROM = 10;

/**
 * ln Gamma(x) for x > 0: Stirling's series, whose terms are B(2k) / (2k (2k - 1) x^(2k - 1)) with the
 * Bernoulli numbers B; smaller arguments are first moved up by Gamma(x + 1) = x Gamma(x).
 */
export function logGamma(x: number): number {
  let shift = 0;
  if (x < STIRLING_FROM) {
    let product = 1;
    while (x < STIRLING_FROM) product *= x++;
    shift = Math.log(product);
  }
  const square = 1 / (x * x);
  const series = (1 / 12 -
    square * (1 / 360 -
        square * (1 / 1_260 -
            square * (1 / 1_680 -
                square * (1 / 1_188 -
                    square * (691 / 360_360 -
                        square * (1 / 156 - square * (3_617 / 122_400)))))))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/**
 * The regularized upper incomplete gamma function Q(a, x): the probability that a gamma variable of shape
 * `a` exceeds `x` (DLMF 8.2.4). Power series below the mean, continued fraction above (DLMF 8.11.4, 8.9.2).
 */
export function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a, sum = term;
    for (let n = 1; term > sum * EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - a, c = 1 / TINY, d = 1 / b, fraction = d;
  for (let n = 1;; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / awayFromZero(numerator * d + b);
    c = awayFromZero(b + numerator / c);
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) <= 4 * EPSILON) return front * fraction;
  }
}

/**
 * The complementary error function (DLMF 7.2.2), by its relation to the incomplete gamma function
 * (DLMF 7.11.2): the probability that a normal variable lies more than x sqrt(2) deviations off, on
 * either side, for x >= 0.
 *
 * @example
 * ```ts
 * erfc(1.959963984540054 / Math.SQRT2); // 0.05
 * ```
 */
export function erfc(x: number): number {
  return x < 0 ? 2 - gammaUpper(0.5, x * x) : gammaUpper(0.5, x * x);
}

/**
 * Probability that a chi-square variable exceeds `statistic`.
 *
 * @example
 * ```ts
 * chiSquareUpper(3.841458820694124, 1); // 0.05
 * ```
 */
export function chiSquareUpper(statistic: number, degreesOfFreedom: number): number {
  return gammaUpper(degreesOfFreedom / 2, statistic / 2);
}

/** Q(x): the probability that a normal variable is more than `deviations` above its mean. */
export function normalTail(deviations: number): number {
  return erfc(deviations / Math.SQRT2) / 2;
}

/** The value that a chi-square variable exceeds with a probability between 0 and 1. */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  const excess = (x: number) => chiSquareUpper(x, degreesOfFreedom) - probability;
  let high = degreesOfFreedom;
  while (excess(high) > 0) high *= 2;
  return findRoot(excess, 0, high, 1, -1);
}

/**
 * The regularized incomplete beta function I_x(a, b): the probability that a beta variable stays below `x`
 * (DLMF 8.17.2), by the continued fraction 8.17.22, which converges fast below the mean.
 */
export function betaLower(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? betaFraction(x, a, b) : 1 - betaFraction(1 - x, b, a);
}

/** 1 - I_x(a, b), without the loss of digits where that is small. */
export function betaUpper(x: number, a: number, b: number): number {
  return betaLower(1 - x, b, a);
}

function betaFraction(x: number, a: number, b: number): number {
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  ) / a;
  let c = 1, d = 1 / awayFromZero(1 - (a + b) * x / (a + 1)), fraction = d;
  for (let m = 1;; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= c * d;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= 4 * EPSILON) return front * fraction;
  }
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** How far counts are from what is expected of fair bits, and how often those are further off. */
export interface ChiSquare {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Pearson's chi-square of counts in classes.
 *
 * @param probabilities of the classes, which sum to 1
 */
export function chiSquareOfCounts(
  counts: ArrayLike<number>,
  probabilities: readonly number[],
): ChiSquare {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  let statistic = 0;
  for (let i = 0; i < counts.length; i++) {
    const expected = total * probabilities[i];
    statistic += (counts[i] - expected) ** 2 / expected;
  }
  const degreesOfFreedom = probabilities.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}
