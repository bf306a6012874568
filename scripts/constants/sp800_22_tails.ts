import { chiSquareUpper, erfc } from "../../lib/math/special_functions.ts";
import { BATTERY_SIGNIFICANCE, UNIFORMITY_EXPONENT } from "../../lib/sp800_22/battery.ts";
import { FAIR_TAILS, SIGNIFICANCE, UNIFORMITY_CLASSES } from "../../lib/sp800_22/interpretation.ts";
import {
  LINEAR_COMPLEXITY_BLOCK_BITS,
  LINEAR_COMPLEXITY_PROBABILITIES,
} from "../../lib/sp800_22/linear_complexity.ts";
import { LONGEST_RUN_CLASSES } from "../../lib/sp800_22/runs.ts";
import {
  NON_OVERLAPPING_TEMPLATE_BITS,
  NON_OVERLAPPING_TEMPLATE_BLOCKS,
  OVERLAPPING_TEMPLATE_BLOCK_BITS,
  OVERLAPPING_TEMPLATE_PROBABILITIES,
} from "../../lib/sp800_22/templates.ts";
import { RANK_PROBABILITIES } from "../../lib/sp800_22/rank.ts";
import type { TestName } from "../../lib/sp800_22/tests.ts";
import { UNIVERSAL_PARAMETERS } from "../../lib/sp800_22/universal.ts";
import type { Check } from "./check.ts";
import {
  blockFrequencyTail,
  cumulativeSumsTail,
  frequencyTail,
  runsTail,
} from "./sp800_22_bit_tails.ts";
import { linearComplexityClasses, longestRunClasses } from "./sp800_22.ts";

/** Probability that a p-value of fair bits is at most alpha. */
export type Tail = (alpha: number) => number;

/** Where small p-values are compared with what is stated of them. */
const ALPHAS = [1e-3, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12];

/** The lengths at which a test is furthest off: the first of each of its parameters, and the lattices beside them. */
const TAILS: readonly (readonly [TestName, lengths: readonly number[], (bits: number) => Tail])[] =
  [
    ["frequency", [...range(1_000, 1_200), 10_000, 50_000], frequencyTail],
    ["block_frequency", [1_000, 1_100, 2_000, 10_000], blockFrequencyTail],
    ["cumulative_sums", [...range(1_000, 1_100), 10_000, 20_000], cumulativeSumsTail],
    ["runs", [1_000, 1_001, 1_100, 1_500, 2_000], runsTail],
    ["longest_run", [1_000, 2_000, 6_272, 6_400, 6_528, 750_000, 760_000, 1e6], longestRunTail],
    ["rank", range(38, 48).map((matrices) => 1_024 * matrices), rankTail],
    ["non_overlapping_template", [41_024, 100_000], templateTail],
    ["overlapping_template", [1_000_000], overlappingTail],
    ["universal", [387_840, 904_959, 904_960, 2_068_479, 4_654_079, 10_000_000], universalTail],
    ["linear_complexity", [1_000_000], linearComplexityTail],
  ];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/**
 * Whether small p-values of fair bits come no more often than FAIR_TAILS says, and those of uniformity no more often than
 * UNIFORMITY_EXPONENT does: by the distribution of each statistic that can be computed.
 */
export function checkSp80022Tails(): Check[] {
  const bounds = TAILS.map(([test, lengths, tailOf]) => {
    const { failing, exponent } = FAIR_TAILS[test];
    const tails = lengths.map(tailOf);
    const largest = Math.max(...tails.map((tail) => tail(SIGNIFICANCE)));
    const least = leastExponent(tails, ALPHAS);
    return {
      name: `SP 800-22 small p-values of ${test}`,
      detail: `below 0.01 up to ${largest.toFixed(5)}, stated ${failing}; ` +
        `exponent ${least.toFixed(4)} and more, stated ${exponent}`,
      problems: [
        ...(largest <= failing ? [] : [`${test}: ${largest} fail, stated ${failing}`]),
        ...(least >= exponent! ? [] : [`${test}: exponent ${least}, stated ${exponent}`]),
      ],
    };
  });
  const classes = new Array<number>(UNIFORMITY_CLASSES).fill(1 / UNIFORMITY_CLASSES);
  // One template of 148, in one figure of three, of the nine tests that 55,000 bits are enough for.
  const decisive = BATTERY_SIGNIFICANCE / 9 / 3 / 148;
  const least = leastExponent(
    [55, 56, 60, 100].map((sequences) => chiSquareTail(sequences, classes, classes)),
    [1e-3, 1e-4, 1e-5, 1e-6, decisive ** (1 / UNIFORMITY_EXPONENT)],
  );
  return [...bounds, {
    name: "SP 800-22 small p-values of uniformity",
    detail: `exponent ${least.toFixed(4)} and more, stated ${UNIFORMITY_EXPONENT}`,
    problems: least >= UNIFORMITY_EXPONENT
      ? []
      : [`uniformity: exponent ${least}, stated ${UNIFORMITY_EXPONENT}`],
  }];
}

