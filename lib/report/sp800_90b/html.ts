import { limitedData } from "../../sp800_90b/entropy_claim.ts";
import type { EntropySourceAssessment } from "../../sp800_90b/entropy_source_types.ts";
import type { Html } from "../page/html.ts";
import {
  criteriaSection,
  dataTable,
  type KeyFigure,
  keyFigures,
  paragraph,
  reportPage,
  section,
} from "../page/page.ts";
import { entropyFigure, entropyText, plural } from "../numbers.ts";
import type { EntropySourceGate } from "./gate.ts";
import {
  conditionRows,
  entropySourceCriteria,
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
  type ReportTable,
} from "./report.ts";
import { entropySourceTables } from "./tables.ts";

/** The assessment as one page of tables. */
export function entropySourcePage(report: EntropySourceReport, gate: EntropySourceGate): string {
  const { conditions, subject, assessment } = report;
  return reportPage({
    title: `Entropy of ${subject}`,
    kicker: "corosync-keygen assess, SP 800-90B",
    subtitle: conditions.time,
    answer: entropySourceVerdict(report),
    gate,
    limits: entropySourceLimits(report),
    conditionRows: conditionRows(report),
    conditions,
    sections: [
      keyFigures(entropyFigures(assessment)),
      criteriaSection(entropySourceCriteria(assessment), gate),
      ...entropySourceTables(report).map(tableSection),
    ],
  });
}

/** The entropy of a sample before and after restarts, and of an output. */
export function entropyFigures(assessment: EntropySourceAssessment): KeyFigure[] {
  const { noise, restart, conditioning } = assessment;
  const sets = limitedData(assessment);
  const isInitialLimit = sets.includes("raw noise");
  const isOutputLimit = sets.length > 0;
  const limit = (isLimit: boolean) => isLimit ? "at most; " : "";
  const validated = restart?.result.validatedEntropy ?? null;
  return [
    ...(noise === null ? [] : [{
      label: "initial entropy",
      value: entropyFigure(noise.initialEntropy, isInitialLimit),
      note: limit(isInitialLimit) +
        `bits a sample of ${plural(noise.bitsPerSymbol, "bit")}: H_I`,
    }]),
    ...(validated === null ? [] : [{
      label: "validated entropy",
      value: entropyFigure(validated),
      note: "bits a sample, after restarts too",
    }]),
    ...(conditioning === null ? [] : [{
      label: "conditioned entropy",
      value: conditioning.result.entropy < 0.0001
        ? entropyText(conditioning.result.entropy, isOutputLimit)
        : entropyFigure(conditioning.result.entropy, isOutputLimit),
      note: limit(isOutputLimit) +
        `bits in each output of ${plural(conditioning.result.component.outputBits, "bit")}`,
    }]),
  ];
}

/** A table with its heading and note. */
export function tableSection({ title, note, columns, rows }: ReportTable): Html {
  return section(
    title,
    paragraph(note),
    rows.length === 0 ? null : dataTable(title, columns, rows),
  );
}
