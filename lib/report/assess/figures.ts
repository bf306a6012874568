import type { Assessment } from "../../assess/assessment.ts";
import type { FipsStreamResult } from "../../fips_140_2/types.ts";
import type { NonIidAssessment } from "../../sp800_90b/types.ts";
import {
  acrossAxis,
  bars,
  boxes,
  DASHED,
  FILLED,
  grid,
  lines,
  namesAxis,
  OUTLINED,
  rowsAxis,
  upAxis,
} from "../page/plot.ts";
import { type Chart, type Charts, COLOUR, MIN_WIDE_PIXELS } from "../page/charts.ts";
import { ESTIMATORS, minEntropyOf } from "./entropy_lines.ts";
import { type Html, hypertext } from "../page/html.ts";
import { entropyFigure, grouped, plural } from "../numbers.ts";
import { figure, legend, paragraph } from "../page/page.ts";
import {
  autocorrelationChart,
  histogramChart,
  lagPlot,
  positionsChart,
  runningChart,
} from "./statistics_charts.ts";

/** All charts that an assessment has something for, each with how to read it. */
export function assessmentFigures(
  assessment: Assessment,
  { draw }: Charts,
): Html[] {
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
          { mark: "filled", label: "symbols, bits a symbol" },
          { mark: "outlined", label: "bit string, bits a bit" },
        ])
      }${draw(estimatorsChart(recording.nonIid))}`,
    ));
  }
  if (statistics) {
    drawn.push(figure(
      "Byte values",
      "How often each byte value came. Fair data stays within the band around the dashed line; values outside are " +
        "marked by triangles. The scale does not start at zero where all counts are alike.",
      draw(histogramChart(statistics)),
    ));
  }
  const running = assessment.stretches?.running ?? null;
  if (running !== null && running.minEntropies.length > 1) {
    drawn.push(figure(
      "Min-entropy along the samples",
      `Of the most common symbol in stretches of ${
        grouped(running.stretchSamples)
      } samples, by its share. Of ` +
        "so few samples fair data has less than its whole; what counts is whether one place is below the others.",
      draw(runningChart(running, bitsPerSymbol)),
    ));
  }
  if (statistics?.pairDensity) {
    drawn.push(figure(
      "Each byte against the next",
      `The darker a cell, the more of the first ${
        grouped(statistics.pairDensity.pairs)
      } pairs are in it. Fair data is an even grey with grains; lines, ` +
        "blocks and holes say that a byte depends on the one before.",
      draw(lagPlot(statistics.pairDensity)),
    ));
  }
  if (fips.blocks > 0) {
    drawn.push(
      figure(
        "Runs of equal bits",
        "How many runs of each length were found, over all blocks; the lines show what is expected of fair bits.",
        hypertext`${
          legend([
            { mark: "filled", label: "zeros" },
            { mark: "outlined", label: "ones" },
          ])
        }${draw(runsChart(fips))}`,
      ),
      figure(
        "Failed FIPS 140-2 blocks over the stream",
        `From its beginning to its end, ${
          fips.timeline.blocksPerStretch === 1
            ? "block by block"
            : `in stretches of ${grouped(fips.timeline.blocksPerStretch)} blocks`
        }. Single failures here and there are chance; many in one place are a fault that came and went.`,
        fips.failedBlocks === 0 ? paragraph("No block failed.") : draw(timelineChart(fips)),
      ),
    );
  }
  if (statistics) {
    drawn.push(figure(
      "Bias of bit positions",
      "How far the number of ones at each position of a byte is from one half. Fair data stays between the dashed lines; a triangle marks what does not.",
      draw(positionsChart(statistics)),
    ));
    if (statistics.autocorrelation.length > 0) {
      drawn.push(figure(
        "Autocorrelation",
        `Whether bits depend on bits before them, over the first ${
          grouped(statistics.autocorrelationBits)
        } bits. Fair data stays between the dashed lines; a triangle marks what does not.`,
        draw(autocorrelationChart(statistics)),
      ));
    }
  }
  return drawn;
}

/** Each estimator on both sequences, as a share of the width of a symbol or bit. */
function estimatorsChart(assessment: NonIidAssessment): Chart {
  const { outcomes, bitsPerSymbol, assessedMinEntropy } = assessment;
  const sequences = [
    {
      sequence: "original",
      label: "symbols",
      ideal: bitsPerSymbol,
      paint: FILLED,
    },
    { sequence: "bitstring", label: "bit string", ideal: 1, paint: OUTLINED },
  ] as const;
  const series = sequences.map(({ sequence, label, ideal, paint }) => ({
    label,
    paint,
    ideal,
    found: ESTIMATORS.map(([estimator]) => minEntropyOf(outcomes, estimator, sequence)),
  })).filter(({ found }) => found.some((minEntropy) => minEntropy !== null));
  const shares = series.flatMap(({ found, ideal }) =>
    found.flatMap((minEntropy) => minEntropy === null ? [] : [minEntropy / ideal])
  );
  const least = Math.min(...shares);
  const words = ESTIMATORS.flatMap(([, name], i) =>
    series.flatMap(({ label, found }) => {
      const minEntropy = found[i] ?? null;
      return minEntropy === null ? [] : [`${name}, ${label}: ${entropyFigure(minEntropy)}`];
    })
  );
  const assessed = 100 * assessedMinEntropy / bitsPerSymbol;
  return {
    alternative: `Min-entropy by estimator: ${words.join("; ")}`,
    options: (width) => ({
      heightPixels: 74 + ESTIMATORS.length * 18 * series.length,
      grid: grid(width < MIN_WIDE_PIXELS ? 120 : 150, 72),
      xAxis: {
        ...acrossAxis(
          `percent of the ideal: ${bitsPerSymbol} bit${bitsPerSymbol === 1 ? "" : "s"} a symbol` +
            (bitsPerSymbol === 1 ? "" : ", 1 bit a bit"),
          { min: 0, max: 100, interval: width < MIN_WIDE_PIXELS ? 25 : 10 },
        ),
        splitLine: { show: true, lineStyle: { color: COLOUR.line } },
      },
      yAxis: rowsAxis(ESTIMATORS.map(([, name]) => name)),
      series: [
        ...series.map(({ found, ideal, paint }) => ({
          ...bars(
            found.map((minEntropy) => 100 * (minEntropy ?? 0) / ideal),
            paint,
          ),
          label: {
            show: true,
            position: "right" as const,
            color: COLOUR.text,
            fontSize: 10,
            formatter: ({ dataIndex }: { dataIndex: number }) => {
              const minEntropy = found[dataIndex] ?? null;
              if (minEntropy === null) return "";
              return entropyFigure(minEntropy) +
                (minEntropy / ideal === least ? " \u25c2 least" : "");
            },
          },
        })),
        // A category's bars reach half a category to either side of it.
        lines([[assessed, -0.5, assessed, ESTIMATORS.length - 0.5]], DASHED),
      ],
    }),
  };
}

/** Runs of each length that were found and that fair data has. */
function runsChart(fips: FipsStreamResult): Chart {
  const lengths = fips.expectedRuns.map((_, i) => i === 5 ? "6+" : String(i + 1));
  const words = lengths.flatMap((length, i) =>
    ["zeros", "ones"].map((name, bit) =>
      `${length} ${name}: ${grouped(fips.runs[bit]?.[i] ?? 0)} of ${grouped(fips.expectedRuns[i])}`
    )
  );
  const top = Math.max(...fips.runs[0], ...fips.runs[1], ...fips.expectedRuns);
  return {
    alternative: `Runs found and expected, by length: ${words.join("; ")}`,
    options: () => ({
      heightPixels: 260,
      grid: grid(72),
      xAxis: namesAxis("length of the run in bits", lengths),
      yAxis: upAxis("runs", {
        min: 0,
        max: 1.05 * top,
        splitNumber: 4,
        format: wholeOnly,
      }),
      series: [
        bars(fips.runs[0], FILLED),
        bars(fips.runs[1], OUTLINED),
        lines(
          fips.expectedRuns.map((
            expected,
            i,
          ) => [i - 0.42, expected, i + 0.42, expected]),
          { stroke: COLOUR.text, lineWidth: 2 },
        ),
      ],
    }),
  };
}

/** Failed blocks over the stream. */
function timelineChart(fips: FipsStreamResult): Chart {
  const { blocksPerStretch, failedBlocks } = fips.timeline;
  const top = Math.max(2, ...failedBlocks);
  return {
    alternative: `${plural(fips.failedBlocks, "failed block")} of ${grouped(fips.blocks)} in ` +
      `${plural(failedBlocks.length, "stretch", "stretches")} of ${
        grouped(blocksPerStretch)
      }; at most ` +
      `${grouped(Math.max(...failedBlocks))} in one`,
    options: (width) => ({
      heightPixels: 180,
      grid: grid(56),
      xAxis: acrossAxis("block", {
        min: 0,
        max: fips.blocks,
        splitNumber: width < MIN_WIDE_PIXELS ? 4 : 8,
        format: wholeOnly,
      }),
      yAxis: upAxis("failed blocks", {
        min: 0,
        max: top,
        splitNumber: Math.min(top, 4),
        format: wholeOnly,
      }),
      series: [
        boxes(
          failedBlocks.flatMap((failed, i) =>
            failed === 0 ? [] : [
              [
                i * blocksPerStretch,
                0,
                Math.min((i + 1) * blocksPerStretch, fips.blocks),
                failed,
              ],
            ]
          ),
          { fill: COLOUR.bad, stroke: COLOUR.bad, lineWidth: 1 },
        ),
      ],
    }),
  };
}

/** There is no half a block or run. */
function wholeOnly(value: number): string {
  return Number.isInteger(value) ? grouped(value) : "";
}
