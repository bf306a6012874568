import { assertEquals, assertLessOrEqual, assertMatch, assertStringIncludes } from "../assert.ts";
import { assertFitsSchema } from "../cli/assessment_report.ts";
import { xorshift32 } from "../sp800_90b/reference_data.ts";
import type { AssessRequest } from "../../lib/assess/assessment.ts";
import { EarlierRecordings } from "../../lib/assess/earlier_recordings.ts";
import { compareAssessments } from "../../lib/assess/comparison.ts";
import { Failure } from "../../lib/failure.ts";
import { type ComparedSource, comparisonOf } from "../../lib/report/assess/comparison.ts";
import { comparisonJson } from "../../lib/report/assess/comparison_json.ts";
import { comparisonClosing, comparisonText } from "../../lib/report/assess/comparison_text.ts";
import { PLAIN_STYLE } from "../../lib/report/text_style.ts";
import { assessBytes, fairBytes, REQUEST } from "./samples.ts";

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

/** Samples each of which is rho times the one before and normal noise (Box and Muller), 30 around 128. */
function correlated(rho: number, length: number, seed: number): Uint8Array {
  const draw = xorshift32(seed);
  const uniform = () => (draw() + 1) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  let x = normal();
  return Uint8Array.from({ length }, () => {
    x = rho * x + Math.sqrt(1 - rho * rho) * normal();
    return Math.max(0, Math.min(255, Math.floor(128 + 30 * x)));
  });
}

Deno.test("recordings of one source whose samples depend on those before are not said to differ", async () => {
  for (const rho of [0.99, 0.9]) {
    const [base, ...others] = await Promise.all(
      Array.from(
        { length: 3 },
        (_, i) =>
          assessBytes(correlated(rho, i < 2 ? 20_000 : 10_000, 500 + i), {
            expectation: "steady",
            claimedEntropy: null,
          }),
      ),
    );
    for (const { figure, deviations } of compareAssessments([base, ...others])) {
      for (const deviation of deviations) {
        assertLessOrEqual(Math.abs(deviation ?? 0), 4, `${figure}, rho = ${rho}`);
      }
    }
  }
});

Deno.test("what differs by more than dependence explains is still marked", async () => {
  const steady = { expectation: "steady", claimedEntropy: null } as const;
  const base = correlated(0.9, 20_000, 600);
  const figures = compareAssessments([
    await assessBytes(base, steady),
    await assessBytes(correlated(0.9, 20_000, 601).map((byte) => Math.min(255, byte + 12)), steady),
    await assessBytes(correlated(0.85, 20_000, 602), steady),
  ]);
  const differs = (name: string) => figures.find(({ figure }) => figure === name)?.differs;
  assertEquals(differs("mean byte"), [false, true, false]);
  assertEquals(differs("serial correlation of bytes"), [false, false, true]);
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
    const json = JSON.parse(comparisonJson(of));
    assertFitsSchema(json);
    assertEquals(json.sameBytesAs, [null, same ? 0 : null]);
    const closing = comparisonClosing(of, { columns: 200, style: PLAIN_STYLE });
    assertMatch(closing, new RegExp(`\n  exit code ${exitCode}\n$`));
    assertEquals(closing.includes("gave the same bytes"), same);
  }
});

/** Compares bytes as the program does, each with those before it. */
async function compared(
  recordings: readonly Uint8Array[],
  changes: Partial<AssessRequest> = {},
): Promise<ComparedSource[]> {
  const earlier = new EarlierRecordings();
  const of: ComparedSource[] = [];
  for (const [source, bytes] of recordings.entries()) {
    const name = "abc"[source];
    of.push({ name, assessment: await assessBytes(bytes, changes, name, { earlier, source }) });
  }
  return of;
}

const STRICT = { named: ["fits", "no-repeats"], minEntropy: null } as const;

