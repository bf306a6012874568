import type {
  PairDensityResult,
  RunningMinEntropy,
  StreamStatistics,
} from "../../assess/stream_types.ts";
import {
  acrossAxis,
  bars,
  boxes,
  DASHED,
  departures,
  FILLED,
  grid,
  lines,
  namesAxis,
  path,
  shadedCells,
  upAxis,
} from "../page/plot.ts";
import { type Chart, COLOUR, MIN_WIDE_PIXELS } from "../page/charts.ts";
import { decimals, entropyFigure, grouped, plural } from "../numbers.ts";
import { MAX_LAG_SCORE, MAX_POSITION_SCORE } from "./statistics_lines.ts";

/** 256 counts are further off than this once in 9,000 histograms: 256 x 2 x Q(5.1) = 8.7e-5 (Bonferroni). */
const BAND_SCORE = 5.1;

/** How often each byte value came, with the band that fair data stays in. */
export function histogramChart({ bytes }: StreamStatistics): Chart {
  const expected = bytes.samples / 256;
  const deviation = Math.sqrt(expected * 255 / 256);
  const [least, most] = [
    expected - BAND_SCORE * deviation,
    expected + BAND_SCORE * deviation,
  ];
  const largest = Math.max(most, ...bytes.histogram);
  const smallest = Math.min(...bytes.histogram);
  // Bars that all stand near one height say nothing when they start at zero.
  const near = smallest > expected / 2 && largest < 2 * expected;
  const span = Math.max(
    most - expected,
    largest - expected,
    expected - smallest,
  );
  const [min, max] = near
    ? [Math.max(0, expected - 1.5 * span), expected + 1.5 * span]
    : [0, 1.05 * largest];
  return {
    alternative:
      `${plural(bytes.samples, "byte")}: the rarest value ${grouped(smallest)} times, the ` +
      `most common ${grouped(Math.max(...bytes.histogram))}, expected ${decimals(expected, 1)}`,
    options: (width) => ({
      heightPixels: 260,
      grid: grid(72),
      xAxis: {
        ...acrossAxis("byte value", { min: 0, max: 256 }),
        interval: width < MIN_WIDE_PIXELS ? 64 : 32,
      },
      yAxis: upAxis("occurrences", {
        min,
        max,
        splitNumber: 4,
        format: grouped,
      }),
      series: [
        boxes([[0, least, 256, most]], { fill: COLOUR.soft }),
        lines([[0, expected, 256, expected]], DASHED),
        path(
          bytes.histogram.map((count, value) => [value + 0.5, count]),
          { stroke: COLOUR.accent, lineWidth: 1.25 },
          "middle",
        ),
        departures(
          bytes.histogram.flatMap((count, value) =>
            count < least || count > most ? [[value + 0.5, count]] : []
          ),
        ),
      ],
    }),
  };
}

/** Shades of a cell by how far its count is from what fair data has, in standard deviations; dark is more. */
const SHADES: readonly (readonly [above: number, opacity: number])[] = [
  [-4, 0.08],
  [-2, 0.18],
  [2, 0.36],
  [4, 0.6],
  [8, 0.95],
];

/** Each byte against the next. */
export function lagPlot({ cells, pairs, counts }: PairDensityResult): Chart {
  const expected = pairs / (cells * cells);
  const deviation = Math.sqrt(expected * (1 - 1 / (cells * cells)));
  const scores = counts.map((count) => (count - expected) / deviation);
  const shades = scores.map((score) => SHADES.findLastIndex(([above]) => score > above));
  const far = scores.filter((score) => Math.abs(score) > 4).length;
  const value = (cell: number) => String(cell * 256 / cells);
  const axis = { min: 0, max: cells, interval: cells / 4, format: value };
  return {
    alternative: `${grouped(pairs)} pairs of a byte and the next in ${cells} by ${cells} cells: ` +
      `${grouped(far)} of ${grouped(cells * cells)} are more than 4 standard deviations off`,
    options: (width) => {
      const side = width < MIN_WIDE_PIXELS ? width - 84 : 380;
      return {
        heightPixels: side + 74,
        grid: grid(64, width - 64 - side),
        xAxis: acrossAxis("byte", axis),
        yAxis: upAxis("next byte", axis),
        series: SHADES.map(([, opacity], shade) =>
          shadedCells(cells, (x, y) => shades[x * cells + y] === shade, {
            fill: COLOUR.text,
            opacity,
          })
        ),
      };
    },
  };
}

