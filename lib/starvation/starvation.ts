import { gather, type GatherListener } from "../entropy/gather.ts";
import { meter, type MeteredRead, type MeteredSource } from "../entropy/metered.ts";
import { resumable } from "../entropy/resumable.ts";
import type { EntropySource } from "../entropy/source.ts";
import { Failure, Interrupted, reasonOf } from "../failure.ts";
import { describeRejection } from "../key/rejection.ts";
import { GatheredKeyTest } from "../key/test_key_bytes.ts";
import type { Conditions } from "../system/conditions.ts";
import {
  type Measurement,
  type Mode,
  MODES,
  type Outcome,
  type Plan,
  type Round,
} from "./measurement.ts";

/** Whoever wants to know how measuring goes. */
export interface StarvationListener {
  onRound(number: number, mode: Mode, sourceName: string): void;
  onBytes(gatheredBytes: number): void;
}

/**
 * Measures how long making keys blocks on a host: the first half of making a key, with a clock on the
 * source, again and again in both modes in turn; the keys are thrown away.
 *
 * A round that starves until its time-out, and a source that fails, are results. The read that a starved
 * round left behind goes on and counts for the next round of its mode.
 *
 * @param sources open sources; the caller closes them
 * @param stop rejects when a signal arrives; what was measured until then is returned all the same
 * @param originMilliseconds when the sources were open, on the clock: what reported times count from
 */
export async function measureStarvation(
  plan: Plan,
  sources: Readonly<Record<Mode, EntropySource>>,
  conditions: Conditions,
  clock: Clock,
  listener: StarvationListener,
  stop: Promise<never>,
  originMilliseconds = clock.now(),
): Promise<Measurement> {
  const metered: Record<Mode, MeteredSource> = {
    blocking: meter(resumable(sources.blocking, plan.keySizeBytes), clock.now),
    "less-secure": meter(resumable(sources["less-secure"], plan.keySizeBytes), clock.now),
  };
  const end = watchForEnd(plan.seconds, clock, stop);
  const rounds: Round[] = [];
  for (let number = 1; number <= plan.rounds && !end.reached; number++) {
    for (const mode of MODES) {
      if (end.reached) break;
      const source = metered[mode];
      listener.onRound(number, mode, source.name);
      const timeoutMilliseconds = plan.timeoutSeconds * 1000;
      const { keySizeBytes } = plan;
      const round = await runRound(
        {
          number,
          mode,
          source,
          keySizeBytes,
          timeoutMilliseconds,
          originMilliseconds,
          cut: end.cut,
        },
        gatherKey,
        clock,
        listener.onBytes,
      );
      rounds.push(round);
      if (round.outcome === "failed") end.reach();
    }
    if (number < plan.rounds && !end.reached) await pause(plan.pauseSeconds, clock, end.cut);
  }
  end.cancel();
  const names = { blocking: sources.blocking.name, "less-secure": sources["less-secure"].name };
  return { plan, conditions, sources: names, rounds, interruptedBy: end.signal };
}

/** Generating's own gathering and health tests, which may refuse the bytes here as there. */
const gatherKey: GatherKey = async (source, key, listener, stop) => {
  const test = new GatheredKeyTest();
  await gather(source, key, test, listener, stop);
  return test.alarm && describeRejection({ alarm: test.alarm, failed: [] });
};

async function pause(seconds: number, clock: Clock, cut: Promise<void>): Promise<void> {
  if (seconds === 0) return;
  const timer = clock.timer(seconds * 1000);
  await Promise.race([timer.over, cut]);
  timer.cancel();
}

/** The end of the whole measurement: a signal, the end of its time, or a source that failed. */
interface End {
  /** Resolves when it is reached. */
  readonly cut: Promise<void>;
  readonly reached: boolean;
  /** The signal that it was, or null. */
  readonly signal: string | null;
  reach(): void;
  cancel(): void;
}

function watchForEnd(seconds: number | null, clock: Clock, stop: Promise<never>): End {
  const { promise: cut, resolve } = Promise.withResolvers<void>();
  let reached = false;
  let signal: string | null = null;
  const reach = () => {
    reached = true;
    resolve();
  };
  const timer = seconds === null ? null : clock.timer(seconds * 1000);
  timer?.over.then(reach);
  stop.catch((reason) => {
    signal = reason instanceof Interrupted ? reason.signal : String(reason);
    reach();
  });
  return {
    cut,
    get reached() {
      return reached;
    },
    get signal() {
      return signal;
    },
    reach,
    cancel: () => timer?.cancel(),
  };
}

