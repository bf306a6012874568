import type {
  BarSeriesOption,
  CustomSeriesOption,
  LineSeriesOption,
  ScatterSeriesOption,
} from "echarts/charts";
import type { GridComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { EXIT, Failure } from "../../failure.ts";
import { drawing, type Html, hypertext } from "./html.ts";

type Series =
  | BarSeriesOption
  | CustomSeriesOption
  | LineSeriesOption
  | ScatterSeriesOption;

/** Axes, grid and series of one chart. */
export type ChartOption = ComposeOption<Series | GridComponentOption>;

/** A chart that can be drawn at any width. */
export interface Chart {
  /** What a screen reader says in its place: the figures that matter, not the kind of chart. */
  readonly alternative: string;
  /** What is drawn at this width; colours are the page's variables, such as `COLOUR.accent`. */
  options(widthPixels: number): ChartOption & { readonly heightPixels: number };
}

/** Draws charts into a page. */
export interface Charts {
  draw(chart: Chart): Html;
}

/** The page's variables, by what they are for. */
export const COLOUR = {
  accent: "var(--accent)",
  /** An expectation band behind what was found, and the second of two series: light beside dark in grey too. */
  soft: "var(--accent-soft)",
  bad: "var(--bad)",
  text: "var(--text)",
  muted: "var(--muted)",
  line: "var(--line)",
} as const;

/** A screen or paper, and a phone: letters in a drawing shrink with it, so a phone gets its own. */
const WIDTHS_PIXELS = { wide: 920, narrow: 360 } as const;

/** Widths below this are a phone's: fewer ticks. */
export const MIN_WIDE_PIXELS = 500;

/** Letters of axes, at both widths. */
export const TEXT_PIXELS = 11;

/**
 * Loads the charting library. It is large, so only a run that was asked for a page pays for it; after permissions
 * are dropped it can no longer be loaded.
 *
 * @throws Failure (exit 4) where the library is not there, as in deno task keygen
 */
export async function loadCharts(): Promise<Charts> {
  const { init } = await import("./echarts.ts").catch((error) => {
    const [reason] = String(error.message).split("\n");
    throw new Failure(
      EXIT.write,
      `Cannot load what draws the charts of a page: ${reason}`,
      "from the sources, pages are made by: deno task pages COMMAND [OPTION]...",
      { code: "cannot-load-charts" },
    );
  });
  const render = (chart: Chart, width: number): Html => {
    const { heightPixels, ...option } = chart.options(width);
    const drawn = init(null, null, {
      renderer: "svg",
      ssr: true,
      width,
      height: heightPixels,
    });
    drawn.setOption({
      animation: false,
      textStyle: { fontSize: TEXT_PIXELS },
      ...option,
    });
    // The second has no declaration: without it there would be rules for a pointer that hovers.
    const how = { useViewBox: true, cssEmphasis: false };
    const svg = drawn.renderToSVGString(how);
    drawn.dispose();
    return drawing(withoutScriptMarks(svg));
  };
  return {
    draw: (chart) =>
      hypertext`<div class="chart" role="img" aria-label="${chart.alternative}">
<div class="wide" aria-hidden="true">${render(chart, WIDTHS_PIXELS.wide)}</div>
<div class="narrow" aria-hidden="true">${render(chart, WIDTHS_PIXELS.narrow)}</div>
</div>
`,
  };
}

/** What the library leaves for its script in the browser; no script is in our pages. */
function withoutScriptMarks(svg: string): string {
  return svg.replaceAll(/ (?:ecmeta_\w+|pointer-events)="[^"]*"/g, "");
}
