import { failedBlocksNote, fipsGroup } from "../assess/fips_lines.ts";
import { criteriaSection, keyFigures, reportPage, section } from "../page/page.ts";
import { testTable } from "../assess/html.ts";
import { grouped, plural } from "../numbers.ts";
import { sp80022Histograms, subTestTable } from "../sp800_22/html.ts";
import { amountOf } from "../sp800_22/lines.ts";
import { sp80022Group } from "../sp800_22/test_lines.ts";
import { entropyFigures, tableSection } from "../sp800_90b/html.ts";
import { conditionRows } from "../sp800_90b/report.ts";
import { entropySourceTables } from "../sp800_90b/tables.ts";
import { readingRows, type StandardsReport } from "./findings.ts";
import {
  findingsTable,
  standardsCriteria,
  type StandardsGate,
  standardsLimits,
  type StandardsVerdict,
} from "./verdict.ts";

/** All standards on one page: verdict, a line each, every figure, histograms of p-values. */
export function standardsPage(
  report: StandardsReport,
  verdict: StandardsVerdict,
  gate: StandardsGate,
): string {
  const { bitTests: { fips, sp80022 }, entropySource } = report;
  const { subject, conditions, assessment } = entropySource;
  return reportPage({
    title: `Standards on ${subject}`,
    kicker: "corosync-keygen assess --standards",
    subtitle: `${plural(report.recording.samples, "sample")}, ${conditions.time}`,
    answer: verdict,
    gate,
    limits: standardsLimits(report, verdict),
    conditionRows: [...readingRows(report), ...conditionRows(entropySource)],
    conditions,
    sections: [
      keyFigures([
        ...entropyFigures(assessment),
        {
          label: "failed FIPS 140-2 blocks",
          value: `${grouped(fips.failedBlocks)} of ${grouped(fips.blocks)}`,
          note: failedBlocksNote(fips),
        },
      ]),
      criteriaSection(standardsCriteria(report), gate),
      tableSection(findingsTable(verdict)),
      section("Bits", testTable(fipsGroup(fips)), sp80022 && testTable(sp80022Group(sp80022))),
      ...(sp80022 === null ? [] : sp80022Histograms(sp80022)),
      ...entropySourceTables(report.entropySource).map(tableSection),
      sp80022 && section(`All sub-tests of SP 800-22, ${amountOf(sp80022)}`, subTestTable(sp80022)),
    ].filter((part) => part !== null),
  });
}
