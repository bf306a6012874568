import { EXIT, Failure } from "../failure.ts";
import type { GatherListener } from "./gather.ts";

/** A limit to the wait for a key. */
export interface Deadline {
  /** Rejects with a Failure (exit 1) when time is up; never resolves. */
  readonly expired: Promise<never>;
  /** A callback that notes how far gathering has come before it tells the listener. */
  reportTo(listener: GatherListener): GatherListener["onShortRead"];
  cancel(): void;
}

/**
 * Starts the clock of --timeout, which runs from before the source is opened until the key is complete.
 *
 * @param seconds null for no limit
 */
export function startDeadline(
  seconds: number | null,
  sourceName: string,
  neededBytes: number,
): Deadline {
  let gatheredBytes = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    if (seconds === null) return;
    const expire = () => {
      const state = `${gatheredBytes * 8} of ${neededBytes * 8} bits`;
      const message = `Starved by ${sourceName}: ${state} after ${seconds} s`;
      reject(
        new Failure(
          EXIT.usageOrSource,
          message,
          "-l takes the key from a source that does not block",
        ),
      );
    };
    timer = setTimeout(expire, seconds * 1000);
  });
  expired.catch(() => {/* awaited only while something waits */});
  return {
    expired,
    reportTo: (listener) => (gathered, needed) => {
      gatheredBytes = gathered;
      listener.onShortRead(gathered, needed);
    },
    // The first use of a timer loads the runtime's timers, 5 ms on Deno: only where there is one.
    cancel: () => {
      if (timer !== undefined) clearTimeout(timer);
    },
  };
}
