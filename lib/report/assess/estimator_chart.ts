import type { NonIidAssessment } from "../../sp800_90b/types.ts";
import { type Chart, COLOUR, NARROW_PIXELS, type Plot } from "../page/charts.ts";
import { ESTIMATORS, minEntropyOf } from "./entropy_lines.ts";
import { decimals } from "../numbers.ts";

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
