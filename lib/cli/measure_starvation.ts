import type { SourceChoice } from "../entropy/source.ts";
import { EXIT, Interrupted } from "../failure.ts";
import { type Advice, advise } from "../starvation/advice.ts";
import { measureHost } from "../starvation/measure_host.ts";
import { type Measurement, type Plan, summarize, type Summary } from "../starvation/measurement.ts";
import type { StarvationListener } from "../starvation/starvation.ts";
import { system } from "../system/mod.ts";
import { warn } from "./channels.ts";
import { clock, hasLiveLine, startLiveLine } from "./live_line.ts";
import { prepareReport, type ReportWriters } from "./option_files.ts";
import { listenForSignals } from "./signals.ts";

/** What the command line asks for. */
export interface StarvationRequest {
  readonly plan: Plan;
  readonly source: SourceChoice;
  readonly json: boolean;
  readonly htmlPath: string | null;
}

const WRITERS: ReportWriters<[Measurement, Summary, Advice, exitCode: number]> = {
  text: async () => {
    const { starvationText } = await import("../report/starvation/text.ts");
    const shown = terminal();
    return (measurement, summary, advice) => starvationText(measurement, summary, advice, shown);
  },
  json: async () => (await import("../report/starvation/json.ts")).starvationJson,
  page: async () => {
    const { loadCharts } = await import("../report/page/charts.ts");
    const { starvationPage } = await import("../report/starvation/html.ts");
    const charts = await loadCharts();
    return (measurement, summary, advice) => starvationPage(measurement, summary, advice, charts);
  },
};

/**
 * Measures and reports, on every way out: also after a signal and after a source that failed.
 *
 * @returns the exit code
 */
export async function measure(request: StarvationRequest): Promise<number> {
  const { plan, source, json, htmlPath } = request;
  const { requested, interrupt } = listenForSignals();
  const report = await prepareReport(json, htmlPath, WRITERS);
  const listener = starvationListener(plan, source.kind === "stdin" ? null : interrupt);
  const outputPaths = htmlPath === null ? [] : [htmlPath];
  const measurement = await measureHost(system, plan, source, outputPaths, listener, requested)
    .finally(listener.stop);
  const summary = summarize(measurement);
  const advice = advise(measurement, summary);
  const failed = measurement.rounds.find(({ outcome }) => outcome === "failed");
  const exitCode = failed
    ? EXIT.usageOrSource
    : measurement.interruptedBy === null
    ? EXIT.ok
    : await exitCodeOf(requested);
  report(measurement, summary, advice, exitCode);
  if (failed?.error) warn(failed.error);
  return exitCode;
}

/** Says on standard error why the report is short; the exit code is the signal's. */
async function exitCodeOf(requested: Promise<never>): Promise<number> {
  return await requested.catch((reason: unknown) => {
    if (!(reason instanceof Interrupted)) throw reason;
    warn(`${reason.message}; the report tells what was measured until then`);
    return reason.exitCode;
  });
}

/**
 * Draws one live line on stderr while measuring goes on, on a terminal only: "round 3 of 10, /dev/random:
 * 312 of 1024 bits, 0:50 so far". `stop` takes it away and puts the terminal back, once.
 *
 * @param interrupt what Ctrl-C calls while typed keys are swallowed; null where stdin is the source
 */
function starvationListener(
  plan: Plan,
  interrupt: (() => void) | null,
): StarvationListener & { stop(): void } {
  if (!hasLiveLine()) {
    return { onRound: () => {}, onBytes: () => {}, stop: () => {} };
  }
  let place = "opening the source";
  let gatheredBytes = 0;
  let since = performance.now();
  const line = startLiveLine(
    () => liveText(place, gatheredBytes, plan.keySizeBytes, performance.now() - since),
    interrupt,
  );
  return {
    onRound: (number, _mode, sourceName) => {
      place = `round ${number} of ${plan.rounds}, ${sourceName}`;
      gatheredBytes = 0;
      since = performance.now();
    },
    onBytes: (bytes) => gatheredBytes = bytes,
    stop: line.stop,
  };
}

/** The words of the live line. */
function liveText(
  place: string,
  gatheredBytes: number,
  keySizeBytes: number,
  milliseconds: number,
): string {
  return `${place}: ${gatheredBytes * 8} of ${keySizeBytes * 8} bits, ${
    clock(milliseconds)
  } so far`;
}

/** What charts have to fit into; null where stdout is no terminal. */
function terminal(): { columns: number; unicode: boolean } | null {
  if (!system.stdout.isTerminal() || system.environment("TERM") === "dumb") return null;
  const locale = system.environment("LC_ALL") || system.environment("LC_CTYPE") ||
    system.environment("LANG") || "";
  return { columns: system.stdout.columns() ?? 80, unicode: /utf-?8/i.test(locale) };
}
