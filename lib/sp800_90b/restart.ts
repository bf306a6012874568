import { atLeast } from "../math/binomial.ts";
import { lastWhere } from "../math/root.ts";

/** Rows and columns of the matrix that section 3.1.4.1 asks for. */
export const RESTART_ROWS = 1000;
export const RESTART_COLUMNS = 1000;

/** Samples of a source that was restarted again and again. */
export interface RestartMatrix {
  /** Row by row: all samples after the first restart, then those after the second. One symbol a byte. */
  readonly symbols: Uint8Array;
  /** 1 to 8. */
  readonly bitsPerSymbol: number;
  /** Restarts. */
  readonly rows: number;
  /** Samples after each. */
  readonly columns: number;
}

/** How often chance alone fails restarts whose entropy is as estimated (section 3.1.4.3, January 2018). */
export const SANITY_CHECK_SIGNIFICANCE = 0.01;

/** Section 3.1.4.3. */
export interface SanityCheck {
  /** 1 - (1 - 0.01)^(1 / (rows + columns)): what a row or a column may fail with for all to fail with 0.01. */
  readonly alpha: number;
  /** How often the most common value comes in the row and in the column where it is most common. */
  readonly maxRowCount: number;
  readonly maxColumnCount: number;
  /** Largest counts that pass. */
  readonly rowCutoff: number;
  readonly columnCutoff: number;
  /** Null where a count is above its cutoff and H_I is an upper limit: a lower H_I has a higher cutoff. */
  readonly passed: boolean | null;
}

/** Section 3.1.4. */
export interface RestartResult {
  readonly rows: number;
  readonly columns: number;
  /** Whether there are 1,000 rows of 1,000, as section 3.1.4.1 asks. */
  readonly standardSize: boolean;
  /** H_I in bits a sample. */
  readonly initialEntropy: number;
  readonly sanityCheck: SanityCheck;
  /** H_r and H_c in bits a sample; null unless the sanity check passed: that ends the validation. */
  readonly rowEntropy: number | null;
  readonly columnEntropy: number | null;
  /**
   * Whether min(H_r, H_c) is at least H_I / 2 (section 3.1.4.2); null unless the sanity check passed, where H_r and
   * H_c are upper limits that do not fall short of it, and where they fall short of half of an H_I that is one.
   */
  readonly entropyHolds: boolean | null;
  /** Null where upper limits do not tell. */
  readonly passed: boolean | null;
  /** min(H_r, H_c, H_I) in bits a sample; null where the tests were failed, or one of the three is an upper limit. */
  readonly validatedEntropy: number | null;
}

/**
 * Checks that a matrix can be what it is said to be.
 *
 * @throws {RangeError} When its size is not rows x columns, or rows or columns are fewer than 2.
 */
export function checkMatrix({ symbols, rows, columns }: RestartMatrix): void {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 2 && columns >= 2)) {
    throw new RangeError(`Cannot use a matrix of ${rows} rows and ${columns} columns`);
  }
  if (symbols.length !== rows * columns) {
    throw new RangeError(
      `Cannot use ${symbols.length} samples as ${rows} rows of ${columns}: ` +
        `${rows * columns} are needed`,
    );
  }
}

/** The column data set of section 3.1.4.1: all first samples, then all second ones. */
export function columnDataSet({ symbols, rows }: RestartMatrix): Uint8Array {
  const transposed = new Uint8Array(symbols.length);
  for (let row = 0, from = 0; row < rows; row++) {
    for (let to = row; to < transposed.length; to += rows) transposed[to] = symbols[from++];
  }
  return transposed;
}

/** The count of the most common value in the window of `length` samples where it is most common. */
export function maxCount(symbols: Uint8Array, length: number): number {
  const counts = new Uint32Array(256);
  let most = 0;
  for (let start = 0; start + length <= symbols.length; start += length) {
    counts.fill(0);
    for (let i = start; i < start + length; i++) {
      const count = ++counts[symbols[i]];
      if (count > most) most = count;
    }
  }
  return most;
}

