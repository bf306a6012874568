import type { FipsStreamResult, StreamStatistics } from "../estimators/stream_types.ts";
import type { NonIidAssessment } from "../estimators/types.ts";
import { type Chart, COLOUR, type Plot } from "./charts.ts";
import { ESTIMATORS, minEntropyOf } from "./entropy_lines.ts";
import { decimals, grouped } from "./numbers.ts";
import { MOST_LAG_SCORE, MOST_POSITION_SCORE } from "./stream_lines.ts";

/** 256 counts are further off than this once in 9,000 histograms: 256 x 2 x Q(5.1) = 8.7e-5 (Bonferroni). */
const BAND_SCORE = 5.1;
/** Widths below this are a phone's: fewer ticks, shorter words. */
const NARROW_PIXELS = 500;

/** How often each byte value came, with the band that fair data stays in. */
export function histogramChart(plot: Plot, { bytes }: StreamStatistics): Chart {
  const expected = bytes.samples / 256;
  const deviation = Math.sqrt(expected * 255 / 256);
  const [least, most] = [expected - BAND_SCORE * deviation, expected + BAND_SCORE * deviation];
  const bars = bytes.histogram.map((count, value) => ({ value, count }));
  const largest = Math.max(most, ...bytes.histogram);
  const smallest = Math.min(...bytes.histogram);
  // Bars that all stand near one height say nothing when they start at zero.
  const near = smallest > expected / 2 && largest < 2 * expected;
  const span = Math.max(most - expected, largest - expected, expected - smallest);
  const domain = near ? [Math.max(0, expected - 1.5 * span), expected + 1.5 * span] : [0, largest];
  return {
    alternative:
      `${grouped(bytes.samples)} bytes: the rarest value ${grouped(smallest)} times, the ` +
      `most common ${grouped(Math.max(...bytes.histogram))}, expected ${decimals(expected, 1)}`,
    options: (width) => ({
      height: 260,
      marginLeft: 56,
      x: {
        label: "byte value",
        domain: [0, 256],
        ticks: width < NARROW_PIXELS ? 4 : 8,
        grid: false,
      },
      y: { label: "occurrences", domain, grid: true, nice: true },
      marks: [
        plot.rect([null], { x1: 0, x2: 256, y1: least, y2: most, fill: COLOUR.band, clip: true }),
        plot.ruleY([expected], { stroke: COLOUR.muted, strokeDasharray: "4 3" }),
        plot.lineY(bars, {
          x: ({ value }: { value: number }) => value + 0.5,
          y: "count",
          curve: "step",
          stroke: COLOUR.accent,
          strokeWidth: 1.25,
        }),
        plot.dot(bars.filter(({ count }) => count < least || count > most), {
          x: ({ value }: { value: number }) => value + 0.5,
          y: "count",
          r: 3,
          fill: COLOUR.bad,
        }),
      ],
    }),
  };
}

/** Runs of each length that were found and that fair data has, in percent of what is expected. */
export function runsChart(plot: Plot, fips: FipsStreamResult): Chart {
  const rows = fips.expectedRuns.flatMap((expected, i) => {
    const length = i === 5 ? "6+" : String(i + 1);
    return ([0, 1] as const).map((bit) => ({
      length,
      bit: bit === 0 ? "zeros" : "ones",
      found: fips.runs[bit][i]!,
      expected,
    }));
  });
  const words = rows.map(({ length, bit, found, expected }) =>
    `${length} ${bit}: ${grouped(found)} of ${grouped(expected)}`
  );
  return {
    alternative: `Runs found and expected, by length: ${words.join("; ")}`,
    options: () => ({
      height: 260,
      marginLeft: 64,
      fx: { label: "length of the run in bits", padding: 0.15 },
      x: { axis: null, domain: ["zeros", "ones"], padding: 0.05 },
      y: { label: "runs", grid: true, nice: true, tickFormat: "~s" },
      marks: [
        plot.barY(rows, {
          fx: "length",
          x: "bit",
          y: "found",
          fill: ({ bit }: { bit: string }) => bit === "zeros" ? COLOUR.accent : COLOUR.second,
        }),
        plot.tickY(rows, {
          fx: "length",
          x: "bit",
          y: "expected",
          stroke: COLOUR.text,
          strokeWidth: 2.5,
        }),
        plot.ruleY([0], { stroke: COLOUR.muted }),
      ],
    }),
  };
}

