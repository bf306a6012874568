import { chiSquareUpper } from "../math/special_functions.ts";
import type { ChiSquareResult } from "./iid_types.ts";
import type { Sequence } from "./sequence.ts";

/** A test of section 5.2 fails when fair data does as badly with less than this probability. */
export const IID_SIGNIFICANCE = 0.001;
/** Cells are merged until each bin expects so many: below, the chi-square distribution does not hold. */
const MIN_EXPECTED = 5;
/** Stretches that the goodness-of-fit tests compare. */
const STRETCHES = 10;
/** Longest tuple of the binary independence test. */
const LONGEST_TUPLE = 11;

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
 * Chi-square goodness-of-fit test, SP 800-90B sections 5.2.2 and 5.2.4: do ten stretches of the data have
 * the shares of the whole? For two symbols there is nothing to merge, and the two sections are one.
 *
 * @returns Null when there are too few samples for the test.
 */
export function chiSquareGoodnessOfFit(sequence: Sequence): ChiSquareResult | null {
  const { values, alphabetSize } = sequence;
  const size = Math.floor(values.length / STRETCHES);
  const expected = shares(sequence).map((share) => share * size);
  const { bins, expectations } = mergeCells(expected);
  if (expectations.length < 2) return null;
  let statistic = 0;
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const observed = new Float64Array(expectations.length);
    for (let i = stretch * size; i < (stretch + 1) * size; i++) observed[bins[values[i]]]++;
    statistic += chiSquare(observed, expectations);
  }
  // In each bin but the last, ten counts less the one that the others and the whole determine.
  const degreesOfFreedom = (STRETCHES - 1) * (expectations.length - 1);
  return judge(statistic, degreesOfFreedom, expectations.length < alphabetSize);
}

/** Section 5.2.1: pairs that do not overlap. */
function pairIndependence(sequence: Sequence): ChiSquareResult | null {
  const { values, alphabetSize } = sequence;
  const pairs = Math.floor(values.length / 2);
  const share = shares(sequence);
  const expected = new Array<number>(alphabetSize ** 2);
  for (let pair = 0; pair < expected.length; pair++) {
    expected[pair] = share[Math.floor(pair / alphabetSize)] * share[pair % alphabetSize] * pairs;
  }
  const { bins, expectations } = mergeCells(expected);
  // One degree is lost to the total and one to each estimated share but the last. That is exact as long
  // as every cell is a bin; with 256 symbols it takes some 700,000 samples.
  const degreesOfFreedom = expectations.length - alphabetSize;
  if (degreesOfFreedom < 1) return null;
  const observed = new Float64Array(expectations.length);
  for (let i = 0; i < 2 * pairs; i += 2) {
    observed[bins[values[i] * alphabetSize + values[i + 1]]]++;
  }
  const merged = expectations.length < expected.length;
  return judge(chiSquare(observed, expectations), degreesOfFreedom, merged);
}

/** Section 5.2.3: tuples of m bits that do not overlap, m as large as the rarest tuple allows. */
function binaryIndependence(sequence: Sequence): ChiSquareResult | null {
  const { values } = sequence;
  const [zero, one] = shares(sequence) as [number, number];
  let m = LONGEST_TUPLE;
  while (
    m > 1 && Math.min(zero, one) ** m * Math.floor(values.length / m) < MIN_EXPECTED
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
    const ones = tuple.toString(2).replaceAll("0", "").length;
    return one ** ones * zero ** (m - ones) * tuples;
  });
  return judge(chiSquare(observed, expected), 2 ** m - 2, false);
}

function shares({ values, alphabetSize }: Sequence): number[] {
  const counts = new Array<number>(alphabetSize).fill(0);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  return counts.map((count) => count / values.length);
}

/** Cells into bins, least expected first, so that every bin expects enough. */
function mergeCells(expected: readonly number[]): { bins: Int32Array; expectations: number[] } {
  const order = Array.from(expected.keys()).sort((a, b) => expected[a] - expected[b]);
  const bins = new Int32Array(expected.length);
  const expectations = [0];
  for (const cell of order) {
    if (expectations.at(-1)! >= MIN_EXPECTED) expectations.push(0);
    bins[cell] = expectations.length - 1;
    expectations[expectations.length - 1] += expected[cell];
  }
  // What is left over joins the bin before it.
  if (expectations.length > 1 && expectations.at(-1)! < MIN_EXPECTED) {
    const rest = expectations.pop()!;
    expectations[expectations.length - 1] += rest;
    for (let cell = 0; cell < bins.length; cell++) {
      bins[cell] = Math.min(bins[cell], expectations.length - 1);
    }
  }
  return { bins, expectations };
}

function chiSquare(observed: Float64Array, expected: readonly number[]): number {
  return observed.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);
}

function judge(
  statistic: number,
  degreesOfFreedom: number,
  cellsMerged: boolean,
): ChiSquareResult {
  const pValue = chiSquareUpper(statistic, degreesOfFreedom);
  return { statistic, degreesOfFreedom, pValue, passed: pValue >= IID_SIGNIFICANCE, cellsMerged };
}
