/**
 * The q-quantile by nearest rank: the smallest value that at least a share q of all values does not
 * exceed. Always one of the values, so that a reported p99 is a wait somebody had, and defined with
 * Infinity among them. (Hyndman and Fan, Sample Quantiles in Statistical Packages, The American
 * Statistician 50(4), 1996, definition 1.)
 *
 * @param sorted ascending, not empty
 * @param q in 0 to 1
 * @throws RangeError when there are no values or q is no share.
 *
 * @example
 * quantile([1, 2, 3, 4], 0.5) // 2
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) throw new RangeError("Cannot take a quantile of no values");
  if (!(q >= 0 && q <= 1)) throw new RangeError(`Cannot take quantile ${q}: want 0 to 1`);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

/**
 * The median: the middle value, of an even number the mean of the two in the middle.
 *
 * @param sorted ascending
 * @throws RangeError when there are no values
 */
export function medianOf(sorted: ArrayLike<number>): number {
  if (sorted.length === 0) throw new RangeError("Cannot take a median of no values");
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
}

/** Five order statistics, in the unit of the values: percentiles by nearest rank, the median as `medianOf` has it. */
export interface Spread {
  readonly count: number;
  readonly minimum: number;
  readonly median: number;
  /** Null of fewer than 10 values: it would be the maximum. */
  readonly p90: number | null;
  /** Null of fewer than 100 values. */
  readonly p99: number | null;
  readonly maximum: number;
}

/** Order statistics of values in any order; null when there are none. */
export function spread(values: readonly number[] | Float64Array): Spread | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return {
    count: sorted.length,
    minimum: sorted[0],
    median: medianOf(sorted),
    p90: sorted.length < 10 ? null : quantile(sorted, 0.9),
    p99: sorted.length < 100 ? null : quantile(sorted, 0.99),
    maximum: sorted[sorted.length - 1],
  };
}
