import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import {
  checkMatrix,
  columnDataSet,
  leastEntropy,
  maxCount,
  restartCutoff,
  sanityCheck,
  validateRestart,
} from "../../lib/sp800_90b/restart.ts";

/** alpha of section 3.1.4.3 for 1,000 rows and 1,000 columns. */
const ALPHA = -Math.expm1(Math.log(0.99) / 2_000);

Deno.test("cutoffs are exact, where NIST's program simulates 604 to 606, 25 and 682", () => {
  assertEquals(restartCutoff(1_000, 0.9, ALPHA), 605);
  assertEquals(restartCutoff(1_000, 7.2, ALPHA), 25);
  assertEquals(restartCutoff(1_000, 0.7, ALPHA), 683);
  // 572 if the rarer of the two symbols could not be the commonest.
  assertEquals(restartCutoff(1_000, 0.993, ALPHA), 573);
  assertEquals(restartCutoff(1_000, 1, ALPHA), 572);
  assertEquals(restartCutoff(1_000, 8, ALPHA), 19);
});

Deno.test("a cutoff by hand: of 2 fair bits both agree half the time", () => {
  // P(some symbol comes more than once) = 1/2; more than twice never.
  assertEquals(restartCutoff(2, 1, 0.5), 1);
  assertEquals(restartCutoff(2, 1, 0.49), 2);
});

Deno.test("the sanity check passes a value at its cutoff and fails one more, in rows and in columns", () => {
  const alternate = Uint8Array.from({ length: 1_000_000 }, (_, i) => i + Math.floor(i / 1_000) & 1);
  const matrix = { symbols: alternate, bitsPerSymbol: 1, rows: 1_000, columns: 1_000 };
  const even = sanityCheck(matrix, 0.9);
  assertEquals([even.maxRowCount, even.maxColumnCount, even.passed], [500, 500, true]);
  for (const [ones, passed] of [[605, true], [606, false]] as const) {
    const row = alternate.slice();
    for (let i = 0, set = 500; set < ones; i++) if (row[i] === 0) [row[i], set] = [1, set + 1];
    const inRow = sanityCheck({ ...matrix, symbols: row }, 0.9);
    assertEquals([inRow.maxRowCount, inRow.rowCutoff, inRow.passed], [ones, 605, passed]);
    const column = columnDataSet({ ...matrix, symbols: row });
    const inColumn = sanityCheck({ ...matrix, symbols: column }, 0.9);
    assertEquals([inColumn.maxColumnCount, inColumn.passed], [ones, passed]);
  }
});

Deno.test("columnDataSet() goes down the columns, of matrices that are not square too", () => {
  const matrix = {
    symbols: Uint8Array.of(1, 2, 3, 4, 5, 6),
    bitsPerSymbol: 3,
    rows: 2,
    columns: 3,
  };
  assertEquals([...columnDataSet(matrix)], [1, 4, 2, 5, 3, 6]);
  assertEquals(maxCount(Uint8Array.of(1, 1, 2, 2, 2, 1), 3), 2);
  assertEquals(maxCount(Uint8Array.of(1, 2, 2, 2, 2, 1), 2), 2);
});

Deno.test("rows and columns of another number have cutoffs of their own", () => {
  const symbols = new Uint8Array(200 * 50).map((_, i) => i % 2);
  const check = sanityCheck({ symbols, bitsPerSymbol: 1, rows: 200, columns: 50 }, 1);
  assertAlmostEquals(check.alpha, 1 - 0.99 ** (1 / 250), 1e-15);
  assertEquals([check.maxRowCount, check.maxColumnCount], [25, 200]);
  assert(check.rowCutoff < 50 && check.columnCutoff < 200 && !check.passed);
});

Deno.test("estimates of half of H_I validate, less does not", () => {
  const check = { ...sanityCheckPassed(), passed: true };
  const size = { rows: 1_000, columns: 1_000 };
  const validated = (
    rowEntropy: number,
    columnEntropy: number,
    [isLimit, isInitialLimit] = [false, false],
  ) => validateRestart(size, 1, check, { rowEntropy, columnEntropy, isLimit, isInitialLimit });
  assertEquals(validated(0.5, 0.9).validatedEntropy, 0.5);
  assertEquals(validated(0.9, 0.5).validatedEntropy, 0.5);
  assertEquals(validated(1.2, 1.1).validatedEntropy, 1);
  const failed = validated(0.9, 0.4999);
  assertEquals([failed.passed, failed.entropyHolds, failed.validatedEntropy], [false, false, null]);
  assertEquals(leastEntropy(failed), null);
  // Of upper limits only what is less is certain, and what holds half of an upper limit holds half of less.
  const open = validated(0.5, 0.9, [true, false]);
  assertEquals([open.passed, open.entropyHolds, open.validatedEntropy], [null, null, null]);
  assertEquals(leastEntropy(open), 0.5);
  assertEquals(validated(0.4999, 0.9, [true, false]), validated(0.4999, 0.9));
  const ofLimit = validated(0.5, 0.9, [false, true]);
  assertEquals([ofLimit.passed, ofLimit.entropyHolds, ofLimit.validatedEntropy], [
    true,
    true,
    null,
  ]);
  assertEquals(leastEntropy(ofLimit), 0.5);
  // Less than half of an upper limit may be half of what H_I is.
  const shortOfLimit = validated(0.4, 0.9, [false, true]);
  assertEquals([shortOfLimit.passed, shortOfLimit.entropyHolds], [null, null]);
  assertEquals(leastEntropy(shortOfLimit), 0.4);
  const unknown = validateRestart(size, 1, { ...check, passed: null }, null);
  assertEquals([unknown.passed, unknown.entropyHolds, unknown.validatedEntropy], [
    null,
    null,
    null,
  ]);
  assertEquals(leastEntropy(unknown), 1);
  const insane = validateRestart(size, 1, { ...check, passed: false }, null);
  assertEquals([insane.passed, insane.entropyHolds, insane.validatedEntropy], [false, null, null]);
  assertEquals(leastEntropy(insane), null);
});

Deno.test("counts above the cutoffs of an upper limit of H_I decide nothing, counts below them do", () => {
  const symbols = new Uint8Array(200 * 50).map((_, i) => i % 2);
  const matrix = { symbols, bitsPerSymbol: 1, rows: 200, columns: 50 };
  assertEquals(sanityCheck(matrix, 1, true).passed, null);
  const alternate = symbols.map((_, i) => i + Math.floor(i / 50) & 1);
  assertEquals(sanityCheck({ ...matrix, symbols: alternate }, 1, true).passed, true);
});

Deno.test("checkMatrix() names how many samples are needed", () => {
  const matrix = { symbols: new Uint8Array(11), bitsPerSymbol: 8, rows: 3, columns: 4 };
  assertThrows(() => checkMatrix(matrix), RangeError, "11 samples as 3 rows of 4: 12 are needed");
  assertThrows(() => checkMatrix({ ...matrix, rows: 1, columns: 11 }), RangeError, "1 rows");
});

function sanityCheckPassed() {
  return { alpha: ALPHA, maxRowCount: 1, maxColumnCount: 1, rowCutoff: 2, columnCutoff: 2 };
}
