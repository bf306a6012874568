import type { FipsStreamResult } from "../../fips_140_2/types.ts";
import { type Chart, COLOUR, NARROW_PIXELS, type Plot } from "../page/charts.ts";
import { grouped, plural } from "../numbers.ts";

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
    alternative: `${plural(fips.failedBlocks, "failed block")} of ${grouped(fips.blocks)} in ` +
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
