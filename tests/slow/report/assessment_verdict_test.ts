import { gateOf } from "../../../lib/report/assess/gate.ts";
import { requirementLines, withoutReport } from "../../../lib/report/requirements.ts";
import { EXIT, Failure } from "../../../lib/failure.ts";
import { claimLine, minEntropyGroup } from "../../../lib/report/assess/entropy_lines.ts";
import { limits, testGroups, verdictOf } from "../../../lib/report/assess/verdict.ts";
import { compareScore, SCORE_TAIL } from "../../../lib/report/test_line.ts";
import { MAX_LAG_SCORE, MAX_POSITION_SCORE } from "../../../lib/report/assess/statistics_lines.ts";
import { chiSquareUpper } from "../../../lib/math/special_functions.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "../../assert.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

/** Probability that a normal figure is further off than so many standard deviations, either way. */
const twoTails = (score: number) => chiSquareUpper(score * score, 1);

Deno.test("the limits of scores and p-values are what their comments say", () => {
  assertAlmostEquals(twoTails(4), 6.3e-5, 0.05e-5);
  assertAlmostEquals(2 * SCORE_TAIL, twoTails(4), 1e-8);
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
  assertStringIncludes(
    verdict.sentences[0],
    "of ideal recordings of this length 99.8 percent score 5.",
  );
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
  assert(verdict.departing.includes("within the recording (Repeated sequences)"));
});

Deno.test("with --fips only the blocks are tested, and the limits say that there is more", async () => {
  const assessment = await assessBytes(await fairBytes(20_000), { scope: "fips" });
  const verdict = verdictOf(assessment);
  assertEquals([verdict.outcome, verdict.compared], ["passed", 4]);
  assertEquals(testGroups(assessment).map(({ title }) => title), ["FIPS 140-2 tests"]);
  assertStringIncludes(limits(assessment, verdict).join(), "without --fips");
});

Deno.test("one block of zeros among fair ones departs, and is not what --require fips wants", async () => {
  const bytes = (await fairBytes(9_004)).fill(0, 2_504, 5_004);
  for (const scope of ["fips", "all"] as const) {
    const requirements = { named: ["fips"] as const, minEntropy: null };
    const assessment = await assessBytes(bytes, { scope, requirements, partial: true });
    const verdict = verdictOf(assessment);
    assertEquals(verdict.departing.slice(0, 3), [
      "ones of a block (FIPS 140-2 tests)",
      "poker of a block (FIPS 140-2 tests)",
      "longest run (FIPS 140-2 tests)",
    ]);
    const { requirements: [{ found, met }], exitCode } = gateOf(assessment, verdict);
    assertEquals([met, exitCode], [false, 6]);
    assertStringIncludes(found!, "1 of 3 failed blocks, ones of a block 0 to 10,");
    assertStringIncludes(found!, ", longest run 20,000 bits, not up to 29");
    // What a raw source is not asked for is not held against it.
    const raw = await assessBytes(bytes, { scope, expectation: "steady", partial: true });
    assertEquals(verdictOf(raw).departing.filter((name) => name.includes("FIPS")), []);
  }
});

Deno.test("--require iid names the section that was run, and the one that was not", async () => {
  const bytes = await fairBytes(20_000);
  const requirements = { named: ["iid"] as const, minEntropy: null };
  const assessment = await assessBytes(bytes, { requirements, partial: true });
  const gate = gateOf(assessment, verdictOf(assessment));
  assertEquals(requirementLines(gate), [
    "Requirement met: iid is 0 of 3 tests of section 5.2 against it (section 5.1 was not run, " +
    "--iid runs it), wanted nothing in SP 800-90B, section 5, that speaks against it",
  ]);
});

Deno.test("a requirement wants the same of data with a report and of data without one, and one bit is one", async () => {
  const requirements = {
    named: ["fits", "no-repeats", "iid"] as const,
    minEntropy: 1,
  };
  const bytes = await fairBytes(20_000);
  const assessment = await assessBytes(bytes, { requirements, partial: true });
  const wanted = gateOf(assessment, verdictOf(assessment)).requirements.map(({ wanted }) => wanted);
  assertEquals(wanted[3], "at least 1 bit a symbol");
  const { details } = withoutReport(new Failure(EXIT.usageOrSource, "Cannot"), requirements);
  const unknown = details?.requirements as { readonly wanted: string }[];
  assertEquals(unknown.map(({ wanted }) => wanted), wanted);
});

