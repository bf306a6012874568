import type { Assessment } from "../assessment.ts";
import { COMPARISON_WORD, judge, limits, testGroups } from "./assessment_verdict.ts";
import { conditionLines } from "./assessment_conditions.ts";
import type { TestLine } from "./test_line.ts";

/** The room that the meaning of a test needs to stand beside its figures; else it goes below them. */
const LEAST_MEANING_COLUMNS = 34;
const INDENT = "  ";
/** Between two columns. */
const GAP = 2;

/**
 * The report for people: verdict, then one line a test with value, expectation and meaning, then what the
 * verdict does not say, and the conditions.
 *
 * @param columns to fit into; the meaning of a test goes to a line of its own where it has to
 */
export function assessmentText(assessment: Assessment, columns: number): string {
  const verdict = judge(assessment);
  const groups = testGroups(assessment);
  const shape = columnWidths(groups.flatMap(({ lines }) => lines), columns);
  const out = [...wrap(verdict.headline, columns)];
  for (const sentence of verdict.sentences) out.push(...wrap(sentence, columns, INDENT));
  for (const { title, note, lines } of groups) {
    out.push("", ...wrap(title, columns), ...wrap(note, columns, INDENT));
    for (const line of lines) out.push(...row(line, shape));
  }
  out.push("", "What this does not say");
  for (const limit of limits(assessment, verdict)) {
    out.push(...wrap(limit, columns, INDENT + "  ", INDENT + "- "));
  }
  out.push("", "Conditions");
  for (const [name, value] of conditionLines(assessment)) {
    out.push(...wrap(value, columns, " ".repeat(14), INDENT + name.padEnd(12)));
  }
  return out.join("\n") + "\n";
}

interface Shape {
  readonly word: number;
  readonly name: number;
  readonly value: number;
  readonly expected: number;
  /** Room for the meaning; null where it goes to a line of its own. */
  readonly meaning: number | null;
  readonly columns: number;
}

function columnWidths(lines: readonly TestLine[], columns: number): Shape {
  const widest = (of: (line: TestLine) => string) =>
    Math.max(...lines.map((line) => of(line).length));
  const word = widest(({ comparison }) => COMPARISON_WORD[comparison]);
  const name = widest((line) => line.name);
  const value = widest((line) => line.value);
  const expected = widest((line) => line.expected);
  const rest = columns - INDENT.length - word - name - value - expected - 4 * GAP;
  return {
    word,
    name,
    value,
    expected,
    meaning: rest >= LEAST_MEANING_COLUMNS ? rest : null,
    columns,
  };
}

function row({ comparison, name, value, expected, meaning }: TestLine, shape: Shape): string[] {
  const gap = " ".repeat(GAP);
  const start = [
    INDENT + COMPARISON_WORD[comparison].padEnd(shape.word),
    name.padEnd(shape.name),
    value.padStart(shape.value),
    expected.padEnd(shape.expected),
  ].join(gap);
  const under = " ".repeat(INDENT.length + shape.word + GAP + 2);
  if (shape.meaning === null) {
    return [start.trimEnd(), ...wrap(meaning, shape.columns, under)];
  }
  const [first, ...more] = wrap(meaning, shape.meaning);
  const below = " ".repeat(start.length + GAP);
  return [`${start}${gap}${first ?? ""}`.trimEnd(), ...more.map((line) => below + line)];
}

/** Breaks text at spaces into lines of at most so many columns; a word that is longer stays whole. */
function wrap(text: string, columns: number, indent = "", first = indent): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