/**
 * The largest count of a most common value that passes the sanity check: the smallest U with
 * P(some symbol comes more than U times) <= alpha, where the samples are independent and come from the
 * near-uniform distribution of the given min-entropy: floor(2^H) symbols of probability p = 2^-H, and one for
 * what is left (Hagerty and Draper, "Entropy bounds and statistical tests", 2012). It is the worst case:
 * as many likeliest symbols as the entropy allows.
 *
 * P is the sum over the symbols of binomial tails. That is above the exact P, in which the samples have one of
 * the symbols only, by less than alpha^2 / 2, because counts of one sequence are negatively associated; so the
 * cutoff is exact unless P lies within three millionths of alpha. NIST's program simulates P instead, and its
 * cutoffs move by one or two.
 *
 * @param trials Samples of a row or a column.
 * @param minEntropy H_I in bits a sample, above 0.
 * @param alpha Significance of one row or column.
 */
export function restartCutoff(trials: number, minEntropy: number, alpha: number): number {
  const probability = 2 ** -minEntropy;
  const symbols = Math.floor(2 ** minEntropy);
  const rest = 1 - symbols * probability;
  const tail = (count: number) =>
    symbols * atLeast(count, trials, probability) +
    (rest > 1e-12 ? atLeast(count, trials, rest) : 0);
  return lastWhere(trials, (count) => tail(count + 1) > alpha) + 1;
}

/**
 * Section 3.1.4.3: whether a value is too common after some restart, or at some place after all restarts.
 *
 * @param isInitialLimit Whether H_I is an upper limit.
 */
export function sanityCheck(
  matrix: RestartMatrix,
  initialEntropy: number,
  isInitialLimit = false,
): SanityCheck {
  const { symbols, rows, columns } = matrix;
  const alpha = -Math.expm1(Math.log1p(-SANITY_CHECK_SIGNIFICANCE) / (rows + columns));
  const maxRowCount = maxCount(symbols, columns);
  const maxColumnCount = maxCount(columnDataSet(matrix), rows);
  const rowCutoff = restartCutoff(columns, initialEntropy, alpha);
  const columnCutoff = restartCutoff(rows, initialEntropy, alpha);
  const isWithin = maxRowCount <= rowCutoff && maxColumnCount <= columnCutoff;
  return {
    alpha,
    maxRowCount,
    maxColumnCount,
    rowCutoff,
    columnCutoff,
    passed: isWithin ? true : isInitialLimit ? null : false,
  };
}

/** H_r and H_c in bits a sample. */
interface RestartEstimates {
  readonly rowEntropy: number;
  readonly columnEntropy: number;
  /** Whether they are upper limits: an estimator did not run, or the data is not known to be IID on the IID track. */
  readonly isLimit: boolean;
  /** Whether H_I is. */
  readonly isInitialLimit: boolean;
}

/**
 * Section 3.1.4.2, once the estimates are there. Upper limits may fall short of H_I / 2; that they reach it says
 * nothing. That anything falls short of half of an upper limit says nothing either.
 */
export function validateRestart(
  { rows, columns }: Pick<RestartMatrix, "rows" | "columns">,
  initialEntropy: number,
  check: SanityCheck,
  estimates: RestartEstimates | null,
): RestartResult {
  const least = estimates && Math.min(estimates.rowEntropy, estimates.columnEntropy);
  const isShort = least !== null && least < initialEntropy / 2;
  const isUnknown = estimates === null ||
    (isShort ? estimates.isInitialLimit : estimates.isLimit);
  const entropyHolds = isUnknown ? null : !isShort;
  const passed = check.passed === true ? entropyHolds : check.passed;
  return {
    rows,
    columns,
    standardSize: rows === RESTART_ROWS && columns === RESTART_COLUMNS,
    initialEntropy,
    sanityCheck: check,
    rowEntropy: estimates?.rowEntropy ?? null,
    columnEntropy: estimates?.columnEntropy ?? null,
    entropyHolds,
    passed,
    validatedEntropy: passed !== true || estimates!.isInitialLimit
      ? null
      : Math.min(least!, initialEntropy),
  };
}

/**
 * min(H_r, H_c, H_I) in bits a sample, of those that are known, validated or an upper limit; null where the tests were
 * failed.
 */
export function leastEntropy(
  { passed, rowEntropy, columnEntropy, initialEntropy }: RestartResult,
): number | null {
  return passed === false
    ? null
    : Math.min(rowEntropy ?? Infinity, columnEntropy ?? Infinity, initialEntropy);
}
