import type { PlotOptions } from "@observablehq/plot";
import { drawing, type Html, hypertext } from "./html.ts";

/** The charting library, for its marks. */
export type Plot = typeof import("@observablehq/plot");

/** A chart that can be drawn at any width. */
export interface Chart {
  /** What a screen reader says in its place: the figures that matter, not the kind of chart. */
  readonly alternative: string;
  /** Marks and scales at this width; colours are the page's variables, such as `COLOUR.accent`. */
  options(widthPixels: number): PlotOptions;
}

/** Draws charts into a page. */
export interface Charts {
  readonly plot: Plot;
  draw(chart: Chart): Html;
}

/** The page's variables, by what they are for. */
export const COLOUR = {
  accent: "var(--accent)",
  /** An expectation band behind what was found. */
  band: "var(--accent-soft)",
  /** A second series beside the first. */
  second: "var(--second)",
  good: "var(--good)",
  caution: "var(--caution)",
  bad: "var(--bad)",
  text: "var(--text)",
  muted: "var(--muted)",
  line: "var(--line)",
} as const;

/** A screen or paper, and a phone: letters in a drawing shrink with it, so a phone gets its own. */
const WIDTHS_PIXELS = { wide: 920, narrow: 360 } as const;

/** Widths below this are a phone's: fewer ticks. */
export const NARROW_PIXELS = 500;

/** The library's own margins are for smaller letters: axis labels would touch the numbers. */
const LOOK = { marginTop: 30, marginBottom: 44, style: { background: "transparent" } };

/**
 * Loads the charting library and a document for it to draw in. Both are large, so only a run that was asked
 * for a page pays for them; after permissions are dropped they can no longer be loaded.
 */
export async function loadCharts(): Promise<Charts> {
  const [plot, { parseHTML }] = await Promise.all([
    import("@observablehq/plot"),
    import("linkedom"),
  ]);
  // linkedom declares that it returns a window, and leaves out of the type what it puts there.
  const { document } = parseHTML("<!DOCTYPE html><html></html>") as unknown as Required<
    Pick<PlotOptions, "document">
  >;
  const render = (chart: Chart, width: number): Html => {
    const drawn: { readonly outerHTML: string } = plot.plot({
      document,
      width,
      ...LOOK,
      ...chart.options(width),
    });
    return drawing(drawn.outerHTML);
  };
  return {
    plot,
    draw: (chart) =>
      hypertext`<div class="chart" role="img" aria-label="${chart.alternative}">
<div class="wide" aria-hidden="true">${render(chart, WIDTHS_PIXELS.wide)}</div>
<div class="narrow" aria-hidden="true">${render(chart, WIDTHS_PIXELS.narrow)}</div>
</div>
`,
  };
}
