import { EXIT, Failure } from "../failure.ts";
import type { GatherListener } from "./gather.ts";

/** A limit to the wait for a key. */
export interface Deadline {
  /** Rejects with a Failure (exit 1) when time is up; never resolves. */
  readonly expired: Promise<never>;
  /** The same listener; on the way the deadline notes how far gathering has come. */
  watch<Listener extends GatherListener>(listener: Listener): Listener;
  cancel(): void;
}

/**
 * Starts the clock of --timeout, which runs from before the source is opened until the key is complete.
 */
export function startDeadline(
  seconds: number,
  sourceName: string,
  neededBytes: number,
): Deadline {
  let gatheredBytes = 0;
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {/* awaited only while something waits */});
  const timer = setTimeout(() => {
    const state = `${gatheredBytes * 8} of ${neededBytes * 8} bits after ${seconds} s`;
    const message = `Starved by ${sourceName}: ${state}, wanted the whole key`;
    reject(
      new Failure(
        EXIT.usageOrSource,
        message,
        "-l takes the key from a source that does not block once the system has booted",
        {
          code: "timed-out",
        },
      ),
    );
  }, seconds * 1000);
  return {
    expired: promise,
    watch: (listener) => ({
      ...listener,
      onShortRead: (gathered, needed) => {
        gatheredBytes = gathered;
        listener.onShortRead(gathered, needed);
      },
    }),
    cancel: () => clearTimeout(timer),
  };
}
