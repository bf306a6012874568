import { chiSquareUpper, erfc } from "../../lib/math/special_functions.ts";
import { RUNS_FREQUENCY_DEVIATIONS } from "../../lib/sp800_22/runs.ts";
import type { Tail } from "./sp800_22_tails.ts";

/** Tests of SP 800-22 whose statistics follow from counts of fair bits: the exact tails of their p-values. */

/** ln k! for k up to n. */
function logFactorials(most: number): Float64Array {
  const found = new Float64Array(most + 1);
  for (let k = 1; k <= most; k++) found[k] = found[k - 1] + Math.log(k);
  return found;
}

/** P(ones = k) in n fair bits. */
function binomial(bits: number): Float64Array {
  const ln = logFactorials(bits);
  return Float64Array.from(
    ln,
    (of, ones) => Math.exp(ln[bits] - of - ln[bits - ones] - bits * Math.LN2),
  );
}

/** The tail of outcomes with a p-value and a probability each. */
function tailOf(outcomes: readonly (readonly [pValue: number, weight: number])[]): Tail {
  return (alpha) =>
    outcomes.reduce((sum, [pValue, weight]) => pValue <= alpha ? sum + weight : sum, 0);
}

export function frequencyTail(bits: number): Tail {
  const outcomes = [...binomial(bits)].map((weight, ones) =>
    [erfc(Math.abs(2 * ones - bits) / Math.sqrt(2 * bits)), weight] as const
  );
  return tailOf(outcomes.filter(([pValue]) => pValue <= 0.01));
}

/**
 * The walk gets z or further away with probability 2 sum of (-1)^k (P(S >= (2k+1) z) + P(S > (2k+1) z)), by
 * reflection.
 */
export function cumulativeSumsTail(bits: number): Tail {
  const weights = binomial(bits);
  const root = Math.sqrt(bits);
  /** P(ones >= count) */
  const above = new Float64Array(bits + 2);
  for (let ones = bits; ones >= 0; ones--) above[ones] = above[ones + 1] + weights[ones];
  const reaches = (sum: number) => {
    const half = (bits + sum) / 2;
    return sum > bits ? 0 : above[Math.ceil(half)] + above[Math.floor(half) + 1];
  };
  const alternate = (z: number, of: (distance: number) => number) => {
    let total = 0;
    for (let k = 0, sign = 2; k < 20; k++, sign = -sign) total += sign * of((2 * k + 1) * z);
    return total;
  };
  return (alpha) => {
    let z = 1;
    while (alternate(z, (distance) => erfc(distance / root / Math.SQRT2)) > alpha) z++;
    return alternate(z, reaches);
  };
}

/** Of those sequences that the test is performed on: by their ones, and the ways to cut these into runs. */
export function runsTail(bits: number): Tail {
  const ln = logFactorials(bits);
  const ways = (n: number, k: number) => k < 0 || k > n ? -Infinity : ln[n] - ln[k] - ln[n - k];
  const outcomes: [number, number][] = [];
  const root = Math.sqrt(bits);
  for (let ones = 1; ones < bits; ones++) {
    if (Math.abs(2 * ones - bits) >= RUNS_FREQUENCY_DEVIATIONS * root) continue;
    const zeros = bits - ones, share = ones * zeros / bits / bits;
    const deviation = 2 * Math.SQRT2 * root * share;
    for (let runs = 2; runs <= 2 * Math.min(ones, zeros) + 1; runs++) {
      const off = Math.abs(runs - 2 * bits * share) / deviation;
      // erfc(1.8) is 0.011; beyond 7 nothing is left.
      if (off < 1.8 || off > 7) continue;
      const half = runs >>> 1, odd = runs % 2;
      const cut = (of: number, other: number) =>
        Math.exp(ways(of - 1, half - 1 + odd) + ways(other - 1, half - 1) - bits * Math.LN2);
      outcomes.push([erfc(off), cut(ones, zeros) + cut(zeros, ones)]);
    }
  }
  return tailOf(outcomes);
}

/** Chi-square is 4 / M times the sum of squares of ones less M / 2, block by block. */
export function blockFrequencyTail(bits: number): Tail {
  const BLOCK = 128;
  const blocks = Math.floor(bits / BLOCK);
  const most = BLOCK / 4 * (blocks + 12 * Math.sqrt(2 * blocks) + 60);
  const one = [...binomial(BLOCK)].map((weight, ones) =>
    [(ones - BLOCK / 2) ** 2, weight] as const
  );
  let sums = new Float64Array(Math.ceil(most));
  sums[0] = 1;
  for (let block = 0; block < blocks; block++) {
    const next = new Float64Array(sums.length);
    for (const [square, weight] of one) {
      if (weight < 1e-30) continue;
      for (let i = square; i < sums.length; i++) next[i] += sums[i - square] * weight;
    }
    sums = next;
  }
  const outcomes = [...sums].map((weight, sum) =>
    [chiSquareUpper(4 / BLOCK * sum, blocks), weight] as const
  );
  return tailOf(outcomes.filter(([pValue]) => pValue <= 0.01));
}
