import type { Assessment } from "../../../lib/assess/assessment.ts";
import { Failure, Interrupted } from "../../../lib/failure.ts";
import {
  type ComparedSource,
  comparisonJson,
  comparisonOf,
  type SourceRequirement,
} from "../../../lib/report/assess/comparison.ts";
import { comparisonText } from "../../../lib/report/assess/comparison_text.ts";
import { gateOf } from "../../../lib/report/assess/gate.ts";
import { unknownRequirements } from "../../../lib/report/requirements.ts";
import { verdictOf } from "../../../lib/report/assess/verdict.ts";
import { PLAIN_STYLE } from "../../../lib/report/text_style.ts";
import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { assertFitsSchema } from "../../cli/assessment_report.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

Deno.test("what is required of a source that failed among others is listed as unknown and not met, and the exit code is its", async () => {
  // What is named twice is one requirement.
  const requirements = { named: ["fits", "fits"] as const, minEntropy: 1 };
  const reason = "Cannot assess gone: it is empty";
  const sources: ComparedSource[] = [
    { name: "fair", assessment: await assessBytes(await fairBytes(20_000), { requirements }) },
    {
      name: "gone",
      error: reason,
      exitCode: 1,
      requirements: unknownRequirements(requirements, reason),
    },
  ];
  const json = JSON.parse(comparisonJson(comparisonOf(sources)));
  assertFitsSchema(json);
  assertEquals([json.result, json.exitCode], ["incomplete", 1]);
  assertEquals(
    json.requirements.map((one: SourceRequirement) => [one.source, one.requirement, one.met]),
    [[0, "fits", true], [0, "min-entropy", true], [1, "fits", false], [1, "min-entropy", false]],
  );
  assertEquals(Object.keys(json.sources[1]), ["name", "error", "exitCode"]);
  const text = comparisonText(comparisonOf(sources), { columns: 1000, style: PLAIN_STYLE });
  assertStringIncludes(
    text,
    `  [2] gone: Requirement NOT met: fits is unknown (${reason}), wanted a verdict without fault over all tests\n` +
      `  [2] gone: Requirement NOT met: min-entropy is unknown (${reason}), wanted at least 1 bit a symbol\n`,
  );
});

Deno.test("no requirement is met by a run that is incomplete, whatever it found", async () => {
  const named = ["fits", "fips", "no-repeats", "iid"] as const;
  const whole = await assessBytes(await fairBytes(20_000), {
    requirements: { named, minEntropy: 0.001 },
    partial: true,
  });
  const gate = (problems: Assessment["problems"]) => {
    const assessment = { ...whole, problems };
    const { result, exitCode, requirements } = gateOf(assessment, verdictOf(assessment));
    const found = requirements.map(({ requirement, met }) => `${requirement} ${met}`);
    return [result, exitCode, ...found];
  };
  const names = [...named, "min-entropy"];
  assertEquals(gate([]), ["passed", 0, ...names.map((name) => `${name} true`)]);
  for (const problem of [new Interrupted("SIGTERM", 143), new Failure(1, "It ended")]) {
    assertEquals(gate([problem]), ["unmet", 6, ...names.map((name) => `${name} false`)]);
  }
});

Deno.test("a min-entropy that is required is met by as much, and not by less", async () => {
  const bytes = await fairBytes(20_000);
  const of = async (minEntropy: number) => {
    const assessment = await assessBytes(bytes, { requirements: { named: [], minEntropy } });
    return gateOf(assessment, verdictOf(assessment)).requirements.map(({ met }) => met);
  };
  const { recording } = await assessBytes(bytes);
  const { assessedMinEntropy } = recording!.nonIid!;
  assertEquals([await of(assessedMinEntropy), await of(assessedMinEntropy + 1e-9)], [
    [true],
    [false],
  ]);
});

Deno.test("no-repeats is not met by a repeat too short to be always found that the report says departs", async () => {
  const bytes = await fairBytes(20_000);
  bytes.copyWithin(13_007, 1_001, 1_021);
  const assessment = await assessBytes(bytes, {
    requirements: { named: ["no-repeats"], minEntropy: null },
  });
  assertEquals(assessment.repeats?.repeats, 0);
  const { requirements, exitCode } = gateOf(assessment, verdictOf(assessment));
  assertEquals(exitCode, 6);
  assertEquals(requirements.map(({ met, found }) => [met, found]), [[
    false,
    "0 repeats, and the longest of the kept samples, 20 symbols, departs",
  ]]);
});

Deno.test("a min-entropy that an estimator is missing from is said to be an upper limit in its requirement", async () => {
  const requirements = { named: [], minEntropy: 0.001 };
  const found = async (bytes: number) => {
    const assessment = await assessBytes(await fairBytes(bytes), { requirements, partial: true });
    const [outcome] = gateOf(assessment, verdictOf(assessment)).requirements;
    assertEquals(outcome.met, assessment.problems.length === 0);
    return outcome.found!.replace(/\d+\.\d+/, "H");
  };
  assertEquals(await found(20_000), "H bits a symbol");
  assertEquals(await found(200), "at most H bits a symbol, but the run is incomplete");
});