/** The largest gamma so that P(p <= alpha) is at most alpha^gamma, but 1 at most. */
function leastExponent(tails: readonly Tail[], alphas: readonly number[]): number {
  return Math.min(
    1,
    ...tails.flatMap((tail) => alphas.map((alpha) => Math.log(tail(alpha)) / Math.log(alpha))),
  );
}

function longestRunTail(bits: number): Tail {
  const classes = LONGEST_RUN_CLASSES.findLast(({ leastBits }) => bits >= leastBits)!;
  const { blockBits, probabilities } = classes;
  return chiSquareTail(Math.floor(bits / blockBits), probabilities, longestRunClasses(classes));
}

function rankTail(bits: number): Tail {
  return chiSquareTail(Math.floor(bits / 1_024), RANK_PROBABILITIES);
}

function overlappingTail(bits: number): Tail {
  const blocks = Math.floor(bits / OVERLAPPING_TEMPLATE_BLOCK_BITS);
  return chiSquareTail(blocks, OVERLAPPING_TEMPLATE_PROBABILITIES);
}

function linearComplexityTail(bits: number): Tail {
  return chiSquareTail(
    Math.floor(bits / LINEAR_COMPLEXITY_BLOCK_BITS),
    LINEAR_COMPLEXITY_PROBABILITIES,
    linearComplexityClasses(LINEAR_COMPLEXITY_BLOCK_BITS),
  );
}

