import type { Assessment } from "../../assess/assessment.ts";
import type { RepeatsResult } from "../../assess/stream_types.ts";
import { conditionLines } from "./conditions.ts";
import { assessmentFigures } from "./figures.ts";
import { conditioningSentence, idealRange } from "./entropy_lines.ts";
import { limits, testGroups, type Verdict } from "./verdict.ts";
import type { Charts } from "../page/charts.ts";
import type { Html } from "../page/html.ts";
import { idealBand } from "../../assess/ideal_score.ts";
import { allEstimated } from "../../sp800_90b/jobs.ts";
import type { Assessed } from "./gate.ts";
import type { Gate } from "../requirements.ts";
import { failedBlocksNote } from "./fips_lines.ts";
import { lengthOf, repeatsGroup } from "./repeat_lines.ts";
import { entropyFigure, grouped, percentAtMost, plural } from "../numbers.ts";
import {
  bulletList,
  type KeyFigure,
  keyFigures,
  paragraph,
  reportPage,
  section,
} from "../page/page.ts";
import { testTable } from "../page/test_table.ts";

/** The assessment as one page: verdict, key figures, charts, every test, limits, conditions. */
export function assessmentPage(
  { assessment, verdict, gate }: Assessed,
  charts: Charts,
): string {
  const { sourceName, reading, conditions } = assessment;
  return reportPage({
    title: `Randomness of ${sourceName}`,
    kicker: "corosync-keygen assess",
    subtitle: `${plural(reading.samples, "sample")}, ${conditions.time}`,
    answer: verdict,
    gate,
    limits: limits(assessment, verdict),
    conditionRows: conditionLines(assessment),
    conditions,
    sections: [
      keyFigures(figuresOf(assessment)),
      section(
        "Criteria, and what to do next",
        bulletList([
          ...criteria(assessment, verdict),
          ...rawSteps(assessment, verdict),
          ...NEXT[nextOf(gate, verdict)],
        ]),
      ),
      section("Charts", ...chartsNote(assessment), ...assessmentFigures(assessment, charts)),
      section("All tests", ...testGroups(assessment).map(testTable)),
    ],
  });
}

function chartsNote({ request }: Assessment): Html[] {
  return request.expectation === "uniform" ? [] : [
    paragraph("Marks and bands are those of uniform bytes, which a raw source need not give."),
  ];
}

/** What makes a verdict, in one place for whoever has to sign it. */
function criteria(
  { request }: Assessment,
  { compared, departing, falseAlarms }: Verdict,
): string[] {
  const uniform = request.expectation === "uniform";
  const fits = uniform
    ? "A test fits where its value lies in what is expected of fair data, as each table states it"
    : "A test fits where its value lies in what is expected of a steady source, as each table states it; what is told " +
      "of uniform bytes has no result";
  const depart = departing.length === 1 ? "departs" : "depart";
  return [
    `${fits}; the verdict is without fault where every test that compares fits and none lacks data.`,
    ...(compared === 0 ? [] : [
      `Here ${
        compared === 1
          ? departing.length === 1 ? "the one test departs" : "the one test fits"
          : `${departing.length} of ${grouped(compared)} tests ${depart}`
      }. ${uniform ? "Fair data" : "A steady source"} departs somewhere in at most ${
        percentAtMost(falseAlarms)
      } percent of such assessments.`,
    ]),
  ];
}

type Next = "keep" | "more" | "departs" | "unmet";

function nextOf({ result }: Gate<string>, { outcome }: Verdict): Next {
  if (outcome === "departs") return "departs";
  return result === "unmet" ? "unmet" : outcome === "incomplete" ? "more" : "keep";
}

/** By how it came out. */
const NEXT: Readonly<Record<Next, readonly string[]>> = {
  keep: [
    "Keep this page with the SHA-256 of the data: whoever has the recording can repeat the assessment by the command " +
    "under Conditions.",
  ],
  more: ["Repeat it with more data: not all could be looked at."],
  unmet: [
    "Do not use the source for what the requirement protects, or repeat it with more data where it is incomplete.",
  ],
  departs: [
    "Repeat it on new data. What departs once may be chance, at the rate above; what departs again is the source.",
    "Where it departs again, look at the places that the verdict and the charts name, and make no key from the source " +
    "until the cause is found.",
  ],
};

/** What a steady source is good for. */
function rawSteps(assessment: Assessment, { outcome }: Verdict): string[] {
  const { request, recording } = assessment;
  if (request.expectation === "uniform" || outcome === "departs") return [];
  const nonIid = recording?.nonIid ?? null;
  const sentence = conditioningSentence(assessment);
  if (nonIid === null) return [sentence];
  const isLimit = !allEstimated(nonIid);
  const figure = `${entropyFigure(nonIid.assessedMinEntropy, isLimit)} bits a symbol`;
  return [
    isLimit
      ? `${sentence} Not all estimators ran: what it may be credited with is at most ${figure}.`
      : `${sentence} Credit it with no more than the ${figure} assessed.`,
  ];
}

/** From which length on repeats are found, and what chance says to them; or that there is nothing to say. */
function repeatsNote(assessment: Assessment, { guaranteedLengthBytes }: RepeatsResult): string {
  const { request } = assessment;
  const [line] = repeatsGroup(assessment)?.lines ?? [];
  if (line?.comparison === "missing") return `no data: ${line.meaning}`;
  const more = line?.comparison === "departs" ? "more" : "no more";
  return `all of ${lengthOf(guaranteedLengthBytes, request)} or more are found; ${
    request.expectation === "uniform"
      ? "fair data has none so long"
      : `${more} than chance gives a steady source`
  }`;
}

function figuresOf(assessment: Assessment): KeyFigure[] {
  const { recording, fips, statistics, repeats, request } = assessment;
  const found: KeyFigure[] = [];
  const { bitsPerSymbol } = request.symbols;
  const uniform = request.expectation === "uniform";
  if (recording?.nonIid) {
    const { assessedMinEntropy, samples } = recording.nonIid;
    const complete = allEstimated(recording.nonIid);
    const ideal = uniform && complete ? idealBand(bitsPerSymbol, samples) : null;
    found.push({
      label: "assessed min-entropy",
      value: `${entropyFigure(assessedMinEntropy, !complete)} of ${bitsPerSymbol}`,
      note: ideal === null
        ? `${complete ? "" : "at most; "}bits a symbol`
        : `bits a symbol; 99.8 percent of ideal recordings score ${idealRange(ideal)}`,
    });
  }
  found.push({
    label: "failed FIPS 140-2 blocks",
    value: `${grouped(fips.failedBlocks)} of ${grouped(fips.blocks)}`,
    note: uniform || fips.blocks === 0 ? failedBlocksNote(fips) : "not held against a raw source",
  });
  if (statistics) {
    found.push({
      label: "Shannon entropy of bytes",
      value: `${entropyFigure(statistics.bytes.shannonEntropy)} of 8`,
      note: "bits a byte; knows no order",
    });
  }
  if (repeats) {
    found.push({
      label: "repeated sequences",
      value: grouped(repeats.repeats),
      note: repeatsNote(assessment, repeats),
    });
  }
  return found;
}