/**
 * Fills a key as generating does. Null, or why the bytes were refused; throws when the source fails or
 * `stop` rejects.
 */
export type GatherKey = (
  source: EntropySource,
  key: Uint8Array,
  listener: GatherListener,
  stop: Promise<never>,
) => Promise<string | null>;

/** What one round needs. */
export interface RoundRequest {
  readonly number: number;
  readonly mode: Mode;
  readonly source: MeteredSource;
  readonly keySizeBytes: number;
  readonly timeoutMilliseconds: number;
  /** What reported times count from, on the clock. */
  readonly originMilliseconds: number;
  /** Resolves when everything is to end: a signal, or no time left. */
  readonly cut: Promise<void>;
}

/** Leaves gathering from inside; says why. */
class RoundAborted {
  constructor(readonly outcome: "starved" | "cut") {}
}

/**
 * Gathers one key, throws it away and tells how it went. Never rejects: a source that starves or fails is
 * a result.
 */
export async function runRound(
  request: RoundRequest,
  gatherKey: GatherKey,
  clock: Clock,
  onBytes: (gatheredBytes: number) => void,
): Promise<Round> {
  const { number, mode, source, originMilliseconds } = request;
  const key = new Uint8Array(request.keySizeBytes);
  const timeout = clock.timer(request.timeoutMilliseconds);
  const aborted = abortRoundAt(timeout.over, request.cut);
  const started = clock.now();
  let outcome: Outcome = "whole";
  let error: string | null = null;
  let code: string | null = null;
  try {
    error = await gatherKey(source, key, { onShortRead: onBytes }, aborted);
    if (error !== null) {
      outcome = "failed";
      code = "rejected";
    }
  } catch (reason) {
    outcome = reason instanceof RoundAborted ? reason.outcome : "failed";
    if (outcome === "failed") {
      error = reasonOf(reason);
      code = reason instanceof Failure ? reason.code : "failed";
    }
  }
  const ended = clock.now();
  timeout.cancel();
  key.fill(0);
  const reads = source.takeReads().map((read) => since(originMilliseconds, read));
  return {
    number,
    mode,
    outcome,
    error,
    code,
    // What the program does before its first read is not the source's doing.
    startedMilliseconds: reads[0]?.askedMilliseconds ?? started - originMilliseconds,
    endedMilliseconds: ended - originMilliseconds,
    gatheredBytes: reads.reduce((sum, { bytes }) => sum + bytes, 0),
    reads,
  };
}

function since(origin: number, read: MeteredRead): MeteredRead {
  const { askedMilliseconds, answeredMilliseconds, bytes } = read;
  return {
    askedMilliseconds: askedMilliseconds - origin,
    answeredMilliseconds: answeredMilliseconds === null ? null : answeredMilliseconds - origin,
    bytes,
  };
}

/** A promise that only ever rejects, as gathering wants it. */
function abortRoundAt(timeout: Promise<void>, cut: Promise<void>): Promise<never> {
  const aborted = Promise.race([
    timeout.then(() => Promise.reject(new RoundAborted("starved"))),
    cut.then(() => Promise.reject(new RoundAborted("cut"))),
  ]);
  aborted.catch(() => {/* awaited only while something waits */});
  return aborted;
}

/** A wait that can be called off. */
interface Timer {
  /** Resolves when the time is over; never, once cancelled. */
  readonly over: Promise<void>;
  cancel(): void;
}

/** What a measurement needs of time; tests put their own in its place. */
export interface Clock {
  /** Monotonic, in milliseconds from any origin. */
  now(): number;
  timer(milliseconds: number): Timer;
}

/** The runtime's own clock: CLOCK_MONOTONIC on Linux, in steps of a microsecond or less. */
export const realClock: Clock = {
  now: () => performance.now(),
  timer: (milliseconds) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const id = setTimeout(resolve, milliseconds);
    return { over: promise, cancel: () => clearTimeout(id) };
  },
};
