/**
 * The eleven permutation tests of SP 800-90B section 5.1 (January 2018), which give 19 statistics. Each is
 * computed alone or with those that share its pass over the samples.
 *
 * Where the text is open this follows what NIST's program (1.1.7) does. Samples are renamed 0, 1, ... in
 * their order; excursion, covariance and compression use the values as they were read. With two symbols the
 * smaller counts as 0 and the larger as 1 but in excursion and compression; directional runs,
 * increases and decreases, periodicity and covariance are then taken over the ones in each 8 samples (Conversion
 * I), collisions over 8 samples packed to a byte (Conversion II).
 */
import type { SampleFacts } from "./sequence.ts";

/** The 19 statistics, in the order of the sections. */
export const PERMUTATION_STATISTICS = [
  "excursion",
  "number_of_directional_runs",
  "length_of_directional_runs",
  "number_of_increases_and_decreases",
  "number_of_runs_based_on_median",
  "length_of_runs_based_on_median",
  "average_collision",
  "maximum_collision",
  "periodicity_1",
  "periodicity_2",
  "periodicity_8",
  "periodicity_16",
  "periodicity_32",
  "covariance_1",
  "covariance_2",
  "covariance_8",
  "covariance_16",
  "covariance_32",
  "compression",
] as const;

/** Name of a statistic of section 5.1; the number behind periodicity and covariance is the lag. */
export type PermutationStatisticName = typeof PERMUTATION_STATISTICS[number];

/** Section of each statistic. */
export const STATISTIC_SECTIONS: Readonly<Record<PermutationStatisticName, string>> = {
  excursion: "5.1.1",
  number_of_directional_runs: "5.1.2",
  length_of_directional_runs: "5.1.3",
  number_of_increases_and_decreases: "5.1.4",
  number_of_runs_based_on_median: "5.1.5",
  length_of_runs_based_on_median: "5.1.6",
  average_collision: "5.1.7",
  maximum_collision: "5.1.8",
  periodicity_1: "5.1.9",
  periodicity_2: "5.1.9",
  periodicity_8: "5.1.9",
  periodicity_16: "5.1.9",
  periodicity_32: "5.1.9",
  covariance_1: "5.1.10",
  covariance_2: "5.1.10",
  covariance_8: "5.1.10",
  covariance_16: "5.1.10",
  covariance_32: "5.1.10",
  compression: "5.1.11",
};

/** Bytes of a compressed text; see `loadBzip2`. */
export type CompressedLength = (text: Uint8Array) => number;

/**
 * Computes statistics of samples in one order.
 *
 * @param values Renamed samples, at least 33 of them or 257 of two symbols for every lag to have a pair.
 * @param wanted The statistics to compute.
 * @param compressedLength Needed for "compression" only.
 * @returns Each of `wanted`, and those that came with it.
 * @throws {RangeError} When compression is wanted without `compressedLength`.
 */
export function permutationStatistics(
  values: Uint8Array,
  facts: SampleFacts,
  wanted: ReadonlySet<PermutationStatisticName>,
  compressedLength: CompressedLength | null = null,
): Map<PermutationStatisticName, number> {
  const results = new Map<PermutationStatisticName, number>();
  const binary = facts.rawValues.length === 2;
  const any = (...names: PermutationStatisticName[]) => names.some((name) => wanted.has(name));

  if (wanted.has("excursion")) results.set("excursion", excursion(values, facts));
  if (any("number_of_runs_based_on_median", "length_of_runs_based_on_median")) {
    const runs = runsAboutMedian(values, facts.median);
    results.set("number_of_runs_based_on_median", runs.number);
    results.set("length_of_runs_based_on_median", runs.longest);
  }
  if (any("average_collision", "maximum_collision")) {
    const { average, maximum } = collisions(binary ? packOctets(values) : values);
    results.set("average_collision", average);
    results.set("maximum_collision", maximum);
  }
  const lags = PERMUTATION_LAGS.filter((lag) => any(periodicityName(lag), covarianceName(lag)));
  const directional = any(
    "number_of_directional_runs",
    "length_of_directional_runs",
    "number_of_increases_and_decreases",
  );
  const series = binary && (lags.length > 0 || directional) ? onesOfOctets(values) : values;
  if (directional) {
    const runs = directionalRuns(series);
    results.set("number_of_directional_runs", runs.number);
    results.set("length_of_directional_runs", runs.longest);
    const rises = runs.rises;
    results.set(
      "number_of_increases_and_decreases",
      Math.max(rises, Math.max(0, series.length - 1) - rises),
    );
  }
  for (const lag of lags) {
    if (wanted.has(periodicityName(lag))) {
      results.set(periodicityName(lag), periodicity(series, lag));
    }
  }
  const covariances = lags.filter((lag) => wanted.has(covarianceName(lag)));
  if (covariances.length > 0) {
    const raw = binary ? series : rawSamples(values, facts.rawValues);
    for (const lag of covariances) results.set(covarianceName(lag), covariance(raw, lag));
  }
  if (wanted.has("compression")) {
    if (compressedLength === null) throw new RangeError("Cannot compress: no compressor was given");
    results.set("compression", compressedLength(decimalText(values, facts)));
  }
  return results;
}

/** Lags of sections 5.1.9 and 5.1.10. */
const PERMUTATION_LAGS = [1, 2, 8, 16, 32] as const;

type Lag = typeof PERMUTATION_LAGS[number];

