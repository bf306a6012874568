import { assertEquals, assertLessOrEqual, assertStringIncludes } from "../assert.ts";
import { type ComparedSource, comparisonText } from "../../lib/report/assess/comparison_text.ts";
import { PLAIN_STYLE } from "../../lib/report/text_style.ts";
import { assessBytes, fairBytes } from "./samples.ts";

const fair = await fairBytes(20_000);
const source = async (name: string, bytes: Uint8Array): Promise<ComparedSource> => ({
  name,
  assessment: await assessBytes(bytes),
});
const sources = [
  await source("fair", fair),
  await source("stuck", fair.map((byte) => byte | 1)),
  await source("short", fair.subarray(0, 10_000)),
  await source("again", fair.toReversed()),
];
const text = (columns: number, of: readonly ComparedSource[] = sources) =>
  comparisonText(of, { columns, style: PLAIN_STYLE });

Deno.test("a comparison fits 60 columns and more, with every figure and star on any paper", () => {
  const cells = (columns: number) =>
    text(columns).match(/\d+\.\d+ ?\*?/g)!.map((cell) => cell.trim()).sort();
  for (const columns of [60, 80, 100, 132]) {
    for (const line of text(columns).split("\n")) assertLessOrEqual(line.length, columns, line);
    assertEquals(cells(columns), cells(400));
  }
});

Deno.test("min-entropy of another number of samples is said not to be compared, and of the same it is", () => {
  const told = "The assessed min-entropy of [3] is not compared with that of [1]";
  assertStringIncludes(text(200), told);
  const alike = text(200, [sources[0], sources[1]]);
  assertEquals(alike.includes("is not compared"), false);
  assertStringIncludes(alike, "stuck differs from fair");
});
