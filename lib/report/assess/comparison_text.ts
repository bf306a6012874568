import type { Assessment } from "../../assess/assessment.ts";
import {
  baseOf,
  compareAssessments,
  type ComparedFigure,
  sameBytesAs,
} from "../../assess/comparison.ts";
import { EXIT } from "../../failure.ts";
import { VERSION } from "../../version.ts";
import { byteSize } from "../numbers.ts";
import { wrap } from "../wrap.ts";
import { gateOf, type GateResult, requirementLines } from "./gate.ts";
import { assessmentFields } from "./json.ts";
import type { Paper } from "./text.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** One source of several: what was found out, or why it could not be assessed. */
export type ComparedSource =
  | { readonly name: string; readonly assessment: Assessment }
  | { readonly name: string; readonly error: string; readonly exitCode: number };

/** What is said of the sources, worked out once for a report. */
interface Findings {
  /** Null of a source that could not be assessed. */
  readonly assessments: readonly (Assessment | null)[];
  readonly verdicts: readonly (Verdict | null)[];
  readonly gates: readonly (GateResult | null)[];
  readonly figures: readonly ComparedFigure[];
  /** Sources that gave the same bytes as one before them, and whether that is a requirement unmet. */
  readonly clones: readonly {
    readonly clone: number;
    readonly original: number;
    readonly rejected: boolean;
  }[];
  readonly exitCode: number;
}

function findingsOf(sources: readonly ComparedSource[]): Findings {
  const assessments = sources.map(assessmentOf);
  const verdicts = assessments.map((one) => one && verdictOf(one));
  const gates = assessments.map((one, i) => one && gateOf(one, verdicts[i]!));
  const clones = sameBytesAs(assessments).flatMap((original, i) => {
    if (original === null) return [];
    const named = assessments[i]?.request.requirements.named ?? [];
    return [{ clone: i, original, rejected: named.includes("no-repeats") }];
  });
  const codes = sources.map((one, i) =>
    "error" in one ? one.exitCode : gates[i]?.exitCode ?? EXIT.ok
  );
  if (clones.some(({ rejected }) => rejected)) codes.push(EXIT.rejected);
  return {
    assessments,
    verdicts,
    gates,
    figures: compareAssessments(assessments),
    clones,
    exitCode: codes.find((code) => code !== EXIT.ok && code !== EXIT.rejected) ??
      codes.find((code) => code === EXIT.rejected) ?? EXIT.ok,
  };
}

/**
 * The exit code of a comparison: that of a source that could not be assessed, else a requirement unmet. Two sources
 * of the same bytes do not meet `no-repeats`.
 */
export function comparisonExitCode(sources: readonly ComparedSource[]): number {
  return findingsOf(sources).exitCode;
}

function assessmentOf(source: ComparedSource): Assessment | null {
  return "error" in source ? null : source.assessment;
}

const OUTCOMES = { passed: "no fault", departs: "DEPARTS", incomplete: "incomplete" } as const;