Deno.test("a row that departs says what was found, and one that fits says that it fits", async () => {
  const meanings = async (bytes: Uint8Array) =>
    Object.fromEntries(
      testGroups(await assessBytes(bytes)).flatMap(({ lines, title }) =>
        lines.map(({ comparison, name, meaning }) => [
          title === "Bytes" ? `${name} of bytes` : name,
          `${comparison}: ${meaning}`,
        ])
      ),
    );
  const fair = await meanings(await fairBytes(20_000));
  assertStringIncludes(fair["independence"], "fits: pairs of neighbours come as");
  assertStringIncludes(fair["goodness of fit"], "fits: each tenth has the same shares");
  assertStringIncludes(fair["chi-square of bytes"], "fits: all bytes equally common");
  const bytes = (await fairBytes(20_000)).map((byte, i) => i < 10_000 ? byte & 0x7f : byte);
  const faulty = await meanings(bytes);
  assertStringIncludes(faulty["independence"], "departs: pairs of neighbours do not come as");
  assertStringIncludes(faulty["goodness of fit"], "departs: tenths have other shares than all");
  assertStringIncludes(faulty["assessed min-entropy"], "this one does not");
  assertStringIncludes(faulty["chi-square of bytes"], "departs: bytes not equally common");
  const even = await meanings(Uint8Array.from({ length: 25_600 }, (_, i) => i));
  assertStringIncludes(even["chi-square of bytes"], "departs: bytes more equally common than");
});

Deno.test("too little for a block is no verdict", async () => {
  const short = verdictOf(await assessBytes(await fairBytes(2_503), { scope: "fips" }));
  assertEquals(short.outcome, "incomplete");
  const enough = verdictOf(await assessBytes(await fairBytes(2_504), { scope: "fips" }));
  assertEquals(enough.outcome, "passed");
});

Deno.test("samples that the estimators did not see are told, in the headline too", async () => {
  const assessment = await assessBytes(await fairBytes(20_000));
  const cut = { ...assessment, reading: { ...assessment.reading, samples: 20_001 } };
  const { headline, sentences } = verdictOf(cut);
  assertStringIncludes(headline, "of which the first 20,000 samples estimated");
  assertStringIncludes(sentences.join(), "those of the first 20,000 of 20,001 samples");
  assertEquals(verdictOf(assessment).headline.includes("first"), false);
});

/** Bytes of SHA-256 of "41 0", "41 1", ...: 608 of them begin with 600 that have as many ones as zeros. */
async function evenBytes(): Promise<Uint8Array> {
  const parts: number[] = [];
  for (let i = 0; i < 19; i++) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`41 ${i}`));
    parts.push(...new Uint8Array(digest));
  }
  return Uint8Array.from(parts.slice(0, 600));
}

Deno.test("as many ones as zeros is what is expected of fair data", async () => {
  const bytes = await evenBytes();
  const assessment = await assessBytes(bytes, { partial: true });
  assertEquals(assessment.statistics!.bits.histogram, [2400, 2400]);
  assertEquals(verdictOf(assessment).departing, []);
});

Deno.test("the number of ones fits up to its exact limits, on both sides", async () => {
  // Of 800 fair bits fewer than 343 are ones with 2.6e-5, fewer than 344 with 3.4e-5: the tail is 3.17e-5.
  const withOnes = (ones: number) => {
    const bits = Uint8Array.from({ length: 800 }, (_, i) => (i * 389 % 800) < ones ? 1 : 0);
    return Uint8Array.from(
      { length: 100 },
      (_, i) => bits.subarray(8 * i, 8 * i + 8).reduce((byte, bit) => byte << 1 | bit, 0),
    );
  };
  const line = async (ones: number) =>
    testGroups(await assessBytes(withOnes(ones), { partial: true }))
      .flatMap(({ lines }) => lines).find(({ name }) => name === "ones")!;
  const { expected, falseAlarms } = await line(400);
  const [least, most] = expected.split(" to ").map(Number);
  assertEquals(least + most, 800);
  assert(falseAlarms! > 3e-5 && falseAlarms! <= 2 * SCORE_TAIL, `${falseAlarms}`);
  assertEquals(
    await Promise.all(
      [least - 1, least, most, most + 1].map(async (n) => (await line(n)).comparison),
    ),
    ["departs", "fits", "fits", "departs"],
  );
});

