import { conditionLines } from "./conditions.ts";
import { limits, testGroups } from "./verdict.ts";
import { COMPARISON_WORD, type TestGroup, type TestLine } from "../test_line.ts";
import type { Assessed } from "./gate.ts";
import { reportClosing, reportText, titleLines } from "../report_text.ts";
import { COLUMN_GAP, INDENT, type TextLayout, type TextStyle, wrap } from "../text_style.ts";

/** The room that the meaning of a test needs to stand beside its figures; else it goes below them. */
const MIN_MEANING_COLUMNS = 34;

/**
 * The report for people: verdict, then one line a test with value, expectation and meaning, then what the
 * verdict does not say, and the conditions, on a terminal the verdict again. In narrow columns the meaning of a test has a line of its own.
 */
export function assessmentText(
  { assessment, verdict, gate }: Assessed,
  layout: TextLayout,
  isTerminal = false,
): string {
  const text = reportText({
    answer: verdict,
    gate,
    body: groupLines(testGroups(assessment), layout),
    limits: limits(assessment, verdict),
    conditions: conditionLines(assessment),
    nameColumns: 12,
  }, layout);
  return isTerminal ? text + reportClosing(verdict, gate, layout) : text;
}

/** Tests in one table: the columns of all groups have the same width. */
export function groupLines(groups: readonly TestGroup[], layout: TextLayout): string[] {
  const shape = columnWidths(groups.flatMap(({ lines }) => lines), layout.columns);
  return groups.flatMap(({ title, note, lines }) => [
    ...titleLines(title, layout, note),
    ...lines.flatMap((line) => row(line, shape, layout.style)),
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
