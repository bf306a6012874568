import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import type { BatteryResult } from "../../sp800_22/battery.ts";
import { requirementLines } from "../assess/gate.ts";
import { exitSentence, groupLines } from "../assess/text.ts";
import { INDENT, type TextLayout } from "../text_style.ts";
import { sentenceLines } from "../format_sentences.ts";
import { wrap } from "../wrap.ts";
import { assessmentVerdict, sp80022Conditions, sp80022Limits } from "./lines.ts";
import { sp80022Gate } from "./gate.ts";
import { countRows, sp80022Group } from "./test_lines.ts";

/** The report for people: verdict, a line a test, counts of p-values, what it does not say, conditions. */
export function sp80022Text(assessment: Sp80022Assessment, layout: TextLayout): string {
  const { columns, style } = layout;
  const { battery } = assessment;
  const { outcome, headline, sentences } = assessmentVerdict(assessment);
  const gate = sp80022Gate(assessment);
  const bad = outcome === "departs" || gate.result === "unmet";
  const title = (text: string) => wrap(text, columns).map(style.bold);
  const out = wrap(headline, columns).map(bad ? style.red : style.bold);
  for (const sentence of sentences) out.push(...sentenceLines(sentence, columns));
  for (const line of requirementLines(gate)) out.push(...wrap(line, columns, INDENT));
  out.push(...groupLines([sp80022Group(battery)], layout));
  out.push(...countLines(battery, layout));
  out.push("", ...title("What this does not say"));
  for (const limit of sp80022Limits(battery)) {
    out.push(...wrap(limit, columns, INDENT + INDENT, INDENT + "- "));
  }
  out.push("", ...title("Conditions"));
  for (const [name, value] of sp80022Conditions(assessment)) {
    out.push(...wrap(value, columns, " ".repeat(14), INDENT + name.padEnd(12)));
  }
  return out.join("\n") + "\n";
}

/** Once more what counts, for the end of a report that is longer than a screen. */
export function sp80022Closing(
  assessment: Sp80022Assessment,
  { columns, style }: TextLayout,
): string {
  const { outcome, headline } = assessmentVerdict(assessment);
  const gate = sp80022Gate(assessment);
  const bad = outcome === "departs" || gate.result === "unmet";
  const out = [
    "",
    ...wrap(headline, columns).map(bad ? style.red : style.bold),
    ...requirementLines(gate).flatMap((line) => wrap(line, columns, INDENT)),
    exitSentence(gate.exitCode),
  ];
  return out.join("\n") + "\n";
}

/** Counts of p-values with their title; nothing of a single sequence. */
export function countLines(battery: BatteryResult, { columns, style }: TextLayout): string[] {
  if (battery.sequences === 1) return [];
  return [
    "",
    ...wrap("p-values from 0 to 0.1, ..., from 0.9 to 1", columns).map(style.bold),
    ...wrap(
      "Sequences in each tenth; fair data fills them alike. Of several sub-tests the most uneven.",
      columns,
      INDENT,
    ).map(style.faint),
    ...countTable(battery, columns),
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
