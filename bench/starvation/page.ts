import {
  boxes,
  FILLED,
  grid,
  logarithmicAxis,
  OUTLINED,
  rowsAxis,
} from "../../lib/report/page/plot.ts";
import {
  type Chart,
  type Charts,
  loadCharts,
  MIN_WIDE_PIXELS,
} from "../../lib/report/page/charts.ts";
import { type Html, hypertext } from "../../lib/report/page/html.ts";
import {
  dataTable,
  figure,
  legend,
  paragraph,
  renderPage,
  section,
} from "../../lib/report/page/page.ts";
import { duration } from "../../lib/math/amounts.ts";
import type { Fleet } from "../models/fleet.ts";
import type { Results } from "./results.ts";

const MODES = [
  { mode: "blocking", label: "blocking (default)", mark: "filled", paint: FILLED },
  { mode: "less-secure", label: "less secure (-l)", mark: "outlined", paint: OUTLINED },
] as const;

/** The results as one self-contained page. */
export async function fleetPage(results: Results): Promise<string> {
  const charts = await loadCharts();
  return renderPage({
    title: "How long a fleet waits for its keys",
    kicker: "corosync-keygen, benchmark of starvation",
    subtitle: results.conditions.join("; "),
    sections: [
      section("99 percent of a fleet", quantilesFigure(results, charts), fleetsTable(results)),
      section("Where the rates come from", profilesTable(results)),
      section("The real program, starved through a FIFO", realTimeTable(results)),
    ],
    footer: "Made by deno task bench:starvation; all figures are in starvation.json beside it.",
  });
}

function quantilesFigure({ simulated }: Results, charts: Charts): Html {
  const text = "Median to 99th percentile of the wait for 1024 bits, a bar a profile and mode; " +
    "profiles without a bar have no key within a day.";
  const bars = simulated.flatMap(({ fleets }) =>
    fleets.filter(({ keyBytes }) => keyBytes === 128).flatMap((fleet) => barOf(fleet))
  );
  const profiles = simulated.map(({ profile }) => profile);
  const power = (round: (value: number) => number, time: number) => 10 ** round(Math.log10(time));
  const chart: Chart = {
    alternative: text,
    options: (width) => ({
      heightPixels: 90 + simulated.length * 34,
      grid: grid(width < MIN_WIDE_PIXELS ? 130 : 230, 32),
      xAxis: logarithmicAxis("wait", {
        min: Math.min(1e-3, ...bars.map(({ from }) => power(Math.floor, from))),
        max: Math.max(1, ...bars.map(({ to }) => power(Math.ceil, to))),
        format: (seconds) => duration(seconds * 1000),
      }),
      yAxis: rowsAxis(profiles),
      series: MODES.map(({ mode, paint }) =>
        boxes(
          bars.filter((bar) => bar.mode === mode).map(({ profile, from, to }) => {
            const middle = profiles.indexOf(profile) + (mode === "blocking" ? -0.15 : 0.15);
            // One value alone is to be seen too.
            return [from, middle - 0.12, Math.max(to, 1.03 * from), middle + 0.12];
          }),
          paint,
        )
      ),
    }),
  };
  const drawn = hypertext`${legend(MODES)}${charts.draw(chart)}`;
  return figure("Waits for 1024 bits", text, drawn);
}

function barOf({ profile, mode, medianSeconds, p99Seconds, horizonSeconds }: Fleet) {
  if (medianSeconds === null) return [];
  return [{ profile, mode, from: medianSeconds, to: p99Seconds ?? horizonSeconds }];
}

function fleetsTable({ simulated }: Results): Html {
  const wait = (seconds: number | null) =>
    seconds === null ? "not in a day" : duration(seconds * 1000);
  const columns = ["profile", "mode", "key", "median", "p90", "p99"].map((title, index) => ({
    title,
    numeric: index > 1,
  }));
  return dataTable(
    "Waits of whole fleets, in simulated time",
    columns,
    simulated.flatMap(({ fleets }) =>
      fleets.map((fleet) => [
        fleet.profile,
        fleet.mode,
        `${fleet.keyBytes} bytes`,
        wait(fleet.medianSeconds),
        wait(fleet.p90Seconds),
        wait(fleet.p99Seconds),
      ])
    ),
  );
}

function profilesTable({ profiles }: Results): Html {
  return dataTable(
    "Profiles and their basis",
    [{ title: "profile" }, { title: "basis" }],
    profiles.map(({ name, basis }) => [name, basis]),
  );
}

function realTimeTable({ realTime }: Results): Html {
  const columns = ["run", "speed", "reads", "scheduled", "reported", "worst error"].map(
    (title, index) => ({ title, numeric: index > 0 }),
  );
  const rows = realTime.map((run) => [
    run.name,
    `${Number(run.speed.toPrecision(3))}x`,
    `${run.reportedReads} of ${run.scheduledReads}`,
    duration(run.scheduledMilliseconds),
    duration(run.reportedMilliseconds),
    `${run.largestErrorMilliseconds.toFixed(2)} ms`,
  ]);
  return rows.length > 0
    ? dataTable("Schedule and report", columns, rows)
    : paragraph("Nothing was run in real time.");
}
