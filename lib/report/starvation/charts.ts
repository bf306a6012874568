import {
  answerMilliseconds,
  type Measurement,
  type Mode,
  type Round,
} from "../../starvation/measurement.ts";
import { duration } from "../../math/amounts.ts";
import { acrossAxis, grid, logarithmicAxis, type Paint, path, upAxis } from "../page/plot.ts";
import { type Chart, COLOUR, MIN_WIDE_PIXELS } from "../page/charts.ts";
import type { LegendMark } from "../page/page.ts";
import { progressOf, slowestRound } from "./parts.ts";

/** More lines than this hide each other and make the page slow. */
const MAX_LINES = 100;

/** The modes with the names and lines they have in the page. */
export const MODE_STYLES: readonly {
  readonly mode: Mode;
  readonly label: string;
  readonly mark: LegendMark;
  readonly paint: Paint;
}[] = [
  {
    mode: "blocking",
    label: "blocking (default)",
    mark: "solid",
    paint: { stroke: COLOUR.accent, lineWidth: 1.75 },
  },
  {
    mode: "less-secure",
    label: "less secure (-l)",
    mark: "dashed",
    paint: { stroke: COLOUR.text, lineWidth: 1.75, lineDash: [5, 3] },
  },
];

/** A step line: what it was at x holds until the next point. */
type Points = readonly (readonly [x: number, y: number])[];

/** The rounds of a mode that are drawn: all, or evenly chosen ones and the slowest. */
export function roundsToDraw(all: readonly Round[], mode: Mode): Round[] {
  const rounds = all.filter((round) => round.mode === mode);
  if (rounds.length <= MAX_LINES) return rounds;
  const stride = rounds.length / (MAX_LINES - 1);
  const chosen = Array.from(
    { length: MAX_LINES - 1 },
    (_, index) => rounds[Math.floor(index * stride)],
  );
  const slowest = slowestRound(all, mode);
  return slowest === null || chosen.includes(slowest) ? chosen : [...chosen, slowest];
}

/** How the bits of each key came in, from the first read of its round to its end. */
export function progressChart(
  { rounds, plan }: Measurement,
  text: string,
): Chart {
  const bits = plan.keySizeBytes * 8;
  const drawn = MODE_STYLES.flatMap(({ mode, paint }) =>
    roundsToDraw(rounds, mode).map((round) => ({
      paint,
      points: progressOf(round).map(({ atMilliseconds, value }) =>
        [atMilliseconds, value] as const
      ),
    }))
  );
  const end = Math.max(
    1e-3,
    ...drawn.flatMap(({ points }) => points.map(([x]) => x)),
  );
  const opacity = drawn.length > 20 ? 0.4 : 0.95;
  return {
    alternative: text,
    options: (width) => ({
      heightPixels: Math.min(320, Math.round(width * 0.75)),
      grid: grid(56, 32),
      xAxis: acrossAxis("time since the first read", {
        min: 0,
        max: end,
        splitNumber: width < MIN_WIDE_PIXELS ? 3 : 8,
        format: shortDuration,
      }),
      yAxis: upAxis("bits gathered", { min: 0, max: bits, interval: bits / 4 }),
      series: drawn.map(({ points, paint }) => path(points, { ...paint, opacity }, "end")),
    }),
  };
}

/** Shares of reads that were answered within a time; reads never answered keep the line below 1. */
export function waitsChart({ rounds }: Measurement, text: string): Chart {
  const drawn = MODE_STYLES.map(({ mode, paint }) => ({
    paint,
    points: distribution(rounds.filter((round) => round.mode === mode)),
  }));
  const times = drawn.flatMap(({ points }) => points.map(([x]) => x));
  const power = (round: (value: number) => number, time: number) => 10 ** round(Math.log10(time));
  const min = times.length === 0 ? 0.01 : power(Math.floor, Math.min(...times));
  return {
    alternative: text,
    options: (width) => ({
      heightPixels: Math.min(300, Math.round(width * 0.75)),
      grid: grid(56, 32),
      xAxis: logarithmicAxis("time until a read was answered", {
        min,
        max: Math.max(10 * min, ...times.map((time) => power(Math.ceil, time))),
        format: shortDuration,
      }),
      yAxis: upAxis("share of reads", {
        min: 0,
        max: 100,
        interval: 25,
        format: (share) => `${share} %`,
      }),
      series: drawn.map(({ points, paint }) => path(points, paint, "end")),
    }),
  };
}

/** A tick: the sign for micro where the terminal has a letter, and nothing for a time of none. */
function shortDuration(milliseconds: number): string {
  return milliseconds === 0 ? "0" : duration(milliseconds).replace("us", "\u00b5s");
}

/** A distribution function in at most 400 steps; a microsecond is the least that is drawn. */
function distribution(rounds: readonly Round[]): Points {
  const reads = rounds.flatMap((round) => round.reads);
  const waits = reads.flatMap(answerMilliseconds).sort((a, b) => a - b);
  if (waits.length === 0) return [];
  const stride = Math.ceil(waits.length / 400);
  const points = waits.flatMap((wait, index) =>
    (index + 1) % stride === 0 || index === waits.length - 1
      ? [[Math.max(wait, 0.001), 100 * (index + 1) / reads.length] as const]
      : []
  );
  return [[points[0][0], 0], ...points];
}
