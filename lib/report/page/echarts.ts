/**
 * The parts of Apache ECharts that our charts are made of, and nothing else of it. Its own index modules would bring
 * all of it into the bundle, three times as much. It draws SVG by itself: no document is needed.
 */
import "echarts/lib/chart/bar.js";
import "echarts/lib/chart/custom.js";
import "echarts/lib/chart/line.js";
import "echarts/lib/chart/scatter.js";
import "echarts/lib/component/gridSimple.js";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { settleNodeEnvironment } from "../../system/node_environment.ts";

settleNodeEnvironment();
use(SVGRenderer);

export { init };
