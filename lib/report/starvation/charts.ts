import type { Measurement, Mode, Round } from "../../starvation/types.ts";
import type { Chart, Plot } from "../page/charts.ts";
import { COLOUR } from "../page/charts.ts";
import { progressOf, slowestRound } from "./parts.ts";

/** More lines than this hide each other and make the page slow. */
const MAX_LINES = 100;

/** The modes with the names and colours they have in the page. */
export const MODE_STYLES: readonly {
  readonly mode: Mode;
  readonly label: string;
  readonly colour: string;
}[] = [
  { mode: "blocking", label: "blocking (default)", colour: COLOUR.accent },
  { mode: "less-secure", label: "less secure (-l)", colour: COLOUR.second },
];

/** A step line: what it was at x holds until the next point. */
type Points = readonly { readonly x: number; readonly y: number }[];

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
export function progressChart(plot: Plot, { rounds, plan }: Measurement, text: string): Chart {
  const bits = plan.keySizeBytes * 8;
  const lines = MODE_STYLES.flatMap(({ mode, colour }) =>
    roundsToDraw(rounds, mode).map((round) => ({
      colour,
      points: progressOf(round).map(({ atMilliseconds, value }) => ({
        x: atMilliseconds / 1000,
        y: value,
      })),
    }))
  );
  return {
    alternative: text,
    options: (width) => ({
      height: Math.min(340, width * 0.75),
      marginLeft: 52,
      marginBottom: 44,
      x: { label: "seconds since the first read", ticks: width / 110 },
      y: { label: "bits gathered", domain: [0, bits], grid: true },
      marks: lines.map(({ points, colour }) => stepLine(plot, points, colour, lines.length > 20)),
    }),
  };
}

/** Shares of reads that were answered within a time; reads never answered keep the line below 1. */
export function waitsChart(plot: Plot, { rounds }: Measurement, text: string): Chart {
  const lines = MODE_STYLES.map(({ mode, colour }) => ({
    colour,
    points: distribution(rounds.filter((round) => round.mode === mode)),
  }));
  return {
    alternative: text,
    options: (width) => ({
      height: Math.min(300, width * 0.75),
      marginLeft: 52,
      marginBottom: 44,
      // Plain numbers: a metric prefix on milliseconds, such as 10m, would mislead.
      x: { type: "log", label: "milliseconds until a read was answered", tickFormat: plain },
      y: { label: "share of reads", domain: [0, 1], grid: true },
      marks: lines.map(({ points, colour }) => stepLine(plot, points, colour, false)),
    }),
  };
}

/** A tick of a logarithmic axis; only powers of ten are named. */
function plain(value: number): string {
  const exponent = Math.log10(value);
  return Math.abs(exponent - Math.round(exponent)) < 1e-9 ? `${Number(value.toPrecision(1))}` : "";
}

function stepLine(plot: Plot, points: Points, stroke: string, faint: boolean) {
  const strokeOpacity = faint ? 0.4 : 0.95;
  const channels = { x: "x", y: "y", curve: "step-after" } as const;
  return plot.line(points, { ...channels, stroke, strokeWidth: 1.75, strokeOpacity });
}

/** A distribution function in at most 400 steps; a microsecond is the least that is drawn. */
function distribution(rounds: readonly Round[]): Points {
  const reads = rounds.flatMap((round) => round.reads);
  const waits = reads.flatMap(({ askedMilliseconds, answeredMilliseconds }) =>
    answeredMilliseconds === null ? [] : [answeredMilliseconds - askedMilliseconds]
  ).sort((a, b) => a - b);
  if (waits.length === 0) return [];
  const stride = Math.ceil(waits.length / 400);
  const points = waits.flatMap((wait, index) =>
    (index + 1) % stride === 0 || index === waits.length - 1
      ? [{ x: Math.max(wait, 0.001), y: (index + 1) / reads.length }]
      : []
  );
  return [{ x: points[0].x, y: 0 }, ...points];
}
