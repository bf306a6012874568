import { reportClosing, reportText, titleLines } from "../report_text.ts";
import type { TextLayout } from "../text_style.ts";
import { tableLines } from "../text_table.ts";
import type { EntropySourceGate } from "./gate.ts";
import {
  conditionRows,
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
  type ReportTable,
} from "./report.ts";
import { entropySourceTables } from "./tables.ts";

/**
 * The report for people: verdict, tables, what the verdict does not say, conditions, and the verdict again; the exit
 * code for whoever reads along, or has required something.
 */
export function entropySourceText(
  report: EntropySourceReport,
  gate: EntropySourceGate,
  layout: TextLayout,
  isTerminal: boolean,
): string {
  const answer = entropySourceVerdict(report);
  return reportText({
    answer,
    gate,
    body: entropySourceTables(report).flatMap((table) => tableBlock(table, layout)),
    limits: entropySourceLimits(report),
    conditions: conditionRows(report),
    nameColumns: 14,
  }, layout) + reportClosing(answer, gate, layout, isTerminal || gate.requirements.length > 0);
}

/** A table with its title and note, and an empty line before. */
export function tableBlock(table: ReportTable, layout: TextLayout): string[] {
  return [
    ...titleLines(table.title, layout, table.note),
    ...tableLines(table, layout.columns, layout.style),
  ];
}
