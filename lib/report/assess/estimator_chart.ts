import type { NonIidAssessment } from "../../sp800_90b/types.ts";
import { acrossAxis, grid, rowsAxis } from "../page/axes.ts";
import { type Chart, COLOUR, NARROW_PIXELS } from "../page/charts.ts";
import { bars, DASHED, FILLED, lines, OUTLINED } from "../page/marks.ts";
import { ESTIMATORS, minEntropyOf } from "./entropy_lines.ts";
import { decimals } from "../numbers.ts";

/** Each estimator on both tracks, as a share of the width of a symbol or bit. */
export function estimatorsChart(assessment: NonIidAssessment): Chart {
  const { outcomes, bitsPerSymbol, assessedMinEntropy } = assessment;
  const tracks = [
    {
      track: "original",
      label: "symbols",
      ideal: bitsPerSymbol,
      paint: FILLED,
    },
    { track: "bitstring", label: "bit string", ideal: 1, paint: OUTLINED },
  ] as const;
  const series = tracks.map(({ track, label, ideal, paint }) => ({
    label,
    paint,
    ideal,
    found: ESTIMATORS.map(([estimator]) => minEntropyOf(outcomes, estimator, track)),
  })).filter(({ found }) => found.some((minEntropy) => minEntropy !== null));
  const shares = series.flatMap(({ found, ideal }) =>
    found.flatMap((minEntropy) => minEntropy === null ? [] : [minEntropy / ideal])
  );
  const least = Math.min(...shares);
  const words = ESTIMATORS.flatMap(([, name], i) =>
    series.flatMap(({ label, found }) => {
      const minEntropy = found[i] ?? null;
      return minEntropy === null ? [] : [`${name}, ${label}: ${decimals(minEntropy, 3)}`];
    })
  );
  const assessed = 100 * assessedMinEntropy / bitsPerSymbol;
  return {
    alternative: `Min-entropy by estimator: ${words.join("; ")}`,
    options: (width) => ({
      heightPixels: 74 + ESTIMATORS.length * 18 * series.length,
      grid: grid(width < NARROW_PIXELS ? 120 : 150, 72),
      xAxis: {
        ...acrossAxis(
          `percent of the ideal: ${bitsPerSymbol} bit${bitsPerSymbol === 1 ? "" : "s"} a symbol` +
            (bitsPerSymbol === 1 ? "" : ", 1 bit a bit"),
          { min: 0, max: 100, interval: width < NARROW_PIXELS ? 25 : 10 },
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
              return decimals(minEntropy, 3) +
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
