import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import type { BatteryResult, SubTestResult } from "../../sp800_22/battery.ts";
import { UNIFORMITY_CLASSES } from "../../sp800_22/interpretation.ts";
import { testTable } from "../assess/html.ts";
import { computedProbability, grouped, plural } from "../numbers.ts";
import { type Html, hypertext } from "../page/html.ts";
import {
  criteriaSection,
  dataTable,
  figure,
  keyFigures,
  reportPage,
  section,
} from "../page/page.ts";
import { sp80022Criteria, sp80022Gate } from "./gate.ts";
import {
  amountOf,
  assessmentVerdict,
  sp80022Conditions,
  sp80022Limits,
  TEST_TITLES,
} from "./lines.ts";
import { sp80022Group } from "./test_lines.ts";

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
export function sp80022Histograms(battery: BatteryResult): Html[] {
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
export function subTestTable({ tests }: BatteryResult): Html {
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