Deno.test("a part of an earlier source is named first, with its places, and meets neither fits nor no-repeats", async () => {
  const requirements = STRICT;
  for (
    const [first, second, headline] of [
      [
        fair.subarray(0, 10_000),
        fair.subarray(64, 10_064),
        "9,936 samples at byte 0 are those at byte 64",
      ],
      [
        fair.subarray(0, 8_000),
        fair.subarray(0, 10_000),
        "8,000 samples at byte 0 are those at byte 0",
      ],
      [
        fair.subarray(0, 10_000),
        fair.subarray(0, 8_000),
        "8,000 samples at byte 0 are those at byte 0",
      ],
      [fair.subarray(0, 10_000), fair.subarray(10_000), null],
    ] as const
  ) {
    const of = await compared([first, second], { requirements });
    const { exitCode, result, headlines } = comparisonOf(of);
    const met = headline === null;
    assertEquals([exitCode, result], met ? [0, "compared"] : [6, "unmet"]);
    assertEquals(
      headlines[0].startsWith(`[2] b holds sequences of [1] a: ${headline} there`),
      !met,
    );
    const report = text(200, of);
    assertEquals(report.startsWith(headlines[0].slice(0, 100)), true);
    assertStringIncludes(report, "those before it gave: sequences of 31 bytes or more are found");
    for (const name of ["fits", "no-repeats"]) {
      assertStringIncludes(report, `[1] a: Requirement met: ${name}`);
      assertStringIncludes(report, `[2] b: Requirement ${met ? "met" : "NOT met"}: ${name}`);
    }
    const json = JSON.parse(comparisonJson(of));
    assertFitsSchema(json);
    assertEquals([json.result, json.exitCode, json.verdict.headline], [
      result,
      exitCode,
      headlines[0],
    ]);
    assertEquals(
      json.requirements.map(({ source, met }: { source: number; met: boolean }) => [source, met]),
      [[0, true], [0, true], [1, met], [1, met]],
    );
    const row = (figure: string) =>
      json.comparison.find((one: { figure: string }) => one.figure === figure);
    assertEquals(row("repeated sequences").values, [0, met ? 0 : 1]);
    assertEquals(row("verdict").values, ["passed", met ? "passed" : "departs"]);
    assertEquals(row("verdict").differs, [false, !met]);
  }
});

Deno.test("what chance may give raw sources of little entropy in common is not held against them", async () => {
  const steady = { expectation: "steady", claimedEntropy: null } as const;
  const values = fair.map((byte) => byte < 180 ? 7 : byte);
  const of = await compared([values.subarray(0, 10_000), values.subarray(10_000)], steady);
  const { headlines, assessments } = comparisonOf(of);
  assertEquals((assessments[1]!.against?.repeats ?? 0) > 0, true);
  assertEquals(headlines.some((line) => line.includes("holds sequences of")), false);
});

Deno.test("verdicts that differ, or are all bad, are named before figures that do not", async () => {
  const stuck = (bytes: Uint8Array, at: number) => bytes.slice().fill(99, at, at + 6);
  const [one, other] = [fair.subarray(0, 10_000), fair.subarray(10_000)];
  const none = "No difference beyond noise between 2 sources";
  for (
    const [first, second, headlines] of [
      [one, other, [none]],
      [one, stuck(other, 5_000), ["Verdicts differ: [1] a no fault, [2] b DEPARTS", none]],
      [stuck(one, 2_000), other, ["Verdicts differ: [1] a DEPARTS, [2] b no fault", none]],
    ] as const
  ) {
    assertEquals(comparisonOf(await compared([first, second])).headlines, headlines);
  }
  const ones = other.map((byte) => byte | 1);
  assertEquals(comparisonOf(await compared([one, ones])).headlines, [
    "b differs from a by more than noise",
    "Verdicts differ: [1] a no fault, [2] b DEPARTS",
  ]);
  const counter = Uint8Array.from({ length: 2560 }, (_, i) => i);
  const { headlines } = comparisonOf(
    await compared([counter, counter.map((byte) => 255 - byte)], { scope: "fips" }),
  );
  assertEquals(headlines, ["All 2 verdicts are DEPARTS", none]);
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
  const gone = { name: "gone", error: "Failed to open gone", exitCode: 1 };
  for (
    const [of, result, exitCode] of [
      [[good, good], "compared", 0],
      [[good, bad], "unmet", 6],
      [[good, gone], "incomplete", 1],
      [[bad, gone], "incomplete", 1],
    ] as const
  ) {
    const json = JSON.parse(comparisonJson(of));
    assertFitsSchema(json);
    assertEquals([json.result, json.exitCode], [result, exitCode]);
  }
});

Deno.test("a source without figures, or with some, has its column, and why stands below its name", async () => {
  const problem = new Failure(1, "Cannot assess a constant source");
  const constant = await assessBytes(new Uint8Array(3_000).fill(7), { partial: true });
  const of: ComparedSource[] = [
    { name: "gone", error: "Failed to open gone", exitCode: 1 },
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
  const json = JSON.parse(comparisonJson(of));
  assertFitsSchema(json);
  assertEquals([json.exitCode, json.comparison[2].values], [1, [
    null,
    json.comparison[2].values[1],
    7,
  ]]);
});