/** The value that chi-square exceeds with a probability. */
function chiSquareAt(probability: number, degreesOfFreedom: number): number {
  let low = 0, high = 1_000;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (chiSquareUpper(middle, degreesOfFreedom) > probability) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Tail of the chi-square, by the stated probabilities, of the counts of N blocks with the exact ones. Class by class,
 * over the blocks used so far and the statistic in steps that are small beside what one block changes.
 */
function chiSquareTail(
  blocks: number,
  stated: readonly number[],
  exact: readonly number[] = stated,
): Tail {
  const limit = chiSquareAt(ALPHAS.at(-1)!, stated.length - 1);
  const step = Math.min(0.01, blocks / 20_000);
  const bins = Math.ceil(limit / step);
  // Poisson counts, given that they sum to N, are the multinomial ones.
  const logFactorials = new Float64Array(blocks + 1);
  for (let i = 1; i <= blocks; i++) logFactorials[i] = logFactorials[i - 1] + Math.log(i);
  const poisson = (count: number, mean: number) =>
    Math.exp(count * Math.log(mean) - mean - logFactorials[count]);
  let states = new Map([[0, Float64Array.from({ length: bins }, (_, i) => i === 0 ? 1 : 0)]]);
  stated.forEach((probability, index) => {
    const mean = blocks * probability;
    const reach = Math.sqrt(limit * mean);
    const most = Math.floor(mean + reach);
    const next: typeof states = new Map();
    for (const [used, weights] of states) {
      const last = index === stated.length - 1;
      const least = last ? blocks - used : Math.max(0, Math.ceil(mean - reach));
      for (let count = least; count <= Math.min(most, blocks - used); count++) {
        const shift = Math.round((count - mean) ** 2 / mean / step);
        const weight = poisson(count, blocks * exact[index]);
        const into = next.get(used + count) ?? new Float64Array(bins);
        next.set(used + count, into);
        for (let i = shift; i < bins; i++) into[i] += weights[i - shift] * weight;
      }
    }
    states = next;
  });
  const all = poisson(blocks, blocks);
  return beyond(states.get(blocks)!.map((weight) => weight / all), step, stated.length - 1);
}

/** The tail of a chi-square whose weights are those of its values in steps; what is missing of 1 is above them. */
function beyond(weights: Float64Array, step: number, degreesOfFreedom: number): Tail {
  const missing = 1 - weights.reduce((a, b) => a + b);
  return (alpha) => {
    const from = Math.ceil(chiSquareAt(alpha, degreesOfFreedom) / step);
    let sum = missing;
    for (let i = weights.length - 1; i >= from; i--) sum += weights[i];
    return sum;
  };
}

/**
 * Tail of the chi-square of one aperiodic template: its occurrences in a block are counted exactly, and all such
 * templates have the same distribution.
 */
function templateTail(bits: number): Tail {
  const template = NON_OVERLAPPING_TEMPLATE_BITS, blocks = NON_OVERLAPPING_TEMPLATE_BLOCKS;
  const blockBits = Math.floor(bits / blocks);
  const mean = (blockBits - template + 1) / 2 ** template;
  const variance = blockBits * (2 ** -template - (2 * template - 1) / 2 ** (2 * template));
  // Zeros and then a one: the state is how many zeros stand at the end, at most m - 1.
  const most = Math.ceil(mean + 12 * Math.sqrt(mean));
  let states = Array.from({ length: template }, () => new Float64Array(most + 1));
  states[0][0] = 1;
  for (let i = 0; i < blockBits; i++) {
    const next = states.map(() => new Float64Array(most + 1));
    states.forEach((weights, zeros) => {
      const more = next[Math.min(zeros + 1, template - 1)], none = next[0];
      const found = zeros === template - 1 ? 1 : 0;
      for (let w = 0; w + found <= most; w++) {
        const half = weights[w] / 2;
        more[w] += half;
        none[w + found] += half;
      }
    });
    states = next;
  }
  const limit = chiSquareAt(ALPHAS.at(-1)!, blocks), step = 0.005;
  let sum = Float64Array.from({ length: Math.ceil(limit / step) }, (_, i) => i === 0 ? 1 : 0);
  for (let block = 0; block < blocks; block++) {
    const next = new Float64Array(sum.length);
    for (let w = 0; w <= most; w++) {
      const weight = states.reduce((total, weights) => total + weights[w], 0);
      const shift = Math.round((w - mean) ** 2 / variance / step);
      for (let i = shift; i < sum.length; i++) next[i] += sum[i - shift] * weight;
    }
    sum = next;
  }
  return beyond(sum, step, blocks);
}

/**
 * The standard's deviation of Maurer's statistic is the square root of its variance without dependence times an
 * approximate factor c(L, K). The exact factor follows from the covariances of log2 of two distances i blocks apart
 * (Coron and Naccache, An Accurate Evaluation of Maurer's Universal Test, SAC 1998). With a block's probability p,
 * and j = i + m the later distance, distances k and j have together the probability (1 - p)^i g(m, k) with
 *
 *     g(m, k) = p^2 (1 - 2p)^(k-1) (1 - p)^(m-1-k) for k < m, 0 for k = m, p^2 (1 - 2p)^(m-1) (1 - p)^(k-m-1) else
 *
 * and apart (1 - p)^i p (1 - p)^(m-1) p (1 - p)^(k-1); for j at most i they are independent.
 */
function universalTail(bits: number): Tail {
  const { blockBits, variance } = UNIVERSAL_PARAMETERS
    .findLast(({ leastBits }) => bits >= leastBits)!;
  const p = 2 ** -blockBits, q = 1 - p, r = 1 - 2 * p;
  const longest = 60 / p;
  /** h(m): the sum over k of log2 k times what g has beyond independence. */
  const excess = new Float64Array(longest);
  let mean = 0;
  for (let k = 1; k < longest; k++) mean += Math.log2(k) * p * q ** (k - 1);
  let nearer = 0;
  for (let m = 1; m < longest; m++) {
    // The sum over k < m of log2 k (1 - 2p)^(k-1) (1 - p)^(m-1-k).
    if (m > 1) nearer = nearer * q + Math.log2(m - 1) * r ** (m - 2);
    excess[m] = p * p * nearer - p * q ** (m - 1) * mean;
  }
  let farther = 0;
  for (let m = longest - 1; m >= 1; m--) {
    excess[m] += p * p * r ** (m - 1) * farther;
    farther = farther * q + Math.log2(m);
  }
  // The sums over i of the covariance, and of i times it, gathered by j.
  let sum = 0, weighted = 0, all = 0, allWeighted = 0;
  for (let j = 2; j < longest; j++) {
    weighted = q * (weighted + sum + excess[j - 1]);
    sum = q * (sum + excess[j - 1]);
    all += Math.log2(j) * sum;
    allWeighted += Math.log2(j) * weighted;
  }
  const blocks = Math.floor(bits / blockBits) - 10 * 2 ** blockBits;
  const exact = Math.sqrt(1 + 2 * (all - allWeighted / blocks) / variance);
  const stated = 0.7 - 0.8 / blockBits +
    (4 + 32 / blockBits) * blocks ** (-3 / blockBits) / 15;
  return (alpha) => {
    let low = 0, high = 10;
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (erfc(middle / Math.SQRT2) > alpha) low = middle;
      else high = middle;
    }
    return erfc(low * stated / exact / Math.SQRT2);
  };
}
