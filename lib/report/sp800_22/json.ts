import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import type { BatteryResult } from "../../sp800_22/battery.ts";
import { SIGNIFICANCE } from "../../sp800_22/interpretation.ts";
import { jsonReport, problemFields } from "../json_report.ts";
import { sp80022Gate } from "./gate.ts";
import { assessmentVerdict, comparisonOf, sp80022Limits, TEST_TITLES } from "./lines.ts";

/** One line of JSON with every p-value; lib/report/schemas/sp800_22.schema.json describes it. */
export function sp80022Report(assessment: Sp80022Assessment): string {
  const { request, battery, sourceName, problems, reading, conditions } = assessment;
  const { source, symbols, required: _, ...settings } = request;
  const verdict = assessmentVerdict(assessment);
  const { result, exitCode, requirements } = sp80022Gate(assessment, verdict);
  return jsonReport("assess", {
    result,
    exitCode,
    verdict,
    requirements,
    limits: sp80022Limits(battery),
    source: { name: sourceName, kind: source.kind },
    settings: { ...symbols, ...settings },
    conditions,
    reading,
    guess: assessment.formatGuess,
    testingMilliseconds: assessment.testingMilliseconds,
    powersDropped: assessment.permissionsDropped,
    problems: problems.map(problemFields),
    sp800_22: sp80022Fields(battery),
  });
}

/** The battery as a part of a report. */
export function sp80022Fields(battery: BatteryResult): Readonly<Record<string, unknown>> {
  const { sequences, sequenceBits, tests, verdict } = battery;
  return {
    sequences,
    sequenceBits,
    significance: SIGNIFICANCE,
    verdict,
    tests: tests.map((test) => ({
      name: test.name,
      title: TEST_TITLES[test.name][0],
      section: test.section,
      leastBits: test.leastBits,
      sequences: test.sequences,
      comparison: comparisonOf(test, battery),
      subTests: test.subTests,
    })),
  };
}
