import type { FipsStreamResult } from "../../fips_140_2/types.ts";
import { acrossAxis, grid, namesAxis, upAxis } from "../page/axes.ts";
import { type Chart, COLOUR, NARROW_PIXELS } from "../page/charts.ts";
import { bars, boxes, FILLED, lines, OUTLINED } from "../page/marks.ts";
import { grouped, plural } from "../numbers.ts";

/** Runs of each length that were found and that fair data has. */
export function runsChart(fips: FipsStreamResult): Chart {
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
export function timelineChart(fips: FipsStreamResult): Chart {
  const { blocksPerStretch, failedBlocks } = fips.timeline;
  const top = Math.max(2, ...failedBlocks);
  return {
    alternative: `${plural(fips.failedBlocks, "failed block")} of ${grouped(fips.blocks)} in ` +
      `${failedBlocks.length} stretches of ${grouped(blocksPerStretch)}; at most ` +
      `${grouped(Math.max(...failedBlocks))} in one`,
    options: (width) => ({
      heightPixels: 180,
      grid: grid(56),
      xAxis: acrossAxis("block", {
        min: 0,
        max: fips.blocks,
        splitNumber: width < NARROW_PIXELS ? 4 : 8,
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
