import type { Assessment } from "../assessment.ts";
import * as pictures from "./assessment_charts.ts";
import { conditionLines } from "./assessment_conditions.ts";
import { COMPARISON_WORD, judge, limits, testGroups, type Verdict } from "./assessment_verdict.ts";
import { type Charts, COLOUR } from "./charts.ts";
import { type Html, hypertext } from "./html.ts";
import { idealScore } from "./ideal_scores.ts";
import { decimals, grouped, plural } from "./numbers.ts";
import {
  badge,
  bulletList,
  dataTable,
  figure,
  type KeyFigure,
  keyFigures,
  legend,
  renderPage,
  section,
  type Tone,
  verdictBanner,
} from "./page.ts";
import type { TestGroup, TestLine } from "./test_line.ts";

const TONES: Readonly<Record<Verdict["outcome"], Tone>> = {
  passed: "good",
  departs: "bad",
  incomplete: "caution",
};

/** The assessment as one page: verdict, key figures, charts, every test, limits, conditions. */
export function assessmentPage(assessment: Assessment, charts: Charts): string {
  const verdict = judge(assessment);
  const { sourceName, reading, conditions } = assessment;
  return renderPage({
    title: `Randomness of ${sourceName}`,
    kicker: "corosync-keygen assess",
    subtitle: `${plural(reading.samples, "sample")}, ${conditions.time}`,
    sections: [
      verdictBanner(TONES[verdict.outcome], verdict.headline, verdict.sentences),
      keyFigures(figuresOf(assessment)),
      section("Charts", ...figures(assessment, charts)),
      section("All tests", ...testGroups(assessment).map(testTable)),
      section("What this does not say", bulletList(limits(assessment, verdict))),
      section(
        "Conditions",
        dataTable("Where, when and how much", [{ title: "condition" }, { title: "value" }], [
          ...conditionLines(assessment),
        ]),
      ),
    ],
    footer: `Made by ${conditions.program} on ${conditions.runtime}. Holds no byte of the source.`,
  });
}

function figuresOf({ recording, fips, statistics, repeats, request }: Assessment): KeyFigure[] {
  const found: KeyFigure[] = [];
  const { bitsPerSymbol } = request.symbols;
  if (recording?.nonIid) {
    const { assessedMinEntropy, samples } = recording.nonIid;
    const ideal = idealScore(bitsPerSymbol, samples);
    found.push({
      label: "assessed min-entropy",
      value: `${decimals(assessedMinEntropy, 3)} of ${bitsPerSymbol}`,
      note: ideal === null
        ? "bits a symbol"
        : `bits a symbol; ideal data scores ${decimals(ideal.least, 2)} to ${
          decimals(ideal.most, 2)
        }`,
    });
  }
  const { least, most } = fips.verdict.acceptable;
  found.push({
    label: "failed FIPS 140-2 blocks",
    value: `${grouped(fips.failedBlocks)} of ${grouped(fips.blocks)}`,
    note: `fair data has ${grouped(least)} to ${grouped(most)}`,
  });
  if (statistics) {
    found.push({
      label: "Shannon entropy of bytes",
      value: `${decimals(statistics.bytes.shannonEntropy, 4)} of 8`,
      note: "bits a byte; knows no order",
    });
  }
  if (repeats) {
    found.push({
      label: "repeated stretches",
      value: grouped(repeats.repeats),
      note: "of 128 bits or more; fair data has none",
    });
  }
  return found;
}

function figures(assessment: Assessment, { plot, draw }: Charts): Html[] {
  const { recording, statistics, fips } = assessment;
  const drawn: Html[] = [];
  const { bitsPerSymbol } = assessment.request.symbols;
  if (recording?.nonIid) {
    drawn.push(figure(
      "Estimators of min-entropy",
      "How unpredictable each estimator of SP 800-90B finds the source. The least counts: the dashed line is " +
        "the assessment. Even ideal data stays below 100 percent.",
      hypertext`${
        bitsPerSymbol === 1 ? null : legend([
          { colour: COLOUR.accent, label: "symbols, bits a symbol" },
          { colour: COLOUR.second, label: "bit string, bits a bit" },
        ])
      }${draw(pictures.estimatorsChart(plot, recording.nonIid))}`,
    ));
  }
  if (statistics) {
    drawn.push(figure(
      "Byte values",
      "How often each byte value came. Fair data stays within the band around the dashed line; values outside are " +
        "marked. The scale does not start at zero where all counts are alike.",
      draw(pictures.histogramChart(plot, statistics)),
    ));
  }
  if (fips.blocks > 0) {
    drawn.push(
      figure(
        "Runs of equal bits",
        "How many runs of each length were found, over all blocks; the lines show what is expected of fair bits.",
        hypertext`${
          legend([
            { colour: COLOUR.accent, label: "zeros" },
            { colour: COLOUR.second, label: "ones" },
          ])
        }${draw(pictures.runsChart(plot, fips))}`,
      ),
      figure(
        "Failed FIPS 140-2 blocks over the stream",
        `From its beginning to its end, ${
          fips.timeline.blocksPerStretch === 1
            ? "block by block"
            : `in stretches of ${grouped(fips.timeline.blocksPerStretch)} blocks`
        }. Single failures here and there are chance; many in one place are a fault that came and went.`,
        draw(pictures.timelineChart(plot, fips)),
      ),
    );
  }
  if (statistics) {
    drawn.push(figure(
      "Bias of bit positions",
      "How far the number of ones at each position of a byte is from one half. Fair data stays between the dashed lines.",
      draw(pictures.positionsChart(plot, statistics)),
    ));
    if (statistics.autocorrelation.length > 0) {
      drawn.push(figure(
        "Autocorrelation",
        `Whether bits depend on bits before them, over the first ${
          grouped(statistics.autocorrelationBits)
        } bits. Fair data stays between the dashed lines.`,
        draw(pictures.autocorrelationChart(plot, statistics)),
      ));
    }
  }
  return drawn;
}

const COLUMNS = [
  { title: "test" },
  { title: "value", numeric: true },
  { title: "expected" },
  { title: "result" },
  { title: "meaning" },
];

const BADGES: Readonly<Record<TestLine["comparison"], Tone>> = {
  fits: "good",
  departs: "bad",
  info: "neutral",
  missing: "caution",
};

function testTable({ title, note, lines }: TestGroup): Html {
  return hypertext`<h3>${title}</h3>
${
    dataTable(
      typographic(note),
      COLUMNS,
      lines.map(({ comparison, name, value, expected, meaning }) => [
        name.trim(),
        value,
        typographic(expected),
        comparison === "info" ? "" : badge(BADGES[comparison], COMPARISON_WORD[comparison]),
        meaning,
      ]),
    )
  }`;
}

/** The text report keeps to ASCII for terminals that know no more. */
function typographic(text: string): string {
  return text.replaceAll("+-", "\u00b1");
}
