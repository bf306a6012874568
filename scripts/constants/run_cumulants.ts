import {
  BEYOND_CHANCE,
  RUN_CUMULANTS,
  RUNS_BEYOND_CHANCE,
  RUNS_DESIGN,
  SIGNIFICANCE,
} from "../../lib/selftest/bounds.ts";
import { type Check, compare } from "./check.ts";
import { normalTail, solveFalling } from "./normal.ts";

/** Powers of s - 1 that are kept: up to the fourth, for the fourth cumulant. */
const ORDERS = 5;
type Series = readonly bigint[];

const add = (a: Series, b: Series): Series => a.map((x, i) => x + b[i]);
/** Multiplies by s = 1 + (s - 1): one run more. */
const countRun = (a: Series): Series => a.map((x, i) => x + (i > 0 ? a[i - 1] : 0n));

/**
 * Over all 2^n keys of n bits, the sums of C(count, j) for j = 0..4, exactly. The states are the
 * numbers of symbols in a row at the end, as in scripts/constants/run_counts.ts, here in whole numbers.
 */
function binomialMoments(bits: number, length: number, orMore: boolean): Series {
  const last = orMore ? length : length + 1;
  const zero: Series = Array(ORDERS).fill(0n);
  let states: Series[] = [[1n, 0n, 0n, 0n, 0n], ...Array(last).fill(zero)];
  const closed = () =>
    states.map((state, j) => j === length && !orMore ? countRun(state) : state).reduce(add);
  for (let i = 0; i < bits; i++) {
    const grown = states[last - 1];
    const atLast = add(states[last], orMore ? countRun(grown) : grown);
    states = [closed(), ...states.slice(0, last - 1), atLast];
  }
  return closed();
}

/** The first four cumulants, each as a numerator over 2^(order * bits). */
function scaledCumulants(bits: number, length: number, orMore: boolean): readonly bigint[] {
  const one = 1n << BigInt(bits);
  const b = binomialMoments(bits, length, orMore);
  const [m1, m2, m3, m4] = [
    b[1],
    2n * b[2] + b[1],
    6n * b[3] + 6n * b[2] + b[1],
    24n * b[4] + 36n * b[3] + 14n * b[2] + b[1],
  ];
  return [
    m1,
    m2 * one - m1 ** 2n,
    m3 * one ** 2n - 3n * m2 * m1 * one + 2n * m1 ** 3n,
    m4 * one ** 3n - 4n * m3 * m1 * one ** 2n - 3n * m2 ** 2n * one ** 2n +
    12n * m2 * m1 ** 2n * one - 6n * m1 ** 4n,
  ];
}

/** Every number in RUN_CUMULANTS is a fraction over 2^36 or less, so this product is whole. */
const DENOMINATOR_BITS = 36n;

/** Compares in whole numbers, at three lengths: two fix a line, the third shows that it is one. */
export function checkRunCumulants(): Check {
  const problems: string[] = [];
  for (const [index, cumulants] of RUN_CUMULANTS.entries()) {
    for (const bits of [64, 100, 150]) {
      const exact = scaledCumulants(bits, index + 1, index === 5);
      for (const [order, [slope, intercept]] of cumulants.entries()) {
        const table = BigInt(
          Math.round((slope * bits + intercept) * 2 ** Number(DENOMINATOR_BITS)),
        );
        const whole = table << BigInt((order + 1) * bits);
        if (whole !== exact[order] << DENOMINATOR_BITS) {
          problems.push(`cumulant ${order + 1} of runs of ${index + 1} is wrong at ${bits} bits`);
        }
      }
    }
  }
  return { name: "cumulants of the numbers of runs", detail: "24 lines, exact", problems };
}

/** The normal quantiles of the runs test. */
export function checkRunsQuantiles(): Check {
  const design = solveFalling(normalTail, SIGNIFICANCE / 24, [1, 10]);
  const beyond = solveFalling(normalTail, BEYOND_CHANCE / 2, [1, 10]);
  return {
    name: "normal quantiles of the runs test",
    detail: `${RUNS_DESIGN.normal}, ${RUNS_BEYOND_CHANCE.normal}`,
    problems: [
      ...compare("RUNS_DESIGN.normal", RUNS_DESIGN.normal, design, 1e-12),
      ...compare("RUNS_BEYOND_CHANCE.normal", RUNS_BEYOND_CHANCE.normal, beyond, 1e-12),
    ],
  };
}
