import { type Answer, type Result, TONES } from "./answer.ts";
import { type Gate, requirementLines } from "./requirements.ts";
import { sentenceLines } from "./format_sentences.ts";
import { COLUMN_GAP, INDENT, type TextLayout, wrap } from "./text_style.ts";

/** What a report on a source has of its own. */
export interface ReportText {
  readonly answer: Answer<string>;
  readonly gate: Gate<Result>;
  /** Tests and tables; an empty line before each. */
  readonly body: readonly string[];
  readonly limits: readonly string[];
  readonly conditions: readonly (readonly [name: string, value: string])[];
  /** Columns for the names of conditions. */
  readonly nameColumns: number;
}

/** The report for people: the answer, what it rests on, what it does not say, conditions. */
export function reportText(
  { answer, gate, body, limits, conditions, nameColumns }: ReportText,
  layout: TextLayout,
): string {
  const { columns } = layout;
  const below = INDENT + " ".repeat(nameColumns);
  return [
    ...headlineLines([answer.headline], isBad(gate), layout),
    ...answer.sentences.flatMap((sentence) => sentenceLines(sentence, columns)),
    ...requirementLines(gate).flatMap((line) => wrap(line, columns, INDENT)),
    ...body,
    ...titleLines("What this does not say", layout),
    ...limits.flatMap((limit) => wrap(limit, columns, INDENT + COLUMN_GAP, INDENT + "- ")),
    ...titleLines("Conditions", layout),
    ...conditions.flatMap(([name, value]) =>
      wrap(value, columns, below, INDENT + name.padEnd(nameColumns))
    ),
  ].join("\n") + "\n";
}

/** What a report that is longer than a screen ends with. */
export interface Closing {
  readonly headlines: readonly string[];
  readonly isBad: boolean;
  /** A line each. */
  readonly requirements: readonly string[];
  /** Null where it is not told. */
  readonly exitCode: number | null;
}

/** Once more what counts: on a terminal the beginning has scrolled away. */
export function closing(
  { headlines, isBad, requirements, exitCode }: Closing,
  layout: TextLayout,
): string {
  return [
    "",
    ...headlineLines(headlines, isBad, layout),
    ...requirements.flatMap((line) => wrap(line, layout.columns, INDENT)),
    ...(exitCode === null ? [] : [`${INDENT}exit code ${exitCode}`]),
  ].join("\n") + "\n";
}

/** The closing of a report on one source. */
export function reportClosing(
  { headline }: Answer<string>,
  gate: Gate<Result>,
  layout: TextLayout,
  tellsExitCode = true,
): string {
  return closing({
    headlines: [headline],
    isBad: isBad(gate),
    requirements: requirementLines(gate),
    exitCode: tellsExitCode ? gate.exitCode : null,
  }, layout);
}

/** Red is what a page shows as bad: a fault that was found, and a requirement that is not met. */
function isBad({ result }: Gate<Result>): boolean {
  return TONES[result] === "bad";
}

/** In red what is bad. */
export function headlineLines(
  headlines: readonly string[],
  isBad: boolean,
  { columns, style }: TextLayout,
): string[] {
  return headlines.flatMap((line) => wrap(line, columns).map(isBad ? style.red : style.bold));
}

/** What a part of a report begins with: an empty line, its title, and how to read it. */
export function titleLines(title: string, { columns, style }: TextLayout, note?: string): string[] {
  return [
    "",
    ...wrap(title, columns).map(style.bold),
    ...(note === undefined ? [] : wrap(note, columns, INDENT).map(style.faint)),
  ];
}
