import { limits, testGroups, verdictOf } from "../../lib/report/assess/verdict.ts";
import { compareScore, SCORE_TAIL } from "../../lib/report/assess/test_line.ts";
import { MAX_LAG_SCORE, MAX_POSITION_SCORE } from "../../lib/report/assess/statistics_lines.ts";
import { chiSquareUpper } from "../../lib/math/special_functions.ts";
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "../assert.ts";
import { assessBytes, fairBytes } from "./samples.ts";

/** Probability that a normal figure is further off than so many standard deviations, either way. */
const twoTails = (score: number) => chiSquareUpper(score * score, 1);

Deno.test("the limits of scores and p-values are what their comments say", () => {
  assertAlmostEquals(twoTails(4), 6.3e-5, 0.05e-5);
  assertAlmostEquals(2 * SCORE_TAIL, twoTails(4), 0.1e-5);
  assertAlmostEquals(8 * twoTails(MAX_POSITION_SCORE), 5.4e-5, 0.05e-5);
  assertAlmostEquals(64 * twoTails(MAX_LAG_SCORE), 6.1e-5, 0.05e-5);
});

Deno.test("a score fits up to its limit, on both sides", () => {
  assertEquals([4, -4, 4.0001, -4.0001].map((score) => compareScore(score)), [
    "fits",
    "fits",
    "departs",
    "departs",
  ]);
});

Deno.test("fair data passes, and the verdict says in how much and of what", async () => {
  const assessment = await assessBytes(await fairBytes(20_000));
  const verdict = verdictOf(assessment);
  assertEquals([verdict.outcome, verdict.departing], ["passed", []]);
  assertEquals(
    verdict.headline,
    `No fault found: all ${verdict.compared} tests fit fair random data in 20 kB of sample`,
  );
  assertStringIncludes(verdict.sentences[0], "ideal data of this length scores");
});

Deno.test("a bit that is one too often is found and named", async () => {
  const bytes = await fairBytes(20_000);
  for (let i = 0; i < bytes.length; i += 8) bytes[i] |= 16;
  const verdict = verdictOf(await assessBytes(bytes));
  assertEquals(verdict.outcome, "departs");
  assert(verdict.departing.includes("worst bit position (Bits)"), verdict.departing.join());
  assert(verdict.headline.startsWith("Not like fair random data: "), verdict.headline);
});

Deno.test("a byte counter has even counts, which are too even for chance", async () => {
  const verdict = verdictOf(await assessBytes(new Uint8Array(25_600).map((_, i) => i)));
  assertEquals(verdict.outcome, "departs");
  assert(verdict.departing.includes("chi-square (Bytes)"), verdict.departing.join());
  assert(verdict.departing.includes("within the recording (Repeated stretches)"));
});

Deno.test("with --fips only the blocks are judged, and the limits say that there is more", async () => {
  const assessment = await assessBytes(await fairBytes(20_000), { scope: "fips" });
  const verdict = verdictOf(assessment);
  assertEquals([verdict.outcome, verdict.compared], ["passed", 1]);
  assertEquals(testGroups(assessment).map(({ title }) => title), ["FIPS 140-2 tests"]);
  assertStringIncludes(limits(assessment, verdict).join(), "without --fips");
});

Deno.test("too little for a block is no verdict", async () => {
  const short = verdictOf(await assessBytes(await fairBytes(2_503), { scope: "fips" }));
  assertEquals(short.outcome, "incomplete");
  const enough = verdictOf(await assessBytes(await fairBytes(2_504), { scope: "fips" }));
  assertEquals(enough.outcome, "passed");
});

Deno.test("samples that the estimators did not see are told", async () => {
  const assessment = await assessBytes(await fairBytes(20_000));
  const cut = { ...assessment, reading: { ...assessment.reading, samples: 20_001 } };
  const text = (of: typeof cut) => limits(of, verdictOf(of)).join();
  assertStringIncludes(text(cut), "saw the first 20,000 of 20,001 samples");
  assertEquals(text(assessment).includes("saw the first"), false);
});
