import type { Assessment } from "../../assess/assessment.ts";
import { compareAssessments } from "../../assess/comparison.ts";
import { EXIT } from "../../failure.ts";
import { VERSION } from "../../version.ts";
import { byteSize } from "../numbers.ts";
import { wrap } from "../wrap.ts";
import { gateOf, requirementLines } from "./gate.ts";
import { assessmentFields } from "./json.ts";
import type { Paper } from "./text.ts";
import { verdictOf } from "./verdict.ts";

/** One source of several: what was found out, or why it could not be assessed. */
export type ComparedSource =
  | { readonly name: string; readonly assessment: Assessment }
  | { readonly name: string; readonly error: string; readonly exitCode: number };

/** The exit code of a comparison: that of a source that could not be assessed, else a requirement unmet. */
export function comparisonExitCode(sources: readonly ComparedSource[]): number {
  const codes = sources.map((one) =>
    "error" in one ? one.exitCode : gateOf(one.assessment, verdictOf(one.assessment)).exitCode
  );
  return codes.find((code) => code !== EXIT.ok && code !== EXIT.rejected) ??
    codes.find((code) => code === EXIT.rejected) ?? EXIT.ok;
}

const OUTCOMES = { passed: "no fault", departs: "DEPARTS", incomplete: "incomplete" } as const;

/** One table: a column a source, a row a figure, and a star where a source differs from the first. */
export function comparisonText(
  sources: readonly ComparedSource[],
  { columns, style }: Paper,
): string {
  const assessed = sources.flatMap((one) => "error" in one ? [] : [one]);
  const figures = compareAssessments(assessed.map(({ assessment }) => assessment));
  const different = assessed.filter((_, i) => figures.some(({ differs }) => differs[i]));
  const headline = assessed.length < 2
    ? `Nothing to compare: ${assessed.length} of ${sources.length} sources could be assessed`
    : different.length === 0
    ? `No difference beyond noise between ${assessed.length} sources`
    : `${different.map(({ name }) => name).join(", ")} ${
      different.length === 1 ? "differs" : "differ"
    } from ${assessed[0].name} by more than noise`;
  const rows: string[][] = [
    ["", ...assessed.map((_, i) => `[${i + 1}]`)],
    ["verdict", ...assessed.map(({ assessment }) => OUTCOMES[verdictOf(assessment).outcome])],
    ["read", ...assessed.map(({ assessment }) => byteSize(assessment.reading.bytes))],
    [
      "repeated sequences",
      ...assessed.map(({ assessment }) =>
        assessment.repeats === null ? "-" : String(assessment.repeats.repeats)
      ),
    ],
    ...figures.filter(({ values }) => values.some((value) => value !== null)).map((
      { figure, values, differs },
    ) => [
      figure,
      ...values.map((value, i) =>
        value === null ? "-" : `${value.toPrecision(6)}${differs[i] ? " *" : "  "}`
      ),
    ]),
  ];
  const failed = different.length > 0 || assessed.length < sources.length;
  const out = [
    ...wrap(headline, columns).map(failed ? style.red : style.bold),
    "",
    ...assessed.map(({ name }, i) => `  [${i + 1}] ${name}`),
    ...sources.flatMap((one) => "error" in one ? [`  not assessed: ${one.error}`] : []),
    "",
    ...comparedRows(rows, columns),
    "",
    ...wrap(
      "A star marks what differs from [1] by more than 4 standard deviations of its noise, which two recordings " +
        "of one source do once in 16,000 figures. assess with one source tells more about it.",
      columns,
      "  ",
    ),
  ];
  const [minEntropy] = figures;
  const uncompared = minEntropy.values.flatMap((value, i) =>
    i > 0 && value !== null && minEntropy.values[0] !== null && minEntropy.deviations[i] === null
      ? [`[${i + 1}]`]
      : []
  );
  if (uncompared.length > 0) {
    out.push(...wrap(
      `The assessed min-entropy of ${
        uncompared.join(", ")
      } is not compared with that of [1]: it depends on how ` +
        "many samples there are, and they have other numbers.",
      columns,
      "  ",
    ));
  }
  for (const { name, assessment } of assessed) {
    const lines = requirementLines(gateOf(assessment, verdictOf(assessment)));
    out.push(...lines.flatMap((line) => wrap(`${name}: ${line}`, columns, "  ")));
  }
  return out.join("\n") + "\n";
}

/** Cells side by side; where they are too wide, those of a row below its name, each behind its source's number. */
function comparedRows([heads, ...rows]: readonly string[][], columns: number): string[] {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  const total = widths.reduce((sum, width) => sum + 2 + width, 0);
  if (total > columns) {
    return rows.flatMap(([name, ...cells]) => [
      `  ${name}`,
      ...wrap(
        cells.map((cell, i) => `${heads[i + 1]} ${cell.trimEnd()}`.replaceAll(" ", "\u00a0"))
          .join(", "),
        columns,
        "      ",
      ).map((line) => line.replaceAll("\u00a0", " ")),
    ]);
  }
  return [heads, ...rows].map((row) =>
    `  ${
      row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join("  ")
    }`.trimEnd()
  );
}

/** The same as one line of JSON, with the whole report of each source. */
export function comparisonJson(sources: readonly ComparedSource[]): string {
  const exitCode = comparisonExitCode(sources);
  const assessed = sources.flatMap((one) => "error" in one ? [] : [one.assessment]);
  return JSON.stringify({
    program: "corosync-keygen",
    version: VERSION,
    format: 1,
    command: "assess",
    result: "compared",
    exitCode,
    sources: sources.map((one) =>
      "error" in one
        ? { name: one.name, error: one.error, exitCode: one.exitCode }
        : assessmentFields(one.assessment)
    ),
    comparison: compareAssessments(assessed),
  }) + "\n";
}
