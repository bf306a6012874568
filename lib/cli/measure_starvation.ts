import { csprngSource, nameOf, openSource } from "../entropy/open.ts";
import type { EntropySource, SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";
import { dropPermissions } from "../files/permissions.ts";
import { measureStarvation } from "../starvation/starvation.ts";
import { advise } from "../starvation/advice.ts";
import { realClock } from "../starvation/clock.ts";
import { summarize } from "../starvation/summary.ts";
import type { Measurement, Plan } from "../starvation/types.ts";
import { system } from "../system/mod.ts";
import { deliver, warn } from "./channels.ts";
import { readConditionsHere } from "../system/conditions.ts";
import { listenForSignals } from "./signals.ts";
import { starvationListener } from "./starvation_listener.ts";
import { loadWriters } from "./starvation_writers.ts";

/** What the command line asks for. */
export interface StarvationRequest {
  readonly plan: Plan;
  readonly source: SourceChoice;
  readonly json: boolean;
  readonly htmlPath: string | null;
}

/**
 * Measures and reports, on every way out: also after a signal and after a source that failed.
 *
 * @returns the exit code
 */
export async function measure(request: StarvationRequest): Promise<number> {
  const { plan, source, json, htmlPath } = request;
  const { requested, interrupt } = listenForSignals();
  const { toOutput, writePage } = await loadWriters(json, htmlPath);
  const conditions = readConditionsHere(system);
  const listener = starvationListener(plan, source.kind === "stdin" ? null : interrupt);
  let blocking: EntropySource | null = null;
  let measurement: Measurement;
  try {
    // Last before measuring: whoever feeds a FIFO starts counting when it is opened.
    blocking = await openWithin(plan.timeoutSeconds, source, requested);
    const openMilliseconds = realClock.now();
    dropPermissions(system, htmlPath === null ? [] : [htmlPath]);
    const sources = { blocking, "less-secure": csprngSource() };
    measurement = await measureStarvation(
      plan,
      sources,
      conditions,
      realClock,
      listener,
      requested,
      openMilliseconds,
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const sources = { blocking: nameOf(source), "less-secure": nameOf({ kind: "csprng" }) };
    measurement = { plan, conditions, sources, rounds: [], interruptedBy: error.signal };
  } finally {
    listener.stop();
    blocking?.close();
  }
  const summary = summarize(measurement);
  const advice = advise(measurement, summary);
  const failed = measurement.rounds.find(({ outcome }) => outcome === "failed");
  const exitCode = failed
    ? EXIT.usageOrSource
    : measurement.interruptedBy === null
    ? EXIT.ok
    : await exitCodeOf(requested);
  deliver(toOutput(measurement, summary, advice, exitCode));
  writePage?.(measurement, summary, advice);
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

/** Opening waits as well, on a FIFO without a writer. */
async function openWithin(
  seconds: number,
  source: SourceChoice,
  stop: Promise<never>,
): Promise<EntropySource> {
  const timer = realClock.timer(seconds * 1000);
  const late = timer.over.then(() => {
    const state = `Starved by the source: not open after ${seconds} s`;
    throw new Failure(EXIT.usageOrSource, state, "a FIFO opens once somebody writes to it");
  });
  try {
    return await Promise.race([stop, late, openSource(system, source)]);
  } finally {
    timer.cancel();
  }
}
