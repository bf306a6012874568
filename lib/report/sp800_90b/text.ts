import type { TextStyle } from "../text_style.ts";
import { wrap } from "../wrap.ts";
import {
  conditionRows,
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
  type ReportTable,
} from "./report.ts";
import { entropySourceTables } from "./tables.ts";

const INDENT = "  ";
/** Between two columns. */
const GAP = "  ";

/** The report for people: verdict, tables, what the verdict does not say, conditions, and the verdict again. */
export function entropySourceText(
  report: EntropySourceReport,
  { columns, style }: { readonly columns: number; readonly style: TextStyle },
): string {
  const { outcome, headline, sentences } = entropySourceVerdict(report);
  const tone = outcome === "passed" ? style.bold : style.red;
  const title = (text: string) => wrap(text, columns).map(style.bold);
  const out = wrap(headline, columns).map(tone);
  for (const sentence of sentences) out.push(...wrap(sentence, columns, INDENT));
  for (const table of entropySourceTables(report.assessment)) {
    out.push(...tableBlock(table, { columns, style }));
  }
  out.push("", ...title("What this does not say"));
  for (const limit of entropySourceLimits(report)) {
    out.push(...wrap(limit, columns, INDENT + GAP, INDENT + "- "));
  }
  out.push("", ...title("Conditions"));
  for (const [name, value] of conditionRows(report)) {
    out.push(...wrap(value, columns, " ".repeat(16), INDENT + name.padEnd(14)));
  }
  // The number once more, where a terminal stands after a long report.
  out.push("", ...wrap(headline, columns).map(tone));
  return out.join("\n") + "\n";
}

/** A table with its title and note, and an empty line before. */
export function tableBlock(
  table: ReportTable,
  { columns, style }: { readonly columns: number; readonly style: TextStyle },
): string[] {
  return [
    "",
    ...wrap(table.title, columns).map(style.bold),
    ...wrap(table.note, columns, INDENT).map(style.faint),
    ...tableLines(table, columns, style),
  ];
}

/** Cells side by side; the last one, if it is text, goes on in its column on the next line. */
function tableLines(
  { columns: heads, rows }: ReportTable,
  columns: number,
  style: TextStyle,
): string[] {
  if (rows.length === 0) return [];
  const titles = heads.map(({ title }) => title);
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((cells) => cells[i].length))
  );
  const last = heads.length - 1;
  const before = INDENT.length +
    widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  const pad = (cell: string, i: number) =>
    heads[i].numeric ? cell.padStart(widths[i]) : cell.padEnd(widths[i]);
  const line = (cells: readonly string[]): string[] => {
    const start = INDENT + cells.slice(0, last).map((cell, i) => pad(cell, i) + GAP).join("");
    return heads[last].numeric
      ? [start + pad(cells[last], last)]
      : wrap(cells[last], columns, " ".repeat(before), start).map((text) => text.trimEnd());
  };
  return [...line(titles).map(style.faint), ...rows.flatMap(line)];
}
