import { Interrupted } from "../failure.ts";
import { system } from "../system/mod.ts";
import { ENDING_SIGNALS } from "../system/signal_numbers.ts";

const NAMES = Object.keys(ENDING_SIGNALS) as (keyof typeof ENDING_SIGNALS)[];

/** What ends a wait early. */
export interface Interruption {
  /** Never resolves; rejects with Interrupted when a signal arrives. */
  readonly requested: Promise<never>;
  /** As if SIGINT had arrived: for terminals whose Ctrl-C comes as a byte. */
  interrupt(): void;
}

/**
 * Turns the signals that end a process into a rejection, so that everything on the way out (terminal
 * settings, temporary files, wiping of buffers) runs as for any other failure. A second signal ends the
 * process at once.
 */
export function listenForSignals(): Interruption {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {/* awaited only while something waits */});
  let count = 0;
  const raise = (name: keyof typeof ENDING_SIGNALS) => {
    const exitCode = 128 + ENDING_SIGNALS[name];
    if (++count > 1) system.exit(exitCode);
    reject(new Interrupted(name, exitCode));
  };
  // A file that may not grow is told by the write that failed.
  system.onSignals([...NAMES, "SIGXFSZ"], (name) => {
    if (name !== "SIGXFSZ") raise(name);
  });
  return { requested: promise, interrupt: () => raise("SIGINT") };
}
