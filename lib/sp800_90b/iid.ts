import { countOnes } from "../math/bits.ts";
import { collisionProbability } from "../math/counts.ts";
import { firstRepeat, type RepeatedPlace } from "../math/suffix_array.ts";
import { repeatedTuples } from "../math/repeated_tuples.ts";
import { chiSquareUpper } from "../math/special_functions.ts";
import { renameSymbols, type Sequence } from "./sequence.ts";
import type { SymbolSequence } from "./types.ts";

/** A chi-square test of SP 800-90B (January 2018), section 5.2; it fails when the p-value is below 0.001 for sure. */
export interface ChiSquareResult {
  readonly statistic: number;
  /** As the standard counts them. */
  readonly degreesOfFreedom: number;
  /** With these degrees of freedom. */
  readonly pValue: number;
  /** Of `pValueUpperBound`. */
  readonly mostDegreesOfFreedom: number;
  /**
   * The most that the p-value can be: `pValue`, unless cells that expect fewer than five samples were merged. The
   * shares then come from finer data than the bins, and the statistic lies between chi-square with the
   * standard's degrees of freedom and with those of the bins, one less than there are (Chernoff and Lehmann,
   * "The use of maximum likelihood estimates in chi-square tests", 1954). With the standard's alone 98 percent of
   * fair sets of 10,000 bytes failed; with these 0 of 400.
   */
  readonly pValueUpperBound: number;
  /** Whether `pValueUpperBound` is at least 0.001. */
  readonly passed: boolean;
  readonly cellsMerged: boolean;
}

/** Section 5.2.5: whether the longest repeated substring is too long for independent samples. */
interface LongestRepeatedSubstringResult {
  /** W: length of the longest repeated substring, in samples. */
  readonly length: number;
  /** p_col: probability that two samples agree, from their shares. */
  readonly collisionProbability: number;
  /** Probability that independent samples repeat a substring of this length at all. */
  readonly pValue: number;
  readonly passed: boolean;
  /** Where it comes for the second time and where it came before, in samples from the first; null where it passed. */
  readonly place: RepeatedPlace | null;
}

/** Section 5.2. */
export interface IidResult {
  /** Sections 5.2.1 (not binary) and 5.2.3 (binary); null where too few samples fill the bins. */
  readonly independence: ChiSquareResult | null;
  /** Sections 5.2.2 and 5.2.4. */
  readonly goodnessOfFit: ChiSquareResult | null;
  readonly longestRepeatedSubstring: LongestRepeatedSubstringResult;
  /**
   * True when all three were made and none failed, which does not mean that the data is IID; null when none failed and
   * one could not be made for want of samples.
   */
  readonly passed: boolean | null;
}

/** A test of section 5.2 fails when fair data does as badly with less than this probability. */
export const IID_SIGNIFICANCE = 0.001;
/** Cells are merged until each bin expects so many: below, the chi-square distribution does not hold. */
const MIN_EXPECTED_COUNT = 5;
const GOODNESS_OF_FIT_SUBSEQUENCES = 10;
const MAX_INDEPENDENCE_TUPLE_BITS = 11;

/**
 * Chi-square independence test, SP 800-90B sections 5.2.1 (more than two symbols) and 5.2.3 (two): do
 * neighbouring samples occur together as often as their shares say?
 *
 * @returns Null when there are too few samples for the test.
 */
export function chiSquareIndependence(sequence: Sequence): ChiSquareResult | null {
  return sequence.alphabetSize === 2 ? binaryIndependence(sequence) : pairIndependence(sequence);
}

/**
 * Chi-square goodness-of-fit test, SP 800-90B sections 5.2.2 (more than two symbols) and 5.2.4 (two): do ten
 * subsequences of the data have the shares of the whole? Of two symbols each is a bin of its own, however few it
 * expects: section 5.2.4 merges nothing.
 *
 * @returns Null when there are too few samples for the test.
 */
