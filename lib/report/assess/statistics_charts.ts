import type { StreamStatistics } from "../../assess/stream_types.ts";
import { type Chart, COLOUR, NARROW_PIXELS, type Plot } from "../page/charts.ts";
import { decimals, grouped } from "../numbers.ts";
import { MAX_LAG_SCORE, MAX_POSITION_SCORE } from "./statistics_lines.ts";

/** 256 counts are further off than this once in 9,000 histograms: 256 x 2 x Q(5.1) = 8.7e-5 (Bonferroni). */
const BAND_SCORE = 5.1;
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

/** How far each bit position is from one half. */
export function positionsChart(plot: Plot, { bitPositions }: StreamStatistics): Chart {
  const rows = bitPositions.map(({ bit, standardScore, proportion }) => ({
    bit: String(bit),
    standardScore,
    proportion,
  }));
  const reach = Math.max(MAX_POSITION_SCORE, ...rows.map((row) => Math.abs(row.standardScore)));
  const words = rows.map(({ bit, proportion }) => `bit ${bit}: ${decimals(100 * proportion, 3)}`);
  return {
    alternative: `Ones in percent at each bit position: ${words.join("; ")}`,
    options: () => ({
      height: 220,
      marginLeft: 48,
      x: { label: "bit of a byte, 7 is the highest", domain: rows.map(({ bit }) => bit) },
      y: { label: "standard deviations", domain: [-1.1 * reach, 1.1 * reach], grid: true },
      marks: [
        scoreBand(plot, MAX_POSITION_SCORE),
        plot.barY(rows, { x: "bit", y: "standardScore", fill: COLOUR.accent }),
        plot.ruleY([0], { stroke: COLOUR.muted }),
      ],
    }),
  };
}

/** Correlation of bits at each distance. */
export function autocorrelationChart(plot: Plot, { autocorrelation }: StreamStatistics): Chart {
  const reach = Math.max(
    MAX_LAG_SCORE,
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
        scoreBand(plot, MAX_LAG_SCORE),
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

/** What fair data stays between. */
function scoreBand(plot: Plot, most: number) {
  return plot.ruleY([-most, most], { stroke: COLOUR.muted, strokeDasharray: "4 3" });
}
