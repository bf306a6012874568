import { IDEAL_SCORES, idealScore } from "../../lib/report/assess/ideal_scores.ts";
import { measureIdealScore } from "../../scripts/measure_ideal_scores.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";

const row = (bitsPerSymbol: number, samples: number) =>
  IDEAL_SCORES.find((one) => one.bitsPerSymbol === bitsPerSymbol && one.samples === samples)!;

Deno.test("there is a score for each width at each length, below the width and the right way round", () => {
  for (let bits = 1; bits <= 8; bits++) {
    for (const samples of [10_000, 100_000, 1_000_000]) {
      const { least, most } = row(bits, samples);
      assert(0 < least && least < most && most < bits, `${bits} bits, ${samples} samples`);
    }
  }
  assertEquals(IDEAL_SCORES.length, 24);
});

Deno.test("idealScore() gives measured lengths as they are", () => {
  for (const samples of [10_000, 100_000, 1_000_000]) {
    const { least, most } = row(8, samples);
    const score = idealScore(8, samples)!;
    assertAlmostEquals(score.least, least, 1e-12);
    assertAlmostEquals(score.most, most, 1e-12);
  }
});

Deno.test("idealScore() goes by the logarithm of the length between them", () => {
  // The square root of ten is half way from one power of ten to the next.
  const between = idealScore(4, Math.sqrt(10) * 100_000)!;
  assertAlmostEquals(between.least, (row(4, 100_000).least + row(4, 1_000_000).least) / 2, 1e-9);
});

Deno.test("idealScore() stays at the longest length beyond it, and says nothing below the shortest", () => {
  const { least, most } = row(8, 1_000_000);
  assertEquals(idealScore(8, 50_000_000), { least, most });
  assertEquals(idealScore(8, 9_999), null);
});

Deno.test("what ideal data scores is what the estimators make of it", async () => {
  assertEquals(await measureIdealScore(4, 10_000, 32), row(4, 10_000));
});
