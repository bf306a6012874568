import { assertFitsSchema } from "../../cli/assessment_report.ts";
import { assessmentJson } from "../../../lib/report/assess/json.ts";
import { assessedOf, gateOf } from "../../../lib/report/assess/gate.ts";
import { requirementLines } from "../../../lib/report/requirements.ts";
import { comparisonOf } from "../../../lib/report/assess/comparison.ts";
import { comparisonText } from "../../../lib/report/assess/comparison_text.ts";
import { assessmentPage } from "../../../lib/report/assess/html.ts";
import { assessmentText } from "../../../lib/report/assess/text.ts";
import type { Charts } from "../../../lib/report/page/charts.ts";
import { hypertext } from "../../../lib/report/page/html.ts";
import { PLAIN_STYLE } from "../../../lib/report/text_style.ts";
import { allEstimated } from "../../../lib/sp800_90b/jobs.ts";
import { verdictOf } from "../../../lib/report/assess/verdict.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

/** What a screen reader says in place of the charts. */
const WORDS_ALONE: Charts = { draw: ({ alternative }) => hypertext`${alternative}` };

Deno.test("one entropy is one number in all of a report, and none is above what it is", async () => {
  const found = await assessBytes(await fairBytes(10_000));
  const recording = found.recording!;
  const nonIid = { ...recording.nonIid!, assessedMinEntropy: 4.05297 };
  const assessment = {
    ...found,
    request: { ...found.request, claimedEntropy: null, expectation: "steady" as const },
    recording: { ...recording, nonIid },
    health: { ...found.health!, claimedEntropy: 4.05297 },
  };
  const text = assessmentText(assessedOf(assessment), { columns: 132, style: PLAIN_STYLE });
  assertEquals(text.includes("4.0530"), false, text);
  assert(text.split("4.0529").length > 2);
});

Deno.test("Shannon's entropy too is one number in report, page and comparison, and none above it", async () => {
  const found = await assessBytes(await fairBytes(10_000));
  const { bytes, bits } = found.statistics!;
  const statistics = {
    ...found.statistics!,
    bytes: { ...bytes, shannonEntropy: 6.36187777 },
    bits: { ...bits, shannonEntropy: 1 - 1e-9 },
  };
  const assessment = { ...found, statistics };
  const layout = { columns: 132, style: PLAIN_STYLE };
  const compared = { name: "it", assessment };
  const text = assessmentText(assessedOf(assessment), layout);
  for (
    const report of [
      text,
      assessmentPage(assessedOf(assessment), WORDS_ALONE),
      comparisonText(comparisonOf([compared, compared]), layout),
    ]
  ) {
    assertEquals(report.match(/6\.36\d*/g)?.filter((figure) => figure !== "6.3618"), []);
  }
  assertStringIncludes(text, "0.9999 bits");
});

Deno.test("the page says from which length on repeats are found, that of the table: of 16 bytes it promises nothing", async () => {
  const bytes = await fairBytes(20_000);
  bytes.copyWithin(15_000, 1_001, 1_017);
  const assessment = await assessBytes(bytes);
  const page = assessmentPage(assessedOf(assessment), WORDS_ALONE).replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
  assertEquals(assessment.repeats!.repeats, 0);
  assertStringIncludes(page, " 0 all of 31 bytes or more are found; fair data has none so long ");
  assertStringIncludes(page, " of 31 bytes or more ");
  assertEquals(page.includes("128 bits or more"), false);
});

Deno.test("the figures of a page say that there is no data where its tables do", async () => {
  const tiles = async (bytes: number, expectation: "uniform" | "steady") => {
    const found = await assessBytes(await fairBytes(bytes), { partial: true });
    const assessment = { ...found, request: { ...found.request, expectation } };
    const page = assessmentPage(assessedOf(assessment), WORDS_ALONE).replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ");
    const [tiles] = /failed FIPS 140-2 blocks .*? repeated sequences .{50}/.exec(page)!;
    return tiles;
  };
  for (const expectation of ["uniform", "steady"] as const) {
    const few = await tiles(2, expectation);
    assertStringIncludes(few, "0 of 0 no data: needs a whole block of 20,000 bits");
    assertStringIncludes(few, "repeated sequences 0 no data: less than the 31 bytes that are");
  }
  const fair = await tiles(20_000, "uniform");
  assertStringIncludes(fair, "0 of 7 fair data has 0 to 1 ");
  assertStringIncludes(fair, "repeated sequences 0 all of 31 bytes or more are found");
  assertStringIncludes(await tiles(20_000, "steady"), "0 of 7 not held against a raw source ");
});

Deno.test("a longest repeat that departs has its two places in text, page and JSON; one that fits has none", async () => {
  const fair = await fairBytes(20_000);
  const copied = fair.slice();
  copied.copyWithin(15_000, 1_001, 1_017);
  const words = "at byte 15,000, as at byte 1,001";
  for (const [bytes, departs] of [[copied, true], [fair, false]] as const) {
    const assessment = await assessBytes(bytes);
    const text = assessmentText(assessedOf(assessment), { columns: 200, style: PLAIN_STYLE });
    const page = assessmentPage(assessedOf(assessment), WORDS_ALONE);
    for (const report of [text, page]) assertEquals(report.includes(words), departs);
    assertEquals(text.includes("Where: longest repeat at byte 15,000."), departs);
    const json = JSON.parse(assessmentJson(assessedOf(assessment)));
    assertFitsSchema(json);
    assertEquals(
      json.recording.iid.longestRepeatedSubstring.place,
      departs ? { offset: 15_000, earlierOffset: 1_001 } : null,
    );
  }
});

Deno.test("where an estimator could not run every figure of the assessed entropy is the same upper limit, and said to be one", async () => {
  const found = await assessBytes((await fairBytes(400)).subarray(0, 60), {
    expectation: "steady",
    claimedEntropy: null,
  });
  const recording = found.recording!;
  const limit = 3.09505;
  const nonIid = {
    ...recording.nonIid!,
    originalMinEntropy: limit,
    bitstringMinEntropy: limit / 8,
    assessedMinEntropy: limit,
  };
  assertEquals(allEstimated(nonIid), false);
  const assessed = assessedOf({
    ...found,
    recording: { ...recording, nonIid },
    health: { ...found.health!, claimedEntropy: limit },
  });
  const text = assessmentText(assessed, { columns: 200, style: PLAIN_STYLE }, false);
  for (const report of [text, assessmentPage(assessed, WORDS_ALONE)]) {
    assertEquals(report.match(/3\.09\d*/g)?.filter((figure) => figure !== "3.0951"), []);
    assertStringIncludes(report, "at most");
  }
  assertMatch(text, /of the symbols +3\.0951 bits +up to 8 +at most; a symbol: H_original/);
  assertMatch(text, /of the bit string +0\.3869 bits +up to 1 +at most; a bit: H_bitstring/);
  assertStringIncludes(text, "for 3.0951 bits a symbol: an upper limit of what was assessed");
});

Deno.test("a required min-entropy of a source whose run is incomplete is unknown with the reason", async () => {
  const requirements = { named: [], minEntropy: 3 };
  const assessment = await assessBytes(new Uint8Array(20_000).fill(7), { requirements });
  const gate = gateOf(assessment, verdictOf(assessment));
  assertEquals(gate.exitCode, 6);
  assertEquals(requirementLines(gate), [
    "Requirement NOT met: min-entropy is unknown (Cannot assess a constant source: all 20000 samples are 7, which has " +
    "no entropy), wanted at least 3 bits a symbol",
  ]);
});
