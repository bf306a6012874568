import { fipsGroup } from "../assess/fips_lines.ts";
import { groupLines } from "../assess/text.ts";
import { reportClosing, reportText } from "../report_text.ts";
import type { TextLayout } from "../text_style.ts";
import { sp80022Group } from "../sp800_22/test_lines.ts";
import { countLines } from "../sp800_22/text.ts";
import { conditionRows } from "../sp800_90b/report.ts";
import { entropySourceTables } from "../sp800_90b/tables.ts";
import { tableBlock } from "../sp800_90b/text.ts";
import { readingRows, type StandardsReport } from "./findings.ts";
import {
  findingsTable,
  type StandardsGate,
  standardsLimits,
  type StandardsVerdict,
} from "./verdict.ts";

/**
 * The report for people: verdict, a line a standard, every figure, limits, conditions, and the verdict again; the exit
 * code for whoever reads along, or has required something.
 */
export function standardsText(
  report: StandardsReport,
  verdict: StandardsVerdict,
  gate: StandardsGate,
  layout: TextLayout,
  isTerminal: boolean,
): string {
  const { bitTests: { fips, sp80022 }, entropySource } = report;
  const groups = [fipsGroup(fips), ...(sp80022 === null ? [] : [sp80022Group(sp80022)])];
  return reportText({
    answer: verdict,
    gate,
    body: [
      ...tableBlock(findingsTable(verdict), layout),
      ...groupLines(groups, layout),
      ...(sp80022 === null ? [] : countLines(sp80022, layout)),
      ...entropySourceTables(entropySource).flatMap((table) => tableBlock(table, layout)),
    ],
    limits: standardsLimits(report, verdict),
    conditions: [...readingRows(report), ...conditionRows(entropySource)],
    nameColumns: 14,
  }, layout) + reportClosing(verdict, gate, layout, isTerminal || gate.requirements.length > 0);
}
