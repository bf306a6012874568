import { counted, duration } from "../../math/amounts.ts";
import type { Spread } from "../../math/quantile.ts";
import type { Advice } from "../../starvation/advice.ts";
import type { Measurement, ModeSummary, Summary } from "../../starvation/measurement.ts";
import { plural } from "../numbers.ts";
import type { Charts } from "../page/charts.ts";
import { type Html, hypertext } from "../page/html.ts";
import {
  dataTable,
  figure,
  keyFigures,
  legend,
  paragraph,
  renderPage,
  section,
  verdictBanner,
} from "../page/page.ts";
import type { Tone } from "../answer.ts";
import { MODE_STYLES, progressChart, roundsToDraw, waitsChart } from "./charts.ts";
import {
  areAlike,
  bitsPerSecond,
  hostRows,
  LIMITS_SENTENCE,
  noticeableRatio,
  shownFields,
  spreadField,
  stalledShare,
} from "./parts.ts";

const ADVICE_TONES: Readonly<Record<Advice["kind"], Tone>> = {
  "nothing measured": "neutral",
  "source failed": "bad",
  "nothing to do": "good",
  "use -l": "caution",
  "wait for the seed": "caution",
  "too few stalls": "neutral",
};

/** The report as one self-contained page: advice first, then charts, figures and conditions. */
export function starvationPage(
  measurement: Measurement,
  summary: Summary,
  advice: Advice,
  charts: Charts,
): string {
  const { conditions, interruptedBy } = measurement;
  const early = interruptedBy === null ? [] : [`Ended early by ${interruptedBy}.`];
  return renderPage({
    title: "How long making a key blocks on this host",
    kicker: "corosync-keygen starvation",
    subtitle: `${measurement.sources.blocking} beside ${measurement.sources["less-secure"]}, ` +
      conditions.time,
    sections: [
      verdictBanner(ADVICE_TONES[advice.kind], advice.sentence, [
        advice.why,
        ...early,
      ]),
      mainFigures(measurement, summary),
      section(
        "Waiting",
        progressFigure(measurement, charts),
        waitsFigure(measurement, charts),
      ),
      section("Figures", figuresTable(measurement, summary)),
      section("Conditions", conditionsTable(measurement), paragraph(LIMITS_SENTENCE)),
    ],
    footer: `${conditions.program} on ${conditions.runtime}; every read is in the --json report.`,
  });
}

function mainFigures(measurement: Measurement, summary: Summary): Html {
  const median = (spread: Spread | null) => spread === null ? "none" : duration(spread.median);
  const medianOf = ({ wholeKeys, rounds }: ModeSummary) =>
    wholeKeys === 0
      ? `no whole key of ${rounds}`
      : `median of ${counted(wholeKeys, "whole key")} of ${rounds}`;
  const { blocking, "less-secure": lessSecure } = summary.modes;
  return keyFigures([
    {
      label: "Key in the default mode",
      value: median(blocking.wholeKeyMilliseconds),
      note: medianOf(blocking),
    },
    {
      label: "Key with -l",
      value: median(lessSecure.wholeKeyMilliseconds),
      note: medianOf(lessSecure),
    },
    {
      label: "Ratio",
      value: noticeableRatio(summary) ?? (summary.ratio === null ? "unknown" : "alike"),
      note: summary.ratio === null
        ? "a key is missing"
        : noticeableRatio(summary) === null
        ? areAlike(measurement, summary)
          ? "no difference that a person notices"
          : "by their medians, but some keys waited"
        : "default mode over -l, medians",
    },
    {
      label: "Time starved",
      value: stalledShare(blocking) ?? "unknown",
      note: `${plural(blocking.stalls.count, "stall")}, longest ${
        duration(blocking.stalls.longestMilliseconds)
      }`,
    },
  ]);
}

function progressFigure(measurement: Measurement, charts: Charts): Html {
  const { rounds } = measurement;
  const drawn = MODE_STYLES.reduce(
    (sum, { mode }) => sum + roundsToDraw(rounds, mode).length,
    0,
  );
  const which = drawn === rounds.length
    ? drawn === 1 ? "the one round" : `all ${drawn} rounds`
    : `${drawn} of ${rounds.length} rounds, the slowest among them`;
  const text = `Bits gathered over time in ${which}, from the first read of a round to its end.`;
  const chart = charts.draw(progressChart(measurement, text));
  return figure("Bits gathered over time", text, chartWithLegend(chart));
}

function waitsFigure(measurement: Measurement, charts: Charts): Html {
  const text =
    "Share of reads that were answered within a time; reads never answered count as later.";
  const chart = charts.draw(waitsChart(measurement, text));
  return figure("How long single reads waited", text, chartWithLegend(chart));
}

function chartWithLegend(chart: Html): Html {
  return hypertext`${legend(MODE_STYLES)}${chart}`;
}

function figuresTable({ plan }: Measurement, { modes }: Summary): Html {
  const row = (name: string, pick: (mode: ModeSummary) => string) => [
    name,
    ...MODE_STYLES.map(({ mode }) => pick(modes[mode])),
  ];
  const spreads = (name: string, pick: (mode: ModeSummary) => Spread | null) =>
    shownFields(MODE_STYLES.map(({ mode }) => pick(modes[mode]))).map((field) =>
      row(`${name}, ${field}`, (mode) => spreadField(pick(mode), field) ?? "none")
    );
  return dataTable(
    `Keys of ${plan.keySizeBytes * 8} bits`,
    [
      { title: "" },
      ...MODE_STYLES.map(({ label }) => ({ title: label, numeric: true })),
    ],
    [
      row("source", ({ sourceName }) => sourceName),
      row("whole keys", ({ wholeKeys, rounds }) => `${wholeKeys} of ${rounds}`),
      row(
        `starved for over ${plan.timeoutSeconds} s, at bits`,
        ({ starvedAtBits }) => starvedAtBits.join(", ") || "none",
      ),
      ...spreads("first byte after", (mode) => mode.firstByteMilliseconds),
      ...spreads("whole key after", (mode) => mode.wholeKeyMilliseconds),
      ...spreads("one read", (mode) => mode.readMilliseconds),
      row(
        `stalls (over ${duration(plan.stallMilliseconds)})`,
        ({ stalls }) => `${stalls.count}`,
      ),
      row(
        "longest stall",
        ({ stalls }) => duration(stalls.longestMilliseconds),
      ),
      row("time in stalls", ({ stalls }) => duration(stalls.totalMilliseconds)),
      row("share of time in stalls", (mode) => stalledShare(mode) ?? "none"),
      row(
        "bits per second in stalls",
        ({ stalls }) => bitsPerSecond(stalls) ?? "none",
      ),
    ],
  );
}

function conditionsTable({ conditions, plan }: Measurement): Html {
  const rounds = plan.seconds === null
    ? counted(plan.rounds, "round")
    : `rounds for at most ${plan.seconds} s, up to ${plan.rounds}`;
  return dataTable("The machine and the moment", [{ title: "" }, {
    title: "here",
  }], [
    ...hostRows(conditions),
    [
      "Plan",
      rounds +
      (plan.rounds === 1 ? "" : `, ${plan.pauseSeconds} s between two`),
    ],
  ]);
}