export function chiSquareGoodnessOfFit(sequence: Sequence): ChiSquareResult | null {
  const { values, alphabetSize } = sequence;
  const size = Math.floor(values.length / GOODNESS_OF_FIT_SUBSEQUENCES);
  if (size === 0) return null;
  const counts = symbolCounts(sequence);
  const weights = Array.from(counts);
  const scale = { numerator: size, denominator: values.length };
  const { bins, expectations } = alphabetSize === 2
    ? { bins: Int32Array.of(0, 1), expectations: weights.map((weight) => expect(weight, scale)) }
    : mergeCells(weights, scale);
  if (expectations.length < 2) return null;
  let statistic = 0;
  for (let subsequence = 0; subsequence < GOODNESS_OF_FIT_SUBSEQUENCES; subsequence++) {
    const observed = new Float64Array(expectations.length);
    for (let i = subsequence * size; i < (subsequence + 1) * size; i++) observed[bins[values[i]]]++;
    statistic += chiSquare(observed, expectations);
  }
  // In each bin but the last, ten counts less the one that the others and the whole determine.
  const degreesOfFreedom = (GOODNESS_OF_FIT_SUBSEQUENCES - 1) * (expectations.length - 1);
  return conclude(statistic, degreesOfFreedom, expectations.length < alphabetSize);
}

/** Section 5.2.1: pairs that do not overlap. */
function pairIndependence(sequence: Sequence): ChiSquareResult | null {
  const { values, alphabetSize } = sequence;
  const samples = values.length;
  const pairs = Math.floor(samples / 2);
  const counts = symbolCounts(sequence);
  const weights = new Array<number>(alphabetSize ** 2);
  for (let pair = 0; pair < weights.length; pair++) {
    weights[pair] = counts[Math.floor(pair / alphabetSize)] * counts[pair % alphabetSize];
  }
  const scale = { numerator: pairs, denominator: samples ** 2 };
  const { bins, expectations } = mergeCells(weights, scale);
  // One degree is lost to the total and one to each estimated share but the last. That is exact as long
  // as every cell is a bin: with 256 symbols of equal counts from 655,360 samples on, of fair data from some 730,000.
  const degreesOfFreedom = expectations.length - alphabetSize;
  if (degreesOfFreedom < 1) return null;
  const observed = new Float64Array(expectations.length);
  for (let i = 0; i < 2 * pairs; i += 2) {
    observed[bins[values[i] * alphabetSize + values[i + 1]]]++;
  }
  const merged = expectations.length < weights.length;
  const most = merged ? expectations.length - 1 : degreesOfFreedom;
  return conclude(chiSquare(observed, expectations), degreesOfFreedom, merged, most);
}

/** Section 5.2.3: tuples of m bits that do not overlap, m as large as the rarest tuple allows. */
function binaryIndependence(sequence: Sequence): ChiSquareResult | null {
  const { values } = sequence;
  const [zero, one] = Array.from(symbolCounts(sequence), (count) => count / values.length) as [
    number,
    number,
  ];
  let m = MAX_INDEPENDENCE_TUPLE_BITS;
  while (
    m > 1 && Math.min(zero, one) ** m * Math.floor(values.length / m) < MIN_EXPECTED_COUNT
  ) m--;
  if (m < 2) return null;
  const tuples = Math.floor(values.length / m);
  const observed = new Float64Array(2 ** m);
  for (let i = 0; i < tuples; i++) {
    let tuple = 0;
    for (let j = 0; j < m; j++) tuple = tuple << 1 | values[i * m + j];
    observed[tuple]++;
  }
  const expected = Array.from(observed, (_, tuple) => {
    const ones = countOnes(tuple);
    return one ** ones * zero ** (m - ones) * tuples;
  });
  return conclude(chiSquare(observed, expected), 2 ** m - 2, false);
}

function symbolCounts({ values, alphabetSize }: Sequence): Float64Array {
  const counts = new Float64Array(alphabetSize);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  return counts;
}

