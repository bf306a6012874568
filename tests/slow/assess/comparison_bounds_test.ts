import { compareAssessments } from "../../../lib/assess/comparison.ts";
import { idealBand } from "../../../lib/assess/ideal_score.ts";
import { comparisonJson, comparisonOf } from "../../../lib/report/assess/comparison.ts";
import { comparisonText } from "../../../lib/report/assess/comparison_text.ts";
import { PLAIN_STYLE } from "../../../lib/report/text_style.ts";
import {
  assertAlmostEquals,
  assertEquals,
  assertFalse,
  assertMatch,
  assertStringIncludes,
} from "../../assert.ts";
import { assertFitsSchema } from "../../cli/assessment_report.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

const named = (...assessments: readonly Awaited<ReturnType<typeof assessBytes>>[]) =>
  assessments.map((assessment, i) => ({ name: "abc"[i], assessment }));
const textOf = (sources: ReturnType<typeof named>) =>
  comparisonText(comparisonOf(sources), { columns: 1000, style: PLAIN_STYLE });

Deno.test("shares of few failed blocks are told with the exact intervals that they were compared by, in JSON and text", async () => {
  const bytes = (await fairBytes(40_000)).map((byte) => byte);
  const [fair, stuck] = await Promise.all(
    [bytes, bytes.map((byte) => byte | 1)].map((one) => assessBytes(one, { scope: "fips" })),
  );
  assertEquals([fair, stuck].map(({ fips }) => [fips.failedBlocks, fips.blocks]), [
    [0, 15],
    [15, 15],
  ]);
  const sources = named(fair, stuck, fair);
  const json = JSON.parse(comparisonJson(comparisonOf(sources)));
  assertFitsSchema(json);
  const { intervals, ranges } = json.comparison.find(({ figure }: { figure: string }) =>
    figure === "share of failed FIPS blocks"
  );
  // Of 15 trials that all or none are events: 1 - (3.17e-5)^(1 / 15) = 0.4988.
  const rounded = intervals.map((one: { least: number; most: number } | null) =>
    one && [one.least, one.most].map((end) => end.toFixed(4))
  );
  assertEquals(rounded, [["0.0000", "0.4988"], ["0.5012", "1.0000"], null]);
  assertEquals(ranges, [null, null, null]);
  assertMatch(
    textOf(sources),
    /exact intervals of both, of the same confidence, lie apart: \[1\] 0 to 0\.4988, \[2\] 0\.5012? to 1\. /,
  );
  assertStringIncludes(textOf(named(fair, fair)), "of the same confidence, lie apart. ");
});

Deno.test("where several ranges of the min-entropy are wide alike one is told, else the least and the most", async () => {
  const fair = await fairBytes(30_000);
  const sources = named(
    ...await Promise.all(
      [0, 10_000, 20_000].map((from) => assessBytes(fair.subarray(from, from + 10_000))),
    ),
  );
  const [{ ranges }] = compareAssessments(sources.map(({ assessment }) => assessment));
  assertEquals(ranges.map((range) => range !== null), [false, true, true]);
  assertFitsSchema(JSON.parse(comparisonJson(comparisonOf(sources))));
  assertMatch(
    textOf(sources),
    /widened likewise, which is \d\.\d{1,4} to \d\.\d{1,4} bits: the noise/,
  );
  const two = textOf(sources.slice(0, 2));
  assertMatch(two, /widened likewise, which is \d\.\d{1,4} bits: the noise/);
  assertFalse(textOf(named(sources[0].assessment)).includes("widened likewise, which"));
});

Deno.test("min-entropies of recordings of other lengths differ where no fair ones do, from 10,000 samples on", async () => {
  const fair = await fairBytes(60_000);
  const stuck = (await fairBytes(20_000)).fill(99, 5_000, 6_000);
  const ofFair = (from: number, samples: number) => fair.subarray(from, from + samples);
  for (
    const [one, other, compared, differs] of [
      [ofFair(0, 20_000), stuck, true, true],
      [ofFair(0, 19_999), stuck, true, true],
      [ofFair(0, 40_000), stuck.subarray(0, 10_000), true, true],
      [ofFair(0, 40_000), stuck.subarray(0, 9_999), false, false],
      [ofFair(0, 19_999), ofFair(20_000, 20_000), true, false],
      [ofFair(0, 40_000), ofFair(40_000, 10_000), true, false],
    ] as const
  ) {
    const assessments = await Promise.all([one, other].map((bytes) => assessBytes(bytes)));
    const [figure] = compareAssessments(assessments);
    assertEquals([figure.compared[1], figure.differs[1]], [compared, differs]);
    if (!compared) continue;
    // What both bands cover together.
    const bands = [one, other].map(({ length }) => idealBand(8, length)!);
    const covered = Math.max(...bands.map(({ most }) => most)) -
      Math.min(...bands.map(({ least }) => least));
    const [base, away] = assessments.map(({ statistics }) => statistics!.bytes);
    const r = Math.abs(
      (base.samples * base.serialCorrelation! + away.samples * away.serialCorrelation!) /
        (base.samples + away.samples),
    );
    assertAlmostEquals(figure.ranges[1]!, covered * Math.sqrt((1 + r) / (1 - r)), 1e-9);
  }
});
