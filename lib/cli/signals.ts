import { Interrupted } from "../failure.ts";
import { system } from "../system/mod.ts";
import { SIGNAL_NUMBERS, type SignalName } from "../system/signal_numbers.ts";

const NAMES = Object.keys(SIGNAL_NUMBERS) as SignalName[];

/** What ends a wait early. */
export interface Interruption {
  /** Never resolves; rejects with Interrupted when a signal arrives. */
  readonly requested: Promise<never>;
  /** As if SIGINT had arrived: for terminals whose Ctrl-C comes as a byte. */
  interrupt(): void;
}

/**
 * Turns SIGHUP, SIGINT and SIGTERM into a rejection, so that everything on the way out (terminal
 * settings, temporary files, wiping of buffers) runs as for any other failure. A second signal ends the
 * process at once.
 */
export function listenForSignals(): Interruption {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {/* awaited only while something waits */});
  let count = 0;
  const raise = (name: SignalName) => {
    const exitCode = 128 + SIGNAL_NUMBERS[name];
    if (++count > 1) system.exit(exitCode);
    reject(new Interrupted(name, exitCode));
  };
  system.onSignals(NAMES, raise);
  return { requested: promise, interrupt: () => raise("SIGINT") };
}
