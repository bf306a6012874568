import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import type { BatteryResult } from "../../sp800_22/battery.ts";
import { fipsGroup } from "../assess/fips_lines.ts";
import { groupLines } from "../assess/text.ts";
import { reportClosing, reportText, titleLines } from "../report_text.ts";
import { assessmentVerdict, sp80022Conditions, sp80022Limits } from "./sp800_22.ts";
import { countRows, sp80022Group } from "./sp800_22_tests.ts";
import { type EntropySourceGate, sp80022Gate } from "./gate.ts";
import {
  conditionRows,
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
  type ReportTable,
} from "./entropy_source.ts";
import { entropySourceTables } from "./tables.ts";
import { INDENT, type TextLayout } from "../text_style.ts";
import { tableLines } from "../text_table.ts";
import { readingRows, type StandardsReport } from "./findings.ts";
import {
  findingsTable,
  type StandardsGate,
  standardsLimits,
  type StandardsVerdict,
} from "./verdict.ts";

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
function tableBlock(table: ReportTable, layout: TextLayout): string[] {
  return [
    ...titleLines(table.title, layout, table.note),
    ...tableLines(table, layout.columns, layout.style),
  ];
}

/**
 * The report for people: verdict, a line a test, counts of p-values, what it does not say, conditions, on a terminal
 * the verdict again.
 */
export function sp80022Text(
  assessment: Sp80022Assessment,
  layout: TextLayout,
  isTerminal = false,
): string {
  const { battery } = assessment;
  const answer = assessmentVerdict(assessment);
  const gate = sp80022Gate(assessment, answer);
  const text = reportText({
    answer,
    gate,
    body: [...groupLines([sp80022Group(battery)], layout), ...countLines(battery, layout)],
    limits: sp80022Limits(battery),
    conditions: sp80022Conditions(assessment),
    nameColumns: 12,
  }, layout);
  return isTerminal ? text + reportClosing(answer, gate, layout) : text;
}

/** Counts of p-values with their title; nothing of a single sequence. */
function countLines(battery: BatteryResult, layout: TextLayout): string[] {
  if (battery.sequences === 1) return [];
  return [
    ...titleLines(
      "p-values from 0 to 0.1, ..., from 0.9 to 1",
      layout,
      "Sequences in each tenth; fair data fills them alike. Of several sub-tests the most uneven.",
    ),
    ...countTable(battery, layout.columns),
  ];
}

/** In narrow columns the counts stand below the name of their test. */
function countTable(battery: BatteryResult, columns: number): string[] {
  const rows = countRows(battery);
  const name = Math.max(...rows.map((row) => row.name.length));
  const digits = Math.max(...rows.flatMap(({ counts }) => counts)).toString().length;
  return rows.flatMap((row) => {
    const counts = row.counts.map((count) => " " + String(count).padStart(digits)).join("");
    return INDENT.length + name + counts.length <= columns
      ? [INDENT + row.name.padEnd(name) + counts]
      : [INDENT + row.name, INDENT + counts];
  });
}

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
