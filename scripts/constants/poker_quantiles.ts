import {
  BEYOND_CHANCE,
  POKER_BEYOND_CHANCE,
  POKER_DESIGN,
  type PokerQuantiles,
  SIGNIFICANCE,
} from "../../lib/selftest/bounds.ts";
import type { LatticeDistribution } from "./lattice_distribution.ts";
import { sumOfSquaresDistribution } from "./sum_of_squares.ts";
import { type Check, compare } from "./check.ts";
import { chiSquare15Tail, solveFalling } from "./normal.ts";

/** 256 to 512 in steps of 16, then in steps of half an octave. */
const FITTED_NIBBLES = [
  ...Array.from({ length: 17 }, (_, i) => 256 + 16 * i),
  ...[724, 1024, 1448, 2048, 2896, 4096],
];

/**
 * Where the tail would be so small if it were continuous: between the edges of two lattice points (half
 * a step beside each), logarithms of the tails are interpolated.
 */
function interpolatedQuantile(
  values: Iterable<readonly [number, number]>,
  side: -1 | 1,
  limit: number,
): number {
  let tail = 0;
  for (const [value, probability] of values) {
    const next = tail + probability;
    if (next > limit) {
      const part = Math.log(limit / tail) / Math.log(next / tail);
      return value + side * (1 - 2 * part);
    }
    tail = next;
  }
  throw new Error("the probabilities do not reach the tail");
}

function lattice({ first, step, probabilities }: LatticeDistribution): [number, number][] {
  return Array.from(
    probabilities,
    (probability, i) => [first + step * i, Math.max(0, probability)],
  );
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

interface Fitted {
  readonly lower: PokerQuantiles["lower"];
  readonly upper: PokerQuantiles["upper"];
}

function fitQuantiles(
  distributions: ReadonlyMap<number, readonly [number, number][]>,
  tail: number,
): Fitted {
  const lower = solveFalling(chiSquare15Tail, 1 - tail, [0.01, 15]);
  const upper = solveFalling(chiSquare15Tail, tail, [15, 200]);
  const below: [number, number][] = [], above: [number, number][] = [];
  for (const [nibbles, values] of distributions) {
    const statistic = (sum: number) => 16 * sum / nibbles - nibbles;
    below.push([nibbles, statistic(interpolatedQuantile(values, -1, tail)) - lower]);
    const falling = values.toReversed();
    above.push([nibbles, statistic(interpolatedQuantile(falling, 1, tail)) - upper]);
  }
  return { lower: [lower, ...fit(below)], upper: [upper, ...fit(above)] };
}

function compareQuantiles(name: string, table: PokerQuantiles, fitted: Fitted, rounded: Fitted) {
  const ends = ["lower", "upper"] as const, terms = ["limit", "term in 1/m", "term in 1/m^2"];
  return ends.flatMap((end) =>
    terms.flatMap((term, i) =>
      compare(`${name}: ${end} ${term}`, table[end][i], fitted[end][i], rounded[end][i])
    )
  );
}

/** The limits to 1e-9, the fitted terms to the digits that the tables have. */
export function checkPokerQuantiles(): Check {
  const distributions = new Map(
    FITTED_NIBBLES.map((nibbles) => [nibbles, lattice(sumOfSquaresDistribution(nibbles))]),
  );
  const design = fitQuantiles(distributions, SIGNIFICANCE / 2);
  const beyond = fitQuantiles(distributions, BEYOND_CHANCE / 2);
  return {
    name: "quantiles of the poker statistic",
    detail: `4 limits, 8 terms fitted to ${FITTED_NIBBLES.length} exact distributions`,
    problems: [
      ...compareQuantiles("POKER_DESIGN", POKER_DESIGN, design, {
        lower: [1e-9, 0.0006, 0.006],
        upper: [1e-9, 0.006, 0.06],
      }),
      // So far out the exact distribution itself is good to a few digits only.
      ...compareQuantiles("POKER_BEYOND_CHANCE", POKER_BEYOND_CHANCE, beyond, {
        lower: [1e-7, 0.006, 0.6],
        upper: [1e-7, 0.06, 6],
      }),
    ],
  };
}