/** Min-entropy of the most common symbol along the samples. */
export function runningChart(
  { stretchSamples, minEntropies }: RunningMinEntropy,
  bitsPerSymbol: number,
): Chart {
  const end = stretchSamples * minEntropies.length;
  const least = Math.min(...minEntropies);
  const at = minEntropies.indexOf(least) * stretchSamples;
  const points = minEntropies.map((found, i) => [i * stretchSamples, found] as const);
  return {
    alternative:
      `Min-entropy over ${minEntropies.length} stretches of ${grouped(stretchSamples)} samples: ` +
      `${entropyFigure(least)} to ${
        entropyFigure(Math.max(...minEntropies))
      } bits a symbol, least at ` +
      `sample ${grouped(at)}`,
    options: (width) => ({
      heightPixels: 200,
      grid: grid(56, 40),
      xAxis: acrossAxis("sample", {
        min: 0,
        max: end,
        splitNumber: width < MIN_WIDE_PIXELS ? 3 : 8,
        format: grouped,
      }),
      yAxis: upAxis("bits a symbol", { min: 0, max: bitsPerSymbol, interval: bitsPerSymbol / 4 }),
      series: [path([...points, [end, minEntropies.at(-1)!]], { stroke: COLOUR.accent }, "end")],
    }),
  };
}

/** How far each bit position is from one half. */
export function positionsChart({ bitPositions }: StreamStatistics): Chart {
  const scores = bitPositions.map(({ standardScore }) => standardScore);
  const names = bitPositions.map(({ bit }) => String(bit));
  const words = bitPositions.map(({ bit, proportion }) =>
    `bit ${bit}: ${decimals(100 * proportion, 3)}`
  );
  return {
    alternative: `Ones in percent at each bit position: ${words.join("; ")}`,
    options: () => ({
      heightPixels: 220,
      grid: grid(64),
      xAxis: namesAxis("bit of a byte, 7 is the highest", names),
      yAxis: scoreAxis(scores, MAX_POSITION_SCORE),
      series: [
        bars(scores, FILLED),
        ...scoreLines(-0.5, names.length - 0.5, MAX_POSITION_SCORE),
        departures(
          scores.flatMap((score, i) =>
            Math.abs(score) > MAX_POSITION_SCORE ? [[names[i], score]] : []
          ),
        ),
      ],
    }),
  };
}

/** Correlation of bits at each distance. */
export function autocorrelationChart(
  { autocorrelation }: StreamStatistics,
): Chart {
  const worst = autocorrelation.reduce((a, b) =>
    Math.abs(b.standardScore) > Math.abs(a.standardScore) ? b : a
  );
  const scores = autocorrelation.map(({ standardScore }) => standardScore);
  const end = autocorrelation.length + 1;
  return {
    alternative:
      `Correlation of bits 1 to ${autocorrelation.length} apart, in standard deviations; the ` +
      `largest is ${decimals(worst.standardScore, 2)} at ${worst.lagBits}`,
    options: (width) => ({
      heightPixels: 240,
      grid: grid(64),
      xAxis: acrossAxis("distance in bits", {
        min: 0,
        max: end,
        splitNumber: width < MIN_WIDE_PIXELS ? 4 : 8,
      }),
      yAxis: scoreAxis(scores, MAX_LAG_SCORE),
      series: [
        boxes(
          autocorrelation.map((
            { lagBits, standardScore },
          ) => [lagBits - 0.35, 0, lagBits + 0.35, standardScore]),
          FILLED,
        ),
        ...scoreLines(0, end, MAX_LAG_SCORE),
        departures(
          autocorrelation.flatMap(({ lagBits, standardScore }) =>
            Math.abs(standardScore) > MAX_LAG_SCORE ? [[lagBits, standardScore]] : []
          ),
        ),
      ],
    }),
  };
}

function scoreAxis(scores: readonly number[], limit: number) {
  const reach = Math.ceil(1.2 * Math.max(limit, ...scores.map(Math.abs)));
  return upAxis("standard deviations", {
    min: -reach,
    max: reach,
    splitNumber: 4,
    format: grouped,
  });
}

/** Zero, and what fair data stays between. */
function scoreLines(from: number, to: number, most: number) {
  return [
    lines([[from, 0, to, 0]], { stroke: COLOUR.muted, lineWidth: 1 }),
    lines([[from, -most, to, -most], [from, most, to, most]], DASHED),
  ];
}
