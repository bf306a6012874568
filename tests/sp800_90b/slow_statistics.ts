/**
 * The statistics of SP 800-90B section 5.1 written as the standard's steps read, one after another, with arrays for
 * every sequence the text names: slow, and independent of lib/. Compression is not among them.
 */

/** Conversion I: the ones in each block of 8. */
function conversionOne(bits: readonly number[]): number[] {
  const blocks: number[] = [];
  for (let i = 0; i < bits.length; i += 8) {
    blocks.push(bits.slice(i, i + 8).reduce((sum, bit) => sum + bit, 0));
  }
  return blocks;
}

/** Conversion II: each block of 8 as a number, zeros behind a short one. */
function conversionTwo(bits: readonly number[]): number[] {
  const blocks: number[] = [];
  for (let i = 0; i < bits.length; i += 8) {
    blocks.push(parseInt(bits.slice(i, i + 8).join("").padEnd(8, "0"), 2));
  }
  return blocks;
}

/** Lengths of the runs of equal values. */
function runLengths(values: readonly number[]): number[] {
  const lengths: number[] = [];
  values.forEach((value, i) => {
    if (i > 0 && value === values[i - 1]) lengths[lengths.length - 1]++;
    else lengths.push(1);
  });
  return lengths;
}

function collisionTimes(values: readonly number[]): number[] {
  const times: number[] = [];
  let start = 0;
  while (start < values.length) {
    const seen = new Set<number>();
    let end = start;
    while (end < values.length && !seen.has(values[end])) seen.add(values[end++]);
    if (end === values.length) break;
    times.push(end - start + 1);
    start = end + 1;
  }
  return times;
}

/** All but compression, by the names of lib/sp800_90b/permutation_statistics.ts. */
export function slowStatistics(symbols: ArrayLike<number>): Record<string, number> {
  const raw = Array.from(symbols);
  const alphabet = [...new Set(raw)].sort((a, b) => a - b);
  const renamed = raw.map((value) => alphabet.indexOf(value));
  const binary = alphabet.length === 2;
  const sorted = renamed.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = binary ? 0.5 : (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;

  const total = raw.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  // n times the excursion, so that it is whole.
  const excursions = raw.map((value, i) => Math.abs(raw.length * (sum += value) - (i + 1) * total));
  const series = binary ? conversionOne(renamed) : renamed;
  const directions = series.slice(1).map((value, i) => value >= series[i] ? 1 : -1);
  const rises = directions.filter((direction) => direction === 1).length;
  const sides = runLengths(renamed.map((value) => value < median ? -1 : 1));
  const times = collisionTimes(binary ? conversionTwo(renamed) : renamed);
  const products = binary ? series : raw;
  const lagged = [1, 2, 8, 16, 32].flatMap((lag) => [
    [`periodicity_${lag}`, series.filter((value, i) => value === series[i + lag]).length],
    [
      `covariance_${lag}`,
      products.slice(lag).reduce((sum, value, i) => sum + value * products[i], 0),
    ],
  ]);
  return {
    excursion: excursions.reduce((most, one) => Math.max(most, one), 0) / raw.length,
    number_of_directional_runs: runLengths(directions).length,
    length_of_directional_runs: Math.max(0, ...runLengths(directions)),
    number_of_increases_and_decreases: Math.max(rises, directions.length - rises),
    number_of_runs_based_on_median: sides.length,
    length_of_runs_based_on_median: Math.max(...sides),
    average_collision: times.length === 0
      ? 0
      : times.reduce((sum, time) => sum + time, 0) / times.length,
    maximum_collision: Math.max(0, ...times),
    ...Object.fromEntries(lagged),
  };
}
