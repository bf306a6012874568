import {
  bulletList,
  dataTable,
  keyFigures,
  paragraph,
  renderPage,
  section,
  type Tone,
  verdictBanner,
} from "../page/page.ts";
import { decimals, plural } from "../numbers.ts";
import {
  conditionRows,
  entropySourceLimits,
  type EntropySourceOutcome,
  type EntropySourceReport,
  entropySourceVerdict,
} from "./report.ts";
import { entropySourceTables } from "./tables.ts";

const TONES: Readonly<Record<EntropySourceOutcome, Tone>> = {
  passed: "good",
  failed: "bad",
  incomplete: "caution",
};

/** The assessment as one page of tables. */
export function entropySourcePage(report: EntropySourceReport): string {
  const { outcome, headline, sentences } = entropySourceVerdict(report);
  const { conditions, subject, assessment } = report;
  const { noise, restart, conditioning } = assessment;
  const validated = restart?.result.validatedEntropy ?? null;
  const figures = [
    ...(noise === null ? [] : [{
      label: "initial entropy",
      value: decimals(noise.initialEntropy, 4),
      note: `bits a sample of ${plural(noise.bitsPerSymbol, "bit")}: H_I`,
    }]),
    ...(validated === null ? [] : [{
      label: "validated entropy",
      value: decimals(validated, 4),
      note: "bits a sample, after restarts too",
    }]),
    ...(conditioning === null ? [] : [{
      label: "conditioned entropy",
      value: decimals(conditioning.result.entropy, 4),
      note: `bits in each output of ${plural(conditioning.result.component.outputBits, "bit")}`,
    }]),
  ];
  return renderPage({
    title: `Entropy of ${subject}`,
    kicker: "corosync-keygen assess, SP 800-90B",
    subtitle: conditions.time,
    sections: [
      verdictBanner(TONES[outcome], headline, sentences),
      keyFigures(figures),
      ...entropySourceTables(assessment).map(({ title, note, columns, rows }) =>
        section(
          title,
          paragraph(note),
          rows.length === 0 ? null : dataTable(title, columns, rows),
        )
      ),
      section("What this does not say", bulletList(entropySourceLimits(report))),
      section(
        "Conditions",
        dataTable("Where, when and how much", [{ title: "condition" }, { title: "value" }], [
          ...conditionRows(report),
        ]),
      ),
    ],
    footer: `Made by ${conditions.program} on ${conditions.runtime}. Holds no byte of the source.`,
  });
}
