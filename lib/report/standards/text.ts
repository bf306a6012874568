import { requirementLines } from "../assess/gate.ts";
import { fipsGroup } from "../assess/fips_lines.ts";
import { groupLines } from "../assess/text.ts";
import { INDENT, type TextLayout } from "../text_style.ts";
import { sp80022Limits } from "../sp800_22/lines.ts";
import { sp80022Group } from "../sp800_22/test_lines.ts";
import { countLines } from "../sp800_22/text.ts";
import { conditionRows } from "../sp800_90b/report.ts";
import { entropySourceTables } from "../sp800_90b/tables.ts";
import { tableBlock } from "../sp800_90b/text.ts";
import { sentenceLines } from "../format_sentences.ts";
import { wrap } from "../wrap.ts";
import { readingRows, type StandardsReport } from "./findings.ts";
import { findingsTable, standardsGate, standardsLimits, standardsVerdict } from "./verdict.ts";

/** The report for people: verdict, a line a standard, every figure, limits, conditions, and the verdict again. */
export function standardsText(report: StandardsReport, layout: TextLayout): string {
  const { columns, style } = layout;
  const { bitTests: { fips, sp80022 }, entropySource } = report;
  const verdict = standardsVerdict(report);
  const gate = standardsGate(report, verdict);
  const tone = verdict.outcome === "failed" || gate.result === "unmet" ? style.red : style.bold;
  const title = (text: string) => ["", ...wrap(text, columns).map(style.bold)];
  const requirements = requirementLines(gate).flatMap((line) => wrap(line, columns, INDENT));
  const out = wrap(verdict.headline, columns).map(tone);
  for (const sentence of verdict.sentences) out.push(...sentenceLines(sentence, columns));
  out.push(...requirements, ...tableBlock(findingsTable(verdict), layout));
  const groups = [fipsGroup(fips), ...(sp80022 === null ? [] : [sp80022Group(sp80022)])];
  out.push(...groupLines(groups, layout));
  if (sp80022 !== null) out.push(...countLines(sp80022, layout));
  for (const table of entropySourceTables(entropySource)) {
    out.push(...tableBlock(table, layout));
  }
  out.push(...title("What this does not say"));
  for (
    const limit of standardsLimits(report, verdict, sp80022 === null ? [] : sp80022Limits(sp80022))
  ) {
    out.push(...wrap(limit, columns, INDENT + INDENT, INDENT + "- "));
  }
  out.push(...title("Conditions"));
  for (const [name, value] of [...readingRows(report), ...conditionRows(entropySource)]) {
    out.push(...wrap(value, columns, " ".repeat(16), INDENT + name.padEnd(14)));
  }
  // The answer once more, where a terminal stands after a long report.
  out.push("", ...wrap(verdict.headline, columns).map(tone), ...requirements);
  return out.join("\n") + "\n";
}
