import type { Assessment } from "../../assess/assessment.ts";
import { conditionLines } from "./conditions.ts";
import { sentenceLines } from "../format_sentences.ts";
import { COMPARISON_WORD, limits, testGroups, verdictOf } from "./verdict.ts";
import { gateOf, requirementLines } from "./gate.ts";
import type { TestGroup, TestLine } from "./test_line.ts";
import { COLUMN_GAP, INDENT, type TextLayout, type TextStyle } from "../text_style.ts";
import { wrap } from "../wrap.ts";

/** The room that the meaning of a test needs to stand beside its figures; else it goes below them. */
const MIN_MEANING_COLUMNS = 34;

/**
 * The report for people: verdict, then one line a test with value, expectation and meaning, then what the
 * verdict does not say, and the conditions. In narrow columns the meaning of a test has a line of its own.
 */
export function assessmentText(assessment: Assessment, { columns, style }: TextLayout): string {
  const verdict = verdictOf(assessment);
  const gate = gateOf(assessment, verdict);
  const tone = verdict.outcome === "departs" ? style.red : style.bold;
  const title = (text: string) => wrap(text, columns).map(style.bold);
  const out = wrap(verdict.headline, columns).map(tone);
  for (const sentence of verdict.sentences) out.push(...sentenceLines(sentence, columns));
  for (const line of requirementLines(gate)) out.push(...wrap(line, columns, INDENT));
  out.push(...groupLines(testGroups(assessment), { columns, style }));
  out.push("", ...title("What this does not say"));
  for (const limit of limits(assessment, verdict)) {
    out.push(...wrap(limit, columns, INDENT + COLUMN_GAP, INDENT + "- "));
  }
  out.push("", ...title("Conditions"));
  for (const [name, value] of conditionLines(assessment)) {
    out.push(...wrap(value, columns, " ".repeat(14), INDENT + name.padEnd(12)));
  }
  return out.join("\n") + "\n";
}

/** Once more what counts, for the end of a report that is longer than a screen. */
export function closingText(assessment: Assessment, { columns, style }: TextLayout): string {
  const verdict = verdictOf(assessment);
  const gate = gateOf(assessment, verdict);
  const failed = verdict.outcome === "departs" || gate.result === "unmet";
  const [first, ...more] = [
    ...wrap(verdict.headline, columns),
    ...requirementLines(gate).flatMap((line) => wrap(line, columns, INDENT)),
    exitSentence(gate.exitCode),
  ];
  return ["", (failed ? style.red : style.bold)(first), ...more].join("\n") + "\n";
}

/** What the run ends with, as its last line. */
export function exitSentence(exitCode: number): string {
  return `${INDENT}exit code ${exitCode}`;
}

/** Tests in one table: the columns of all groups have the same width. */
export function groupLines(groups: readonly TestGroup[], { columns, style }: TextLayout): string[] {
  const shape = columnWidths(groups.flatMap(({ lines }) => lines), columns);
  return groups.flatMap(({ title, note, lines }) => [
    "",
    ...wrap(title, columns).map(style.bold),
    ...wrap(note, columns, INDENT).map(style.faint),
    ...lines.flatMap((line) => row(line, shape, style)),
  ]);
}

interface Shape {
  readonly word: number;
  readonly name: number;
  readonly value: number;
  readonly expected: number;
  /** Room for the meaning; null where it goes to a line of its own. */
  readonly meaning: number | null;
  /** Whether what is expected goes there too, since even without a meaning the line is too long. */
  readonly expectedBelow: boolean;
  readonly columns: number;
}

function columnWidths(lines: readonly TestLine[], columns: number): Shape {
  const widest = (of: (line: TestLine) => string) =>
    Math.max(...lines.map((line) => of(line).length));
  const word = widest(({ comparison }) => COMPARISON_WORD[comparison]);
  const name = widest((line) => line.name);
  const value = widest((line) => line.value);
  const expected = widest((line) => line.expected);
  const rest = columns - INDENT.length - word - name - value - expected - 4 * COLUMN_GAP.length;
  const meaning = rest >= MIN_MEANING_COLUMNS ? rest : null;
  return {
    word,
    name,
    value,
    expected,
    meaning,
    expectedBelow: rest < -COLUMN_GAP.length,
    columns,
  };
}

function row(line: TestLine, shape: Shape, style: TextStyle): string[] {
  const { comparison, name, value, expected, meaning } = line;
  const figures = [
    name.padEnd(shape.name),
    value.padStart(shape.value),
    ...(shape.expectedBelow ? [] : [expected.padEnd(shape.expected)]),
  ].join(COLUMN_GAP);
  const start = INDENT + styledWord(comparison, shape.word, style) + COLUMN_GAP;
  const startColumns = INDENT.length + shape.word + COLUMN_GAP.length;
  if (shape.meaning === null) {
    // Four columns to the right of the name, so that the names still stand out.
    const words = shape.expectedBelow && expected !== "" ? `${expected}; ${meaning}` : meaning;
    const below = wrap(words, shape.columns, " ".repeat(startColumns + 4));
    return [(start + figures).trimEnd(), ...below.map(style.faint)];
  }
  const [first, ...more] = wrap(meaning, shape.meaning);
  const below = " ".repeat(startColumns + figures.length + COLUMN_GAP.length);
  return [
    (start + figures + COLUMN_GAP + first).trimEnd(),
    ...more.map((rest) => below + rest),
  ];
}

/** Padded before it is set off: a terminal does not count what sets it off. */
function styledWord(
  comparison: TestLine["comparison"],
  columns: number,
  style: TextStyle,
): string {
  const word = COMPARISON_WORD[comparison].padEnd(columns);
  if (comparison === "departs") return style.bold(style.red(word));
  return comparison === "fits" ? style.green(word) : word;
}