Deno.test("no report speaks of tests that there were none of", async () => {
  const assessment = await assessBytes(await fairBytes(100), { scope: "fips" });
  const verdict = verdictOf(assessment);
  assertEquals([verdict.compared, verdict.falseAlarms], [0, 0]);
  assertEquals(verdict.headline, "Nothing was tested: too little in 100 bytes of sample");
  assertEquals(limits(assessment, verdict).join().match(/Infinity|NaN|0 tests/), null);
});

Deno.test("a verdict that is required and incomplete says which test is missing, and how many more", async () => {
  const requirements = { named: ["fits"], minEntropy: null } as const;
  const assessment = await assessBytes(await fairBytes(100), { requirements });
  const reasonOf = (of: typeof assessment) => {
    const [{ found, reason, met }] = gateOf(of, verdictOf(of)).requirements;
    assertEquals([found, met], [null, false]);
    return reason!;
  };
  assertEquals(reasonOf(assessment), assessment.problems[0].message);
  assertMatch(reasonOf({ ...assessment, problems: [] }), /^\S.*: .*; so with \d+ other tests?$/);
});

Deno.test("a byte, and a few equal ones, are no departure; what chance does not give is", async () => {
  const departing = async (count: number) =>
    verdictOf(await assessBytes(new Uint8Array(count).fill(0x5a), { partial: true })).departing;
  assertEquals(await departing(1), []);
  assertEquals(await departing(2), []);
  // Three fair bytes are alike once in 65,536 times.
  assertEquals(await departing(3), ["serial correlation (Bytes)"]);
});

Deno.test("the headline, the limits and the rate go by the same tests", async () => {
  const assessment = await assessBytes(await fairBytes(20_000));
  const verdict = verdictOf(assessment);
  const compared = testGroups(assessment).flatMap(({ lines }) => lines)
    .filter(({ comparison }) => comparison === "fits" || comparison === "departs");
  assertEquals(verdict.compared, compared.length);
  assertStringIncludes(limits(assessment, verdict).join(), `one of the ${compared.length} tests`);
  assertAlmostEquals(
    verdict.falseAlarms,
    compared.reduce((sum, { falseAlarms }) => sum + falseAlarms!, 0),
    1e-12,
  );
  assert(compared.every(({ falseAlarms }) => falseAlarms !== undefined));
});

Deno.test("how often fair data departs at most is never told as less than it is", async () => {
  const assessment = await assessBytes(await fairBytes(2_000));
  const told = (falseAlarms: number) =>
    /at most (\S+) percent of assessments, about once in (\S+):/
      .exec(limits(assessment, { ...verdictOf(assessment), falseAlarms }).join())!.slice(1);
  assertEquals(told(0.0017487), ["0.18", "572"]);
  assertEquals(told(0.0052209), ["0.53", "192"]);
  assertEquals(told(0.0011), ["0.11", "909"]);
});

Deno.test("a health test that cannot alarm is not said to fit", async () => {
  const bits = (await fairBytes(20_000)).map((byte) => byte & 1);
  const symbols = { bitsPerSymbol: 1, packed: false };
  const assessment = await assessBytes(bits, { symbols, claimedEntropy: 0.02 });
  const lines = testGroups(assessment).find(({ title }) => title.startsWith("Health"))!.lines;
  assertEquals(lines.map(({ comparison }) => comparison), ["fits", "info"]);
  assertStringIncludes(lines[1].meaning, "cannot alarm: one symbol 1025 times in 1024");
});

Deno.test("what a claim may be credited with, and each estimate, is never told as more than it is", async () => {
  const found = await assessBytes(await fairBytes(10_000));
  const nonIid = {
    ...found.recording!.nonIid!,
    assessedMinEntropy: 5.40178,
    outcomes: found.recording!.nonIid!.outcomes.map((outcome) =>
      outcome.sequence === "original" && "minEntropy" in outcome.result
        ? { ...outcome, result: { ...outcome.result, minEntropy: 5.40178 } }
        : outcome
    ),
  };
  const line = claimLine(nonIid, 6, false);
  assertEquals(line.comparison, "fits");
  assertEquals(
    line.meaning,
    "the most common symbol allows so much; assessed 5.4017: credit no more than that",
  );
  const { lines } = minEntropyGroup(nonIid, false);
  assertEquals(lines.some(({ value }) => value.includes("5.4018")), false);
  assert(lines.some(({ name, value }) => name === "  lag" && value.startsWith("5.4017 | ")));
});
