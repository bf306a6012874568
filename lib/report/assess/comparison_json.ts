import { baseOf } from "../../assess/comparison.ts";
import { jsonReport } from "../json_report.ts";
import { type ComparedSource, type Comparison, comparisonOf } from "./comparison.ts";
import { assessmentFields } from "./json.ts";
import { repeatsOf } from "./repeat_lines.ts";

/** A comparison as one line of JSON, with the whole report of each source. */
export function comparisonJson(sources: readonly ComparedSource[]): string {
  const comparison = comparisonOf(sources);
  const [headline, ...sentences] = comparison.headlines;
  return jsonReport("assess", {
    result: comparison.result,
    exitCode: comparison.exitCode,
    verdict: { headline, sentences },
    requirements: comparison.requirements,
    sources: sources.map((one) =>
      "error" in one
        ? { name: one.name, error: one.error, exitCode: one.exitCode }
        : assessmentFields(one.assessment)
    ),
    comparison: [...comparison.figures, ...outcomeRows(comparison)],
    sameBytesAs: comparison.sameBytes,
  });
}

/** Rows that have no noise: the verdicts, and how many repeated sequences there are. */
function outcomeRows({ assessments, verdicts }: Comparison) {
  const row = (figure: string, values: readonly (string | number | null)[]) => {
    const first = values[baseOf(assessments)] ?? null;
    return {
      figure,
      values,
      deviations: values.map(() => null),
      tooFew: values.map(() => false),
      differs: values.map((value) => value !== null && first !== null && value !== first),
    };
  };
  return [
    row("verdict", verdicts.map((one) => one?.outcome ?? null)),
    row("repeated sequences", assessments.map((one) => one && repeatsOf(one))),
  ];
}