/** Each estimator on both tracks, as a share of the width of a symbol or bit. */
export function estimatorsChart(plot: Plot, assessment: NonIidAssessment): Chart {
  const { outcomes, bitsPerSymbol, assessedMinEntropy } = assessment;
  const tracks = [["original", "symbols", bitsPerSymbol], ["bitstring", "bit string", 1]] as const;
  const rows = ESTIMATORS.flatMap(([estimator, name]) =>
    tracks.flatMap(([track, label, ideal]) => {
      const found = minEntropyOf(outcomes, estimator, track);
      return found === null ? [] : [{ name, label, share: found / ideal, found }];
    })
  );
  const names = ESTIMATORS.map(([, name]) => name);
  const words = rows.map(({ name, label, found }) => `${name}, ${label}: ${decimals(found, 3)}`);
  return {
    alternative: `Min-entropy by estimator: ${words.join("; ")}`,
    options: (width) => ({
      height: 420,
      marginLeft: width < NARROW_PIXELS ? 120 : 150,
      marginRight: 48,
      fy: { label: null, domain: names, padding: 0.25 },
      y: { axis: null, domain: ["symbols", "bit string"], padding: 0 },
      x: {
        label: "percent of the ideal: 8 bits a symbol, 1 bit a bit"
          .replace("8 bits", `${bitsPerSymbol} bit${bitsPerSymbol === 1 ? "" : "s"}`),
        domain: [0, 100],
        percent: true,
        grid: true,
        ticks: width < NARROW_PIXELS ? 4 : 10,
      },
      marks: [
        plot.axisFy({ label: null, anchor: "left", fontSize: 11 }),
        plot.barX(rows, {
          fy: "name",
          y: "label",
          x: "share",
          fill: ({ label }: { label: string }) =>
            label === "symbols" ? COLOUR.accent : COLOUR.second,
        }),
        plot.text(rows, {
          fy: "name",
          y: "label",
          x: "share",
          text: ({ found }: { found: number }) => decimals(found, 3),
          textAnchor: "start",
          dx: 4,
          fontSize: 10,
          fill: COLOUR.text,
        }),
        plot.ruleX([assessedMinEntropy / bitsPerSymbol], {
          stroke: COLOUR.text,
          strokeDasharray: "4 3",
        }),
        plot.ruleX([0], { stroke: COLOUR.muted }),
      ],
    }),
  };
}

/** How far each bit position is from one half. */
export function positionsChart(plot: Plot, { bitPositions }: StreamStatistics): Chart {
  const rows = bitPositions.map(({ bit, standardScore, proportion }) => ({
    bit: String(bit),
    standardScore,
    proportion,
  }));
  const reach = Math.max(MOST_POSITION_SCORE, ...rows.map((row) => Math.abs(row.standardScore)));
  const words = rows.map(({ bit, proportion }) => `bit ${bit}: ${decimals(100 * proportion, 3)}`);
  return {
    alternative: `Ones in percent at each bit position: ${words.join("; ")}`,
    options: () => ({
      height: 220,
      marginLeft: 48,
      x: { label: "bit of a byte, 7 is the highest", domain: rows.map(({ bit }) => bit) },
      y: { label: "standard deviations", domain: [-1.1 * reach, 1.1 * reach], grid: true },
      marks: [
        scoreBand(plot, MOST_POSITION_SCORE),
        plot.barY(rows, { x: "bit", y: "standardScore", fill: COLOUR.accent }),
        plot.ruleY([0], { stroke: COLOUR.muted }),
      ],
    }),
  };
}

/** Correlation of bits at each distance. */
export function autocorrelationChart(plot: Plot, { autocorrelation }: StreamStatistics): Chart {
  const reach = Math.max(
    MOST_LAG_SCORE,
    ...autocorrelation.map(({ standardScore }) => Math.abs(standardScore)),
  );
  const worst = autocorrelation.reduce((a, b) =>
    Math.abs(b.standardScore) > Math.abs(a.standardScore) ? b : a
  );
  return {
    alternative:
      `Correlation of bits 1 to ${autocorrelation.length} apart, in standard deviations; the ` +
      `largest is ${decimals(worst.standardScore, 2)} at ${worst.lagBits}`,
    options: (width) => ({
      height: 240,
      marginLeft: 48,
      x: {
        label: "distance in bits",
        domain: [0, autocorrelation.length + 1],
        ticks: width < NARROW_PIXELS ? 4 : 8,
      },
      y: { label: "standard deviations", domain: [-1.1 * reach, 1.1 * reach], grid: true },
      marks: [
        scoreBand(plot, MOST_LAG_SCORE),
        plot.ruleX(autocorrelation, {
          x: "lagBits",
          y: "standardScore",
          stroke: COLOUR.accent,
          strokeWidth: width < NARROW_PIXELS ? 2 : 5,
        }),
        plot.ruleY([0], { stroke: COLOUR.muted }),
      ],
    }),
  };
}

/** Failed blocks over the stream. */
export function timelineChart(plot: Plot, fips: FipsStreamResult): Chart {
  const { blocksPerStretch, failedBlocks } = fips.timeline;
  const rows = failedBlocks.map((failed, i) => ({
    from: i * blocksPerStretch,
    to: Math.min((i + 1) * blocksPerStretch, fips.blocks),
    failed,
  }));
  const top = Math.max(2, ...failedBlocks);
  return {
    alternative: `${grouped(fips.failedBlocks)} failed blocks of ${grouped(fips.blocks)} in ` +
      `${rows.length} stretches of ${grouped(blocksPerStretch)}; at most ` +
      `${grouped(Math.max(...failedBlocks))} in one`,
    options: (width) => ({
      height: 200,
      marginLeft: 48,
      x: {
        label: "block",
        domain: [0, fips.blocks],
        ticks: width < NARROW_PIXELS ? 4 : 8,
        tickFormat: "~s",
      },
      y: { label: "failed blocks", domain: [0, top], ticks: Math.min(top, 5), grid: true },
      marks: [
        plot.text(fips.failedBlocks === 0 ? ["no block failed"] : [], {
          frameAnchor: "middle",
          fill: COLOUR.muted,
        }),
        plot.rectY(rows, { x1: "from", x2: "to", y: "failed", fill: COLOUR.bad, inset: 0 }),
        plot.ruleY([0], { stroke: COLOUR.muted }),
      ],
    }),
  };
}

/** What fair data stays between. */
function scoreBand(plot: Plot, most: number) {
  return plot.ruleY([-most, most], { stroke: COLOUR.muted, strokeDasharray: "4 3" });
}
