/**
 * The parts of Apache ECharts that our charts are made of, and nothing else of it. Its own index modules would bring
 * all of it into the bundle, three times as much. It draws SVG by itself: no document is needed.
 */
import { init, use } from "echarts/core";
import "echarts/lib/chart/bar.js";
import "echarts/lib/chart/custom.js";
import "echarts/lib/chart/line.js";
import "echarts/lib/chart/scatter.js";
import "echarts/lib/component/gridSimple.js";
import { SVGRenderer } from "echarts/renderers";

/**
 * Gives packages that were written for Node an environment of their own, in which NODE_ENV is "production". They ask
 * for it at every step, also after the permission to ask the real one is dropped (Deno). Bun drops none.
 */
function settleNodeEnvironment(): void {
  if (!("Deno" in globalThis)) return;
  const { process } = globalThis as {
    process?: { env: Record<string, string> };
  };
  if (process !== undefined) process.env = { NODE_ENV: "production" };
}

settleNodeEnvironment();
use(SVGRenderer);

export { init };
