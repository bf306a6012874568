import { assertEquals, assertLessOrEqual, assertStringIncludes } from "../../assert.ts";
import { assertFitsSchema } from "../../cli/assessment_report.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";
import { uniformNumbers } from "../../noise.ts";
import { xorshift32 } from "../../sp800_90b/reference_data.ts";
import type { AssessRequest } from "../../../lib/assess/assessment.ts";
import { compareAssessments } from "../../../lib/assess/comparison.ts";
import { ReferenceRecordings } from "../../../lib/assess/reference_recordings.ts";
import {
  type ComparedSource,
  comparisonJson,
  comparisonOf,
} from "../../../lib/report/assess/comparison.ts";
import { comparisonText } from "../../../lib/report/assess/comparison_text.ts";
import { PLAIN_STYLE } from "../../../lib/report/text_style.ts";

const fair = await fairBytes(20_000);
const text = (columns: number, of: readonly ComparedSource[]) =>
  comparisonText(comparisonOf(of), { columns, style: PLAIN_STYLE });

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
    for (const { figure, deviations, differs } of compareAssessments([base, ...others])) {
      assertEquals(differs, [false, false, false], `${figure}, rho = ${rho}`);
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

/** Compares bytes as the program does, each with those before it. */
async function compared(
  recordings: readonly Uint8Array[],
  changes: Partial<AssessRequest> = {},
): Promise<ComparedSource[]> {
  const references = new ReferenceRecordings();
  const of: ComparedSource[] = [];
  for (const [source, bytes] of recordings.entries()) {
    const name = "abc"[source];
    of.push({ name, assessment: await assessBytes(bytes, changes, name, { references, source }) });
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
    const json = JSON.parse(comparisonJson(comparisonOf(of)));
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
    assertEquals([row("verdict").differs, row("verdict").compared], [
      [false, false],
      [false, false],
    ]);
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
  // Of 4 blocks each no two shares of failed ones can differ.
  const none =
    "No difference beyond noise between 2 sources: of 7 figures 6 were compared, 1 was not";
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
  assertEquals(headlines, [
    "All 2 verdicts are DEPARTS",
    "No figure of 2 sources could be compared: too few bytes, events or blocks decide them",
  ]);
});

Deno.test("a state that was cloned is not spoken of where low entropy explains what two sources have in common", async () => {
  const random = uniformNumbers(11);
  const bits = (ones: number) => Uint8Array.from({ length: 30_000 }, () => random() < ones ? 1 : 0);
  for (
    const [name, ones, width] of [
      ["fair coins", 0.5, 8],
      ["rare ones, a bit a symbol", 0.01, 1],
      ["rare ones, a byte a symbol", 0.01, 8],
    ] as const
  ) {
    const symbols = { bitsPerSymbol: width, packed: false };
    const pair = [bits(ones), bits(ones)];
    const copied = [pair[0], pair[1].slice()];
    copied[1].set(pair[0].subarray(3_001, 29_001), 2_000);
    for (const expectation of ["uniform", "steady"] as const) {
      const claimedEntropy = expectation === "steady" ? null : width;
      const spoken = async (of: readonly Uint8Array[]) => {
        const sources = await compared(of, { symbols, expectation, claimedEntropy });
        const report = text(200, sources);
        return [report.includes("cloned"), report.includes("sources of so little entropy (")];
      };
      const [independent, clone] = [await spoken(pair), await spoken(copied)];
      assertEquals(independent[0], false, name);
      if (expectation === "steady") assertEquals(independent[1], false, name);
      if (ones < 0.5 && expectation === "uniform") assertEquals(independent[1], true, name);
      assertEquals(clone, [true, false], `${name}, ${expectation}`);
    }
  }
});
