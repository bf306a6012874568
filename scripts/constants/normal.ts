import { findRoot } from "../../lib/math/root.ts";

/**
 * P(Z > x) for a standard normal Z and x >= 1, by Laplace's continued fraction phi(x) / (x + 1 / (x
 * + 2 / (x + 3 / ...))), good to 1e-15 with 500 terms.
 */
export function normalTail(x: number): number {
  let fraction = x;
  for (let k = 500; k > 0; k--) fraction = x + k / fraction;
  return normalDensity(x) / fraction;
}

function normalDensity(x: number): number {
  return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * P(X > x) for chi-square with 15 degrees of freedom: for an odd number it is finite, 2 P(Z > r) +
 * 2 phi(r) (r + r^3 / 3 + r^5 / 15 + ...) with r = sqrt(x), seven terms for fifteen (Abramowitz and
 * Stegun 26.4.4).
 */
export function chiSquare15Tail(x: number): number {
  const root = Math.sqrt(x);
  let term = root, sum = 0;
  for (let odd = 1; odd <= 13; odd += 2) {
    sum += term;
    term *= x / (odd + 2);
  }
  return 2 * normalTail(root) + 2 * normalDensity(root) * sum;
}

/** The x in the bracket where a falling function takes a value. */
export function solveFalling(
  f: (x: number) => number,
  value: number,
  [low, high]: readonly [number, number],
): number {
  return findRoot((x) => f(x) - value, low, high, f(low) - value, f(high) - value);
}
