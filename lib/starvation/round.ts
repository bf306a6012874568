import type { GatherListener } from "../entropy/gather.ts";
import type { EntropySource } from "../entropy/source.ts";
import type { MeteredRead, MeteredSource } from "../entropy/metered.ts";
import type { Clock } from "./clock.ts";
import type { Mode, Outcome, Round } from "./types.ts";

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
  const left = leaveWhen(timeout.over, request.cut);
  const started = clock.now();
  let outcome: Outcome = "whole";
  let error: string | null = null;
  try {
    error = await gatherKey(source, key, { onShortRead: onBytes }, left);
    if (error !== null) outcome = "failed";
  } catch (reason) {
    outcome = reason instanceof RoundAborted ? reason.outcome : "failed";
    if (outcome === "failed") error = reason instanceof Error ? reason.message : String(reason);
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
function leaveWhen(timeout: Promise<void>, cut: Promise<void>): Promise<never> {
  const left = Promise.race([
    timeout.then(() => Promise.reject(new RoundAborted("starved"))),
    cut.then(() => Promise.reject(new RoundAborted("cut"))),
  ]);
  left.catch(() => {/* awaited only while something waits */});
  return left;
}
