import { chiSquareUpper, erfc } from "../../lib/math/special_functions.ts";
import { APPROXIMATION_ALLOWANCE, BATTERY_SIGNIFICANCE } from "../../lib/sp800_22/battery.ts";
import {
  LINEAR_COMPLEXITY_BLOCK_BITS,
  LINEAR_COMPLEXITY_PROBABILITIES,
} from "../../lib/sp800_22/linear_complexity.ts";
import { LONGEST_RUN_CLASSES } from "../../lib/sp800_22/longest_run.ts";
import {
  NON_OVERLAPPING_TEMPLATE_BITS,
  NON_OVERLAPPING_TEMPLATE_BLOCKS,
} from "../../lib/sp800_22/non_overlapping_template.ts";
import {
  OVERLAPPING_TEMPLATE_BLOCK_BITS,
  OVERLAPPING_TEMPLATE_PROBABILITIES,
} from "../../lib/sp800_22/overlapping_template.ts";
import { RANK_PROBABILITIES } from "../../lib/sp800_22/rank.ts";
import type { TestName } from "../../lib/sp800_22/tests.ts";
import { UNIVERSAL_PARAMETERS } from "../../lib/sp800_22/universal.ts";
import { type Check, compare } from "./check.ts";
import { linearComplexityClasses, longestRunClasses } from "./sp800_22.ts";

/** n */
const BITS = 1_000_000;
/** Tests whose single p-values count in the verdict: all but the two of excursions. */
const TESTS = 13;
/** Aperiodic templates of nine bits. */
const TEMPLATES = 148;
/** Where a p-value makes the verdict on one sequence depart. */
const SHARE = BATTERY_SIGNIFICANCE / APPROXIMATION_ALLOWANCE / TESTS;

/**
 * How many times as often as it says a p-value is below its share of the verdict, on 1,000,000 fair bits: computed
 * from the distribution of each statistic, and put beside what battery.ts states.
 */
export function checkSp80022Tails(): Check {
  const longestRun = LONGEST_RUN_CLASSES.at(-1)!;
  const { blockBits, probabilities } = longestRun;
  const counted = (
    blockLength: number,
    stated: readonly number[],
    exact: readonly number[] = stated,
  ) => chiSquareTail(Math.floor(BITS / blockLength), stated, exact, SHARE) / SHARE;
  const perTemplate = SHARE / TEMPLATES;
  const found: readonly (readonly [TestName, stated: number, ratio: number])[] = [
    ["longest_run", 1.37, counted(blockBits, probabilities, longestRunClasses(longestRun))],
    ["universal", 1.32, universalTail(SHARE) / SHARE],
    ["non_overlapping_template", 1.2, templateTail(perTemplate) / perTemplate],
    [
      "linear_complexity",
      1.15,
      counted(
        LINEAR_COMPLEXITY_BLOCK_BITS,
        LINEAR_COMPLEXITY_PROBABILITIES,
        linearComplexityClasses(LINEAR_COMPLEXITY_BLOCK_BITS),
      ),
    ],
    [
      "overlapping_template",
      1.03,
      counted(OVERLAPPING_TEMPLATE_BLOCK_BITS, OVERLAPPING_TEMPLATE_PROBABILITIES),
    ],
    ["rank", 1.01, counted(1_024, RANK_PROBABILITIES)],
  ];
  // The others, whose p-values are of sums of many terms, are taken as they are.
  const all = (found.reduce((sum, [, , ratio]) => sum + ratio, 0) + TESTS - found.length) / TESTS;
  return {
    name: "SP 800-22 small p-values",
    detail: found.map(([test, , ratio]) => `${test} ${ratio.toFixed(3)}`).join(", ") +
      ` times as often as they say; all tests ${
        all.toFixed(3)
      }, allowed ${APPROXIMATION_ALLOWANCE}`,
    problems: [
      ...found.flatMap(([test, stated, ratio]) => compare(test, stated, ratio, 0.01)),
      ...(all < APPROXIMATION_ALLOWANCE ? [] : [`all tests ${all}: more than is allowed`]),
    ],
  };
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
 * Probability that the counts of N blocks with the exact probabilities have a chi-square, by the stated ones, whose
 * p-value is at most alpha. Class by class, over the blocks used so far and the statistic in steps that are
 * small beside what one block changes.
 */
function chiSquareTail(
  blocks: number,
  stated: readonly number[],
  exact: readonly number[],
  alpha: number,
): number {
  const limit = chiSquareAt(alpha, stated.length - 1);
  const step = blocks / 200_000;
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
  const within = states.get(blocks)!.reduce((a, b) => a + b);
  return 1 - within / poisson(blocks, blocks);
}

/**
 * Probability that the chi-square of one aperiodic template has a p-value of at most alpha: its occurrences in a
 * block are counted exactly, and all such templates have the same distribution.
 */
function templateTail(alpha: number): number {
  const template = NON_OVERLAPPING_TEMPLATE_BITS, blocks = NON_OVERLAPPING_TEMPLATE_BLOCKS;
  const blockBits = Math.floor(BITS / blocks);
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
  const limit = chiSquareAt(alpha, blocks), step = 0.005;
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
  return 1 - sum.reduce((a, b) => a + b);
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
function universalTail(alpha: number): number {
  const { blockBits, variance } = UNIVERSAL_PARAMETERS
    .findLast(({ leastBits }) => BITS >= leastBits)!;
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
  const blocks = Math.floor(BITS / blockBits) - 10 * 2 ** blockBits;
  const exact = Math.sqrt(1 + 2 * (all - allWeighted / blocks) / variance);
  const stated = 0.7 - 0.8 / blockBits +
    (4 + 32 / blockBits) * blocks ** (-3 / blockBits) / 15;
  let low = 0, high = 10;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (erfc(middle / Math.SQRT2) > alpha) low = middle;
    else high = middle;
  }
  return erfc(low * stated / exact / Math.SQRT2);
}
