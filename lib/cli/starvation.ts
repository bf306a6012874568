import { DEFAULT_KEY_BYTES, parseKeySize } from "../corosync/key_file.ts";
import { isTerminalSource, type SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";
import { type Advice, advise } from "../starvation/advice.ts";
import { measureHost } from "../starvation/measure_host.ts";
import { type Measurement, type Plan, type Summary, summaryOf } from "../starvation/measurement.ts";
import type { StarvationListener } from "../starvation/starvation.ts";
import { system } from "../system/mod.ts";
import { warn } from "./channels.ts";
import {
  type Command,
  type CommandTable,
  DEFAULT_SOURCE,
  fileName,
  flag,
  helpOption,
  type RunResult,
  sourceNamed,
  valued,
} from "./command.ts";
import { clock, hasLiveLine, startLiveLine } from "./live_line.ts";
import { checkOutputFiles, prepareReport, type ReportWriters } from "./option_files.ts";
import { type ParsedOptions, parseDuration, parseInteger, refusePositionals } from "./parse.ts";
import { listenForSignals } from "./signals.ts";
import { runParsed } from "./with_json_errors.ts";

const DEFAULT_ROUNDS = 10;
/** Every read of every round is kept and reported: about 100 MB of JSON. */
const MAX_ROUNDS = 10_000;
/** One hour. */
const MAX_STALL_MILLISECONDS = 3_600_000;

const OPTIONS = {
  randomFile: valued(
    "random-file",
    "SOURCE",
    "measure SOURCE instead of /dev/random; - is stdin",
    fileName,
    { short: "r", completes: "file" },
  ),
  rounds: valued(
    "rounds",
    "N",
    "rounds, each with one key in each mode, default 10",
    (option, text) => parseInteger(option, text, 1, MAX_ROUNDS),
    {
      description: "With --seconds and without --rounds as many as there is time for, up to 10000.",
    },
  ),
  seconds: valued(
    "seconds",
    "TIME",
    "end after so long, such as 10s or 2m, even within a round",
    parseDuration,
  ),
  size: valued(
    "size",
    "BYTES",
    "length of the keys, 128 to 4096, default 128",
    (_, text) => parseKeySize(text),
    { short: "s" },
  ),
  pause: valued("pause", "TIME", "wait between two rounds, default 100ms; 0 for none", parsePause),
  stall: valued(
    "stall",
    "MS",
    "a read that takes longer than MS milliseconds is a stall, default 1",
    parseMilliseconds,
  ),
  timeout: valued(
    "timeout",
    "TIME",
    "a round that takes longer has starved, default 60s",
    parseDuration,
    {
      description:
        "A round that starves is a result, not an error. Opening the source is held to " +
        "the same limit, and counts for --seconds.",
    },
  ),
  json: flag("json", "print the report as JSON, with every read", {
    description: "The schema is starvation.schema.json.",
  }),
  html: valued("html", "FILE", "write a page with charts to FILE as well", fileName, {
    completes: "file",
  }),
  help: helpOption,
};

const table: CommandTable = {
  positionals: "",
  description: [
    "Gathers keys again and again as making a key does, from /dev/random (or from what -r names) and " +
    "from the system's generator as with -l, in turn, and throws them away. For every read it is noted " +
    "when it was asked for, when it was answered and how many bytes came. The report gives times to " +
    "the first byte and to a whole key, stalls, and what follows from them.",
    "Whatever the runtime itself waits for before the first line of the program is not in the figures: " +
    "on a kernel whose generator is not yet initialised measure from outside, from exec to exit.",
  ],
  options: Object.values(OPTIONS),
  exitCodes: [
    ["0", "measured, whether or not the source starved"],
    ["1", "wrong usage, or the source could not be opened, failed or ended"],
    ["4", "the report or the page could not be written"],
    ["128+n", "signal n arrived; the report tells what was measured until then"],
  ],
  examples: [
    ["starvation --seconds 2m", "as many rounds as two minutes hold"],
    ["starvation -r /dev/hwrng --html page.html", "another source, with charts"],
  ],
};

export const starvationCommand: Command = { table, run: runStarvation };

function runStarvation(args: readonly string[]): Promise<RunResult> {
  return runParsed("starvation", args, table.options, EXIT.usageOrSource, async (options, json) => {
    refusePositionals(options.positionals, 0, "-r SOURCE names what is measured");
    const source = sourceNamed(options.value(OPTIONS.randomFile) ?? DEFAULT_SOURCE);
    const htmlPath = options.value(OPTIONS.html);
    checkOutputFiles([{ option: "html", path: htmlPath }], [source]);
    return await measure({ plan: toPlan(options), source, json, htmlPath });
  });
}

function toPlan(options: ParsedOptions): Plan {
  const seconds = options.value(OPTIONS.seconds);
  return {
    keySizeBytes: options.value(OPTIONS.size) ?? DEFAULT_KEY_BYTES,
    rounds: options.value(OPTIONS.rounds) ?? (seconds === null ? DEFAULT_ROUNDS : MAX_ROUNDS),
    seconds,
    pauseSeconds: options.value(OPTIONS.pause) ?? 0.1,
    stallMilliseconds: options.value(OPTIONS.stall) ?? 1,
    timeoutSeconds: options.value(OPTIONS.timeout) ?? 60,
  };
}

function parsePause(option: string, text: string): number {
  return /^0+(\.0+)?(ms|s|m|h|d)?$/.test(text) ? 0 : parseDuration(option, text);
}

/** A number without a unit is one of milliseconds. */
function parseMilliseconds(option: string, text: string): number {
  if (/[a-z]$/.test(text)) {
    const milliseconds = parseDuration(option, text) * 1000;
    if (milliseconds <= MAX_STALL_MILLISECONDS) return milliseconds;
  }
  const milliseconds = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
  if (milliseconds > 0 && milliseconds <= MAX_STALL_MILLISECONDS) return milliseconds;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: more than 0 and up to ${MAX_STALL_MILLISECONDS} ` +
      "milliseconds)",
  );
}

/** What the command line asks for. */
interface StarvationRequest {
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
async function measure(request: StarvationRequest): Promise<number> {
  const { plan, source, json, htmlPath } = request;
  const requested = listenForSignals();
  const report = await prepareReport(json, htmlPath, WRITERS);
  const listener = starvationListener(plan, !isTerminalSource(system, source));
  const outputPaths = htmlPath === null ? [] : [htmlPath];
  const measurement = await measureHost(system, plan, source, outputPaths, listener, requested)
    .finally(listener.stop);
  const summary = summaryOf(measurement);
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
 * @param swallowsKeys whether typed keys go nowhere meanwhile
 */
function starvationListener(
  plan: Plan,
  swallowsKeys: boolean,
): StarvationListener & { stop(): void } {
  if (!hasLiveLine()) {
    return { onRound: () => {}, onBytes: () => {}, stop: () => {} };
  }
  let place = "opening the source";
  let gatheredBytes = 0;
  let since = performance.now();
  const line = startLiveLine(
    () => liveText(place, gatheredBytes, plan.keySizeBytes, performance.now() - since),
    swallowsKeys,
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
