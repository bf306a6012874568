import { requirementLines } from "../assess/gate.ts";
import { INDENT, type TextStyle } from "../text_style.ts";
import { tableLines } from "../text_table.ts";
import { sentenceLines } from "../format_sentences.ts";
import { wrap } from "../wrap.ts";
import type { EntropySourceGate } from "./gate.ts";
import {
  conditionRows,
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
  type ReportTable,
} from "./report.ts";
import { entropySourceTables } from "./tables.ts";

/** The report for people: verdict, tables, what the verdict does not say, conditions, and the verdict again. */
export function entropySourceText(
  report: EntropySourceReport,
  gate: EntropySourceGate,
  { columns, style }: { readonly columns: number; readonly style: TextStyle },
): string {
  const { outcome, headline, sentences } = entropySourceVerdict(report);
  const tone = outcome === "passed" && gate.result !== "unmet" ? style.bold : style.red;
  const title = (text: string) => wrap(text, columns).map(style.bold);
  const out = wrap(headline, columns).map(tone);
  for (const sentence of sentences) out.push(...sentenceLines(sentence, columns));
  const requirements = requirementLines(gate).flatMap((line) => wrap(line, columns, INDENT));
  out.push(...requirements);
  for (const table of entropySourceTables(report)) {
    out.push(...tableBlock(table, { columns, style }));
  }
  out.push("", ...title("What this does not say"));
  for (const limit of entropySourceLimits(report)) {
    out.push(...wrap(limit, columns, INDENT + "  ", INDENT + "- "));
  }
  out.push("", ...title("Conditions"));
  for (const [name, value] of conditionRows(report)) {
    out.push(...wrap(value, columns, " ".repeat(16), INDENT + name.padEnd(14)));
  }
  // The number once more, where a terminal stands after a long report.
  out.push("", ...wrap(headline, columns).map(tone), ...requirements);
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
