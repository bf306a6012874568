import { summarize } from "../../../lib/sp800_22/battery.ts";
import { P_VALUES } from "../../../lib/sp800_22/tests.ts";
import { assertEquals } from "../../assert.ts";

Deno.test("summarize() allows for what the lattice of short sequences makes fail, in any number of them", () => {
  const SPECTRAL = 7;
  const departing = (failing: number) => {
    const pValues = Array.from({ length: 32_000 }, (_, i) => {
      const short = new Float64Array(P_VALUES).fill(NaN);
      short[SPECTRAL] = i < failing ? 0.009 : 0.5;
      return short;
    });
    return summarize(pValues, 2_000).verdict.departing.map(({ figure }) => figure);
  };
  // 1.24 percent of fair sequences of 2,000 bits fail, 0.0149 is the most at any length; twice 0.01 is a fault.
  assertEquals(departing(397), []);
  assertEquals(departing(477), []);
  assertEquals(departing(640), ["proportion"]);
});

Deno.test("summarize() finds one stuck sequence among many short ones, and takes a hundred thousand", () => {
  const pValues = Array.from({ length: 130_000 }, () => new Float64Array(P_VALUES).fill(0.5));
  for (const test of [0, 7]) {
    pValues[40_000][test] = 1e-30;
    const { departing: [first] } = summarize(pValues, 1_000).verdict;
    assertEquals([first?.figure, first?.test], [
      "smallest p-value",
      test === 0 ? "frequency" : "spectral",
    ]);
    pValues[40_000][test] = 0.5;
  }
});
