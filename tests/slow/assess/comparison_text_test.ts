import {
  assertEquals,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
} from "../../assert.ts";
import { assertFitsSchema } from "../../cli/assessment_report.ts";
import { Failure } from "../../../lib/failure.ts";
import {
  type ComparedSource,
  comparisonJson,
  comparisonOf,
} from "../../../lib/report/assess/comparison.ts";
import { comparisonText } from "../../../lib/report/assess/comparison_text.ts";
import { PLAIN_STYLE } from "../../../lib/report/text_style.ts";
import { assessBytes, fairBytes, REQUEST } from "../../report/samples.ts";

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
  comparisonText(comparisonOf(of), { columns, style: PLAIN_STYLE });

Deno.test("a comparison fits 60 columns and more, with every figure and star on any paper", () => {
  const cells = (text: string) => text.match(/\d+\.\d+ ?\*?/g)!.map((cell) => cell.trim()).sort();
  const all = cells(text(400));
  for (const columns of [60, 80, 100, 132]) {
    const narrow = text(columns);
    for (const line of narrow.split("\n")) assertLessOrEqual(line.length, columns, line);
    assertEquals(cells(narrow), all);
  }
});

Deno.test("a comparison prints min-entropies as a single report does, and none above what it is", async () => {
  const found = await assessBytes(fair);
  const recording = found.recording!;
  const nonIid = { ...recording.nonIid!, assessedMinEntropy: 4.00005 - 1e-9 };
  const nearly = { ...found, recording: { ...recording, nonIid } };
  const row = text(200, [{ name: "nearly", assessment: nearly }, sources[1]])
    .split("\n").find((line) => line.includes("assessed min-entropy"));
  assertMatch(row ?? "", / 4\.0000 /);
});

Deno.test("min-entropies are compared, of as many samples and of another number", () => {
  for (const shown of [text(200), text(200, [sources[0], sources[1]])]) {
    assertEquals(shown.includes("is not compared"), false);
    assertStringIncludes(shown, "stuck differs from fair");
  }
});

/** As the program reads it, with the SHA-256 of what was read and what was insisted on. */
async function digested(
  name: string,
  bytes: Uint8Array,
  noRepeats: boolean,
): Promise<ComparedSource> {
  const requirements = noRepeats
    ? { ...REQUEST.requirements, named: ["no-repeats"] as const }
    : REQUEST.requirements;
  const assessment = await assessBytes(bytes, { requirements }, name);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  const hexadecimal = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    name,
    assessment: {
      ...assessment,
      reading: { ...assessment.reading, sha256: hexadecimal },
    },
  };
}

Deno.test("sources of the same bytes are named first and do not meet no-repeats; others do", async () => {
  const short = fair.subarray(0, 10_000);
  for (
    const [second, noRepeats, same, exitCode] of [
      [short, true, true, 6],
      [short, false, true, 0],
      [fair.subarray(10_000), true, false, 0],
    ] as const
  ) {
    const of = [await digested("a", short, noRepeats), await digested("b", second, noRepeats)];
    assertEquals(comparisonOf(of).exitCode, exitCode);
    const report = text(200, of);
    assertEquals(report.startsWith("[2] b gave the same bytes as [1] a: "), same, report);
    assertEquals(
      report.includes(
        "[2] b: Requirement NOT met: no-repeats is 0 repeats, and all bytes are those of [1]",
      ),
      same && noRepeats,
    );
    assertEquals(report.includes("[1] a: Requirement met: no-repeats"), noRepeats);
    const json = JSON.parse(comparisonJson(comparisonOf(of)));
    assertFitsSchema(json);
    assertEquals(json.sameBytesAs, [null, same ? 0 : null]);
    const layout = { columns: 200, style: PLAIN_STYLE };
    const closing = comparisonText(comparisonOf(of), layout, true).slice(text(200, of).length);
    assertMatch(closing, new RegExp(`\n  exit code ${exitCode}\n$`));
    assertEquals(closing.includes("gave the same bytes"), same);
  }
});

Deno.test("result words go with exit codes: unmet with 6, incomplete with that of a source, compared with 0", async () => {
  const requirements = { named: ["fips"], minEntropy: null } as const;
  const bad = {
    name: "bad",
    assessment: await assessBytes(new Uint8Array(2504), {
      scope: "fips",
      requirements,
    }),
  };
  const good = {
    name: "good",
    assessment: await assessBytes(fair, { scope: "fips", requirements }),
  };
  const gone = { name: "gone", error: "Failed to open gone", exitCode: 1, requirements: [] };
  for (
    const [of, result, exitCode] of [
      [[good, good], "compared", 0],
      [[good, bad], "unmet", 6],
      [[good, gone], "incomplete", 1],
      [[bad, gone], "incomplete", 1],
    ] as const
  ) {
    const json = JSON.parse(comparisonJson(comparisonOf(of)));
    assertFitsSchema(json);
    assertEquals([json.result, json.exitCode], [result, exitCode]);
  }
});

Deno.test("a source without figures, or with some, has its column, and why stands below its name", async () => {
  const problem = new Failure(1, "Cannot assess a constant source");
  const constant = await assessBytes(new Uint8Array(3_000).fill(7), { partial: true });
  const of: ComparedSource[] = [
    { name: "gone", error: "Failed to open gone", exitCode: 1, requirements: [] },
    sources[0],
    { name: "constant", assessment: { ...constant, problems: [problem] } },
  ];
  const lines = text(200, of);
  assertMatch(lines, /\n {2}\[1\] gone\n {6}not assessed: Failed to open gone\n/);
  assertMatch(lines, /\n {2}\[3\] constant\n {6}incomplete: Cannot assess a constant source\n/);
  assertMatch(lines, /\n {2}verdict +not assessed +no fault +DEPARTS\n/);
  assertMatch(lines, /\n {2}mean byte +- +12\d\.\d+ +7\.00000 \*\n/);
  assertStringIncludes(lines, "constant differs from fair by more than noise");
  assertStringIncludes(lines, "A star marks what differs from [2]");
  const json = JSON.parse(comparisonJson(comparisonOf(of)));
  assertFitsSchema(json);
  assertEquals([json.exitCode, json.comparison[2].values], [1, [
    null,
    json.comparison[2].values[1],
    7,
  ]]);
});
