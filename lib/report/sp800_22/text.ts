import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import type { BatteryResult } from "../../sp800_22/battery.ts";
import { groupLines } from "../assess/text.ts";
import { reportClosing, reportText, titleLines } from "../report_text.ts";
import { INDENT, type TextLayout } from "../text_style.ts";
import { assessmentVerdict, sp80022Conditions, sp80022Limits } from "./lines.ts";
import { sp80022Gate } from "./gate.ts";
import { countRows, sp80022Group } from "./test_lines.ts";

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
export function countLines(battery: BatteryResult, layout: TextLayout): string[] {
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
