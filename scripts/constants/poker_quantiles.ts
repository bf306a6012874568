import { POKER_QUANTILES, SIGNIFICANCE } from "../../lib/selftest/bounds.ts";
import type { LatticeDistribution } from "./lattice_distribution.ts";
import { sumOfSquaresDistribution } from "./sum_of_squares.ts";
import { type Check, compare } from "./check.ts";
import { chiSquare15Tail, solveFalling } from "./normal.ts";

/** 256 to 512 in steps of 16, then in steps of half an octave. */
const FITTED_NIBBLES = [
  ...Array.from({ length: 17 }, (_, i) => 256 + 16 * i),
  ...[724, 1024, 1448, 2048, 2896, 4096],
];

/** What is beyond either bound. */
const TAIL = SIGNIFICANCE / 2;

/**
 * Where the tail would be TAIL if it were continuous: between the edges of two lattice points (half
 * a step beside each), logarithms of the tails are interpolated.
 */
function interpolatedQuantile(values: Iterable<readonly [number, number]>, side: -1 | 1): number {
  let tail = 0;
  for (const [value, probability] of values) {
    const next = tail + probability;
    if (next > TAIL) {
      const part = Math.log(TAIL / tail) / Math.log(next / tail);
      return value + side * (1 - 2 * part);
    }
    tail = next;
  }
  throw new Error("the probabilities do not reach the tail");
}

function lattice({ first, step, probabilities }: LatticeDistribution): [number, number][] {
  return Array.from(probabilities, (probability, i) => [first + step * i, probability]);
}

/** Least squares of (quantile - limit) * m = a + b / m. */
function fit(points: readonly (readonly [nibbles: number, deviation: number])[]): [number, number] {
  const n = points.length;
  let x = 0, y = 0, xx = 0, xy = 0;
  for (const [nibbles, deviation] of points) {
    const inverse = 1 / nibbles, scaled = deviation * nibbles;
    x += inverse;
    y += scaled;
    xx += inverse * inverse;
    xy += inverse * scaled;
  }
  const slope = (n * xy - x * y) / (n * xx - x * x);
  return [(y - slope * x) / n, slope];
}

/** The limit to 1e-9, the fitted terms to the digits that the table has. */
export function checkPokerQuantiles(): Check {
  const lower = solveFalling(chiSquare15Tail, 1 - TAIL, [1, 15]);
  const upper = solveFalling(chiSquare15Tail, TAIL, [15, 100]);
  const below: [number, number][] = [], above: [number, number][] = [];
  for (const nibbles of FITTED_NIBBLES) {
    const values = lattice(sumOfSquaresDistribution(nibbles));
    const statistic = (sum: number) => 16 * sum / nibbles - nibbles;
    below.push([nibbles, statistic(interpolatedQuantile(values, -1)) - lower]);
    above.push([nibbles, statistic(interpolatedQuantile(values.reverse(), 1)) - upper]);
  }
  const [lowerFirst, lowerSecond] = fit(below), [upperFirst, upperSecond] = fit(above);
  return {
    name: "quantiles of the poker statistic",
    detail: `2 limits, 4 terms fitted to ${FITTED_NIBBLES.length} exact distributions`,
    problems: [
      ...compare("lower limit", POKER_QUANTILES.lower[0], lower, 1e-9),
      ...compare("lower term in 1/m", POKER_QUANTILES.lower[1], lowerFirst, 0.0006),
      ...compare("lower term in 1/m^2", POKER_QUANTILES.lower[2], lowerSecond, 0.006),
      ...compare("upper limit", POKER_QUANTILES.upper[0], upper, 1e-9),
      ...compare("upper term in 1/m", POKER_QUANTILES.upper[1], upperFirst, 0.006),
      ...compare("upper term in 1/m^2", POKER_QUANTILES.upper[2], upperSecond, 0.06),
    ],
  };
}