/** What turns a whole number that is in proportion to an expectation into it. */
interface Scale {
  readonly numerator: number;
  readonly denominator: number;
}

/** Rounded once as long as the product is below 2^53, so that an expectation of 5 is 5. */
function expect(weight: number, { numerator, denominator }: Scale): number {
  return weight * numerator / denominator;
}

/**
 * Cells into bins, least expected first, so that every bin expects enough. The order is that of whole
 * numbers, counts or their products, and then of the cells: rounding has no say in which cells share a bin.
 */
function mergeCells(
  weights: readonly number[],
  scale: Scale,
): { bins: Int32Array; expectations: number[] } {
  const order = Array.from(weights.keys()).sort((a, b) => weights[a] - weights[b] || a - b);
  const bins = new Int32Array(weights.length);
  const merged = [0];
  const enough = (weight: number) => expect(weight, scale) >= MIN_EXPECTED_COUNT;
  for (const cell of order) {
    if (enough(merged.at(-1)!)) merged.push(0);
    bins[cell] = merged.length - 1;
    merged[merged.length - 1] += weights[cell];
  }
  // What is left over joins the bin before it.
  if (merged.length > 1 && !enough(merged.at(-1)!)) {
    const rest = merged.pop()!;
    merged[merged.length - 1] += rest;
    for (let cell = 0; cell < bins.length; cell++) {
      bins[cell] = Math.min(bins[cell], merged.length - 1);
    }
  }
  return { bins, expectations: merged.map((weight) => expect(weight, scale)) };
}

function chiSquare(observed: Float64Array, expected: readonly number[]): number {
  return observed.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);
}

/** @param mostDegreesOfFreedom where merged cells leave them open; see `ChiSquareResult` */
function conclude(
  statistic: number,
  degreesOfFreedom: number,
  cellsMerged: boolean,
  mostDegreesOfFreedom = degreesOfFreedom,
): ChiSquareResult {
  const pValueUpperBound = chiSquareUpper(statistic, mostDegreesOfFreedom);
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquareUpper(statistic, degreesOfFreedom),
    mostDegreesOfFreedom,
    pValueUpperBound,
    passed: pValueUpperBound >= IID_SIGNIFICANCE,
    cellsMerged,
  };
}

/**
 * The deterministic tests of the IID track, SP 800-90B section 5.2: whether anything speaks against the
 * samples being independent and identically distributed.
 */
export function testIid(input: SymbolSequence): IidResult {
  const sequence = renameSymbols(input.symbols);
  const independence = chiSquareIndependence(sequence);
  const goodnessOfFit = chiSquareGoodnessOfFit(sequence);
  const longestRepeatedSubstring = longestRepeatedSubstringTest(sequence);
  const tests = [independence, goodnessOfFit, longestRepeatedSubstring];
  return {
    independence,
    goodnessOfFit,
    longestRepeatedSubstring,
    passed: tests.some((test) => test?.passed === false)
      ? false
      : tests.includes(null)
      ? null
      : true,
  };
}

/**
 * Length of the longest repeated substring test, section 5.2.5.
 *
 * Two given places agree in W samples with probability p_col^W; among the N = (L - W + 1)(L - W) / 2 pairs
 * of places, at least one does with probability 1 - (1 - p_col^W)^N, if they are taken as independent.
 */
function longestRepeatedSubstringTest(sequence: Sequence): LongestRepeatedSubstringResult {
  const { values, alphabetSize } = sequence;
  const { longest: length } = repeatedTuples(values, alphabetSize);
  const collision = collisionProbability(symbolCounts(sequence));
  const places = values.length - length + 1;
  const none = places * (places - 1) / 2 * Math.log1p(-(collision ** length));
  const pValue = -Math.expm1(none);
  const passed = pValue >= IID_SIGNIFICANCE;
  const place = passed ? null : firstRepeat(values, length);
  return { length, collisionProbability: collision, pValue, passed, place };
}
