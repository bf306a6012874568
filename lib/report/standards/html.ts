import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import type { BatteryResult, SubTestResult } from "../../sp800_22/battery.ts";
import { UNIFORMITY_CLASSES } from "../../sp800_22/interpretation.ts";
import { limitedData } from "../../sp800_90b/entropy_claim.ts";
import type { EntropySourceAssessment } from "../../sp800_90b/entropy_source_types.ts";
import { failedBlocksNote, fipsGroup } from "../assess/fips_lines.ts";
import { testTable } from "../page/test_table.ts";
import { computedProbability, entropyFigure, entropyText, grouped, plural } from "../numbers.ts";
import { type Html, hypertext } from "../page/html.ts";
import {
  criteriaSection,
  dataTable,
  figure,
  type KeyFigure,
  keyFigures,
  paragraph,
  reportPage,
  section,
} from "../page/page.ts";
import {
  amountOf,
  assessmentVerdict,
  sp80022Conditions,
  sp80022Limits,
  TEST_TITLES,
} from "./sp800_22.ts";
import { sp80022Group } from "./sp800_22_tests.ts";
import { type EntropySourceGate, sp80022Criteria, sp80022Gate } from "./gate.ts";
import {
  conditionRows,
  entropySourceCriteria,
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
  type ReportTable,
} from "./entropy_source.ts";
import { entropySourceTables } from "./tables.ts";
import { readingRows, type StandardsReport } from "./findings.ts";
import {
  findingsTable,
  standardsCriteria,
  type StandardsGate,
  standardsLimits,
  type StandardsVerdict,
} from "./verdict.ts";

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
function tableSection({ title, note, columns, rows }: ReportTable): Html {
  return section(
    title,
    paragraph(note),
    rows.length === 0 ? null : dataTable(title, columns, rows),
  );
}

/** The assessment as one page: verdict, every test, histograms, all sub-tests, limits, conditions. */
export function sp80022Page(assessment: Sp80022Assessment): string {
  const { battery, sourceName, conditions } = assessment;
  const verdict = assessmentVerdict(assessment);
  const gate = sp80022Gate(assessment, verdict);
  const { outsideProportion, outsideProportionExpected, subTests, pValue } = battery.verdict;
  return reportPage({
    title: `Randomness of ${sourceName}`,
    kicker: "corosync-keygen assess --sp800-22",
    subtitle: `${amountOf(battery)}, ${conditions.time}`,
    answer: verdict,
    gate,
    limits: sp80022Limits(battery),
    conditionRows: sp80022Conditions(assessment),
    conditions,
    sections: [
      keyFigures([
        {
          label: "all figures together",
          value: pValue === null ? "none" : computedProbability(pValue),
          note: "0.01 and below departs",
        },
        {
          label: "outside the interval",
          value: `${outsideProportion} of ${subTests}`,
          note: `by chance alone ${outsideProportionExpected.toFixed(1)}`,
        },
      ]),
      criteriaSection(sp80022Criteria(), gate),
      section("All tests", testTable(sp80022Group(battery))),
      ...sp80022Histograms(battery),
      section("All sub-tests", subTestTable(battery)),
    ],
  });
}

/** A histogram of p-values for each test, all its sub-tests together; none of a single sequence. */
function sp80022Histograms(battery: BatteryResult): Html[] {
  if (battery.sequences === 1) return [];
  const figures = battery.tests.filter(({ sequences }) => sequences > 0).map((test) => {
    const counts = new Array<number>(UNIFORMITY_CLASSES).fill(0);
    for (const { uniformity } of test.subTests) {
      uniformity.counts.forEach((count, i) => counts[i] += count);
    }
    const total = counts.reduce((a, b) => a + b);
    return figure(
      TEST_TITLES[test.name][0],
      `${plural(total, "p-value")} of ${plural(test.sequences, "sequence")} in ten classes ` +
        "from 0 to 1; the dashed line is what fair data has in each.",
      histogram(counts),
    );
  });
  return [section("p-values", ...figures)];
}

const WIDTH = 640, HEIGHT = 128, FOOT = 20;

/** Bars with their counts; the whole is one image to a screen reader, and says its counts. */
function histogram(counts: readonly number[]): Html {
  const total = counts.reduce((a, b) => a + b);
  const expected = total / counts.length;
  const scale = (HEIGHT - 2 * FOOT) / Math.max(expected, ...counts);
  const step = WIDTH / counts.length;
  const bars = counts.map((count, i) => {
    const height = count * scale;
    const x = (i * step + 2).toFixed(1), middle = ((i + 0.5) * step).toFixed(1);
    const top = HEIGHT - FOOT - height;
    return hypertext`<rect x="${x}" y="${top.toFixed(1)}" width="${
      (step - 4).toFixed(1)
    }" height="${height.toFixed(1)}" style="fill:var(--accent)"/>
<text x="${middle}" y="${HEIGHT - 3}" text-anchor="middle" style="fill:var(--muted)">${
      ((i + 0.5) / counts.length).toFixed(2)
    }</text>
`;
  });
  // After the line and with a rim, which it does not cross out.
  const words = counts.map((count, i) =>
    hypertext`<text x="${((i + 0.5) * step).toFixed(1)}" y="${
      (HEIGHT - FOOT - count * scale - 3).toFixed(1)
    }" text-anchor="middle" style="fill:var(--text);stroke:var(--ground);stroke-width:4;paint-order:stroke">${
      grouped(count)
    }</text>
`
  );
  const line = (HEIGHT - FOOT - expected * scale).toFixed(1);
  return hypertext`<div class="chart"><svg class="scaled" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${
    counts.map(grouped).join(", ")
  }">
${bars}<line x1="0" x2="${WIDTH}" y1="${line}" y2="${line}" style="stroke:var(--text)" stroke-dasharray="4 3"/>
${words}</svg></div>
`;
}

/** Section 4.2's table: counts, uniformity and proportion of every sub-test that there was data for. */
function subTestTable({ tests }: BatteryResult): Html {
  const rows = tests.flatMap(({ name, subTests }) =>
    subTests.flatMap((subTest) => {
      const cells = subTestCells(subTest);
      return cells === null ? [] : [[`${TEST_TITLES[name][0]} ${subTest.label}`.trim(), ...cells]];
    })
  );
  return dataTable(
    "Counts of p-values in ten classes, uniformity and passing sequences; * is outside the standard's limits",
    [
      { title: "sub-test" },
      ...Array.from({ length: UNIFORMITY_CLASSES }, (_, i) => ({
        title: `C${i + 1}`,
        numeric: true,
      })),
      { title: "uniformity", numeric: true },
      { title: "passed", numeric: true },
      { title: "smallest p-value", numeric: true },
    ],
    rows,
    "table",
  );
}

function subTestCells(
  { proportion, uniformity, pValues }: SubTestResult,
): (string | number)[] | null {
  if (proportion === null) return null;
  const { passed, sequences, acceptableProportion } = proportion;
  const smallest = pValues.reduce<number>((least, pValue) => Math.min(least, pValue ?? 1), 1);
  return [
    ...uniformity.counts,
    uniformity.pValue === null
      ? "-"
      : computedProbability(uniformity.pValue) + (uniformity.uniform ? "" : " *"),
    `${passed}/${sequences}${acceptableProportion ? "" : " *"}`,
    computedProbability(smallest),
  ];
}

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