/** One table: a column a source, a row a figure, and a star where a source differs from the base. */
export function comparisonText(
  sources: readonly ComparedSource[],
  { columns, style }: Paper,
): string {
  const findings = findingsOf(sources);
  const { assessments: all, verdicts, figures } = findings;
  const base = `[${baseOf(all) + 1}]`;
  const row = (name: string, of: (assessment: Assessment) => string) => [
    name,
    ...all.map((one) => one === null ? "-" : of(one)),
  ];
  const rows: string[][] = [
    ["", ...sources.map((_, i) => `[${i + 1}]`)],
    [
      "verdict",
      ...verdicts.map((one) => one === null ? "not assessed" : OUTCOMES[one.outcome]),
    ],
    row("read", ({ reading }) => byteSize(reading.bytes)),
    row("repeated sequences", ({ repeats }) => repeats === null ? "-" : String(repeats.repeats)),
    ...figures.filter(({ values }) => values.some((value) => value !== null)).map((
      { figure, values, differs },
    ) => [
      figure,
      ...values.map((value, i) =>
        value === null ? "-" : `${value.toPrecision(6)}${differs[i] ? " *" : "  "}`
      ),
    ]),
  ];
  const out = [
    ...headlineLines(sources, findings, { columns, style }),
    "",
    ...sources.flatMap((one, i) => [
      `  [${i + 1}] ${one.name}`,
      ...shortcomings(one).flatMap((line) => wrap(line, columns, "      ")),
    ]),
    "",
    ...comparedRows(rows, columns),
    "",
    ...wrap(
      `A star marks what differs from ${base} by more than 4 standard deviations of its noise, which two recordings ` +
        "of one source with independent samples do about once in 16,000 figures. Where samples depend on one another the noise " +
        "is widened by what their serial correlation says; where they depend on more than the one before, stars may come " +
        "more often. assess with one source tells more about it.",
      columns,
      "  ",
    ),
  ];
  const [minEntropy] = figures;
  const uncompared = minEntropy.values.flatMap((value, i) =>
    i !== baseOf(all) && value !== null && minEntropy.values[baseOf(all)] !== null &&
      minEntropy.deviations[i] === null
      ? [`[${i + 1}]`]
      : []
  );
  if (uncompared.length > 0) {
    out.push(...wrap(
      `The assessed min-entropy of ${
        uncompared.join(", ")
      } is not compared with that of ${base}: it depends on how ` +
        "many samples there are, and they have other numbers.",
      columns,
      "  ",
    ));
  }
  out.push(...requirementsOf(sources, findings).flatMap((line) => wrap(line, columns, "  ")));
  return out.join("\n") + "\n";
}

/** Once more what counts, for the end of a table that may be longer than a screen. */
export function comparisonClosing(sources: readonly ComparedSource[], paper: Paper): string {
  const findings = findingsOf(sources);
  return [
    "",
    ...headlineLines(sources, findings, paper),
    ...requirementsOf(sources, findings).flatMap((line) => wrap(line, paper.columns, "  ")),
    `  exit code ${findings.exitCode}`,
  ].join("\n") + "\n";
}

/** Which sources gave the same bytes, which differ, and of how many that can be said. */
function headlineLines(
  sources: readonly ComparedSource[],
  { assessments: all, figures, clones, exitCode }: Findings,
  { columns, style }: Paper,
): string[] {
  const different = sources.filter((_, i) => figures.some(({ differs }) => differs[i]));
  const assessed = all.filter((one) => one !== null).length;
  const numbered = (i: number) => `[${i + 1}] ${sources[i].name}`;
  const same = clones.map(({ clone, original }) =>
    `${numbered(clone)} gave the same bytes as ${
      numbered(original)
    }: one recording read twice, or a state that was cloned`
  );
  const differences = assessed < 2
    ? `Nothing to compare: ${assessed} of ${sources.length} sources could be assessed`
    : different.length > 0
    ? `${different.map(({ name }) => name).join(", ")} ${
      different.length === 1 ? "differs" : "differ"
    } from ${sources[baseOf(all)].name} by more than noise`
    : `No difference beyond noise between ${assessed} sources`;
  const failed = clones.length + different.length > 0 || assessed < sources.length ||
    exitCode !== EXIT.ok;
  return [...same, differences].flatMap((line) =>
    wrap(line, columns).map(failed ? style.red : style.bold)
  );
}

/** Why a source could not be assessed, or not wholly. */
function shortcomings(source: ComparedSource): string[] {
  if ("error" in source) return [`not assessed: ${source.error}`];
  return source.assessment.problems.map(({ message }) => `incomplete: ${message}`);
}

function requirementsOf(
  sources: readonly ComparedSource[],
  { gates, clones }: Findings,
): string[] {
  return sources.flatMap(({ name }, i) => {
    const cloned = clones.find(({ clone, rejected }) => clone === i && rejected);
    const requirements = (gates[i]?.requirements ?? []).map((outcome) =>
      cloned === undefined || outcome.requirement !== "no-repeats" ? outcome : {
        ...outcome,
        met: false,
        found: `${outcome.found}, and all bytes are those of [${cloned.original + 1}]`,
      }
    );
    return requirementLines({ requirements }).map((line) => `[${i + 1}] ${name}: ${line}`);
  });
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
  const { assessments, figures, exitCode } = findingsOf(sources);
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
    comparison: figures,
    sameBytesAs: sameBytesAs(assessments),
  }) + "\n";
}