function periodicityName(lag: Lag): PermutationStatisticName {
  return `periodicity_${lag}`;
}

function covarianceName(lag: Lag): PermutationStatisticName {
  return `covariance_${lag}`;
}

/**
 * Section 5.1.1: how far sums of the first samples stray from what the mean makes of them. Taken n times
 * too large it is a whole number below 2^53 up to 10,000,000 samples, so that equal excursions are equal.
 */
function excursion(values: Uint8Array, { samples, excursionSteps }: SampleFacts): number {
  let sum = 0;
  let highest = 0;
  let lowest = 0;
  for (let i = 0; i < values.length; i++) {
    sum += excursionSteps[values[i]];
    if (sum > highest) highest = sum;
    else if (sum < lowest) lowest = sum;
  }
  return Math.max(highest, -lowest) / samples;
}

/** Sections 5.1.2 to 5.1.4: +1 where the next is at least as large, else -1. */
function directionalRuns(values: Uint8Array): { number: number; longest: number; rises: number } {
  const steps = values.length - 1;
  if (steps < 1) return { number: 0, longest: 0, rises: 0 };
  let changes = 0;
  let longest = 1;
  let run = 1;
  // 1 for a rise, without a branch: which way it goes cannot be foreseen.
  let last = values[0] - values[1] - 1 >>> 31;
  let rises = last;
  for (let i = 1; i < steps; i++) {
    const rise = values[i] - values[i + 1] - 1 >>> 31;
    const change = rise ^ last;
    changes += change;
    rises += rise;
    run = Math.imul(run, 1 - change) + 1;
    if (run > longest) longest = run;
    last = rise;
  }
  return { number: changes + 1, longest, rises };
}

/** Sections 5.1.5 and 5.1.6: +1 for a sample that is not below the median, else -1. */
function runsAboutMedian(values: Uint8Array, median: number): { number: number; longest: number } {
  // The least whole number that is not below the median.
  const threshold = Math.ceil(median);
  let changes = 0;
  let longest = 1;
  let run = 1;
  let last = values[0] - threshold >>> 31;
  for (let i = 1; i < values.length; i++) {
    const below = values[i] - threshold >>> 31;
    const change = below ^ last;
    changes += change;
    run = Math.imul(run, 1 - change) + 1;
    if (run > longest) longest = run;
    last = below;
  }
  return { number: changes + 1, longest };
}

/**
 * Sections 5.1.7 and 5.1.8: samples until one comes twice, both counted; the next search starts behind them,
 * and one that does not end counts for nothing. Without a collision both are 0.
 */
function collisions(values: Uint8Array): { average: number; maximum: number } {
  const seenIn = new Int32Array(256);
  let search = 1;
  let start = 0;
  let maximum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (seenIn[value] !== search) {
      seenIn[value] = search;
      continue;
    }
    if (i + 1 - start > maximum) maximum = i + 1 - start;
    start = i + 1;
    search++;
  }
  return { average: search === 1 ? 0 : start / (search - 1), maximum };
}

/** Section 5.1.9: samples that are equal to the one `lag` before. */
function periodicity(values: Uint8Array, lag: number): number {
  let equal = 0;
  for (let i = lag; i < values.length; i++) equal += (values[i] ^ values[i - lag]) - 1 >>> 31;
  return equal;
}

/** Products of two bytes whose sum fits 31 bits: 33,025 of at most 255 x 255. */
const PRODUCTS_AT_ONCE = 32_768;

/** Section 5.1.10: the sum of products of samples with the one `lag` before. */
function covariance(values: Uint8Array, lag: number): number {
  let total = 0;
  for (let start = lag; start < values.length; start += PRODUCTS_AT_ONCE) {
    const end = Math.min(values.length, start + PRODUCTS_AT_ONCE);
    let sum = 0;
    for (let i = start; i < end; i++) sum = sum + Math.imul(values[i], values[i - lag]) | 0;
    total += sum;
  }
  return total;
}

function rawSamples(values: Uint8Array, rawValues: readonly number[]): Uint8Array {
  if (rawValues.every((value, name) => value === name)) return values;
  const table = Uint8Array.from(rawValues);
  const raw = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) raw[i] = table[values[i]];
  return raw;
}

/** Section 5.1, Conversion I: the ones in each 8 samples; the rest at the end counts too. */
function onesOfOctets(bits: Uint8Array): Uint8Array {
  const ones = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) ones[i >>> 3] += bits[i];
  return ones;
}

/** Section 5.1, Conversion II: 8 samples to a byte, the first the most significant; zeros fill the last. */
function packOctets(bits: Uint8Array): Uint8Array {
  const octets = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) octets[i >>> 3] |= bits[i] << 7 - (i & 7);
  return octets;
}

/** Section 5.1.11: the raw values in decimal digits, one space between them. */
function decimalText(values: Uint8Array, { decimals }: SampleFacts): Uint8Array {
  const longest = Math.max(...decimals.map(({ length }) => length));
  const text = new Uint8Array(values.length * longest);
  const packed = Uint32Array.from(
    decimals,
    (digits) => digits[0] | digits[1] << 8 | (digits[2] ?? 0) << 16 | (digits[3] ?? 0) << 24,
  );
  const lengths = Uint8Array.from(decimals, ({ length }) => length);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let digits = packed[value];
    for (let left = lengths[value]; left > 0; left--) {
      text[at++] = digits;
      digits >>>= 8;
    }
  }
  return text.subarray(0, at - 1);
}
