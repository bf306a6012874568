import { Interrupted, SIGNAL_EXIT } from "../failure.ts";
import { system } from "../system/mod.ts";
import { ENDING_SIGNALS } from "../system/signal_numbers.ts";

const NAMES = Object.keys(ENDING_SIGNALS) as (keyof typeof ENDING_SIGNALS)[];

/**
 * What arrives sooner after the first signal is the same request: timeout(1) signals its child and then the group of
 * the child, and so do a terminal and a program in between. Nobody presses Ctrl-C again as soon and means more.
 */
const SAME_REQUEST_MILLISECONDS = 250;

/**
 * Turns the signals that end a process into a rejection, so that everything on the way out (terminal
 * settings, temporary files, wiping of buffers) runs as for any other failure. A second signal, 250
 * milliseconds after the first or later, ends the process at once.
 *
 * @param now a clock in milliseconds
 * @returns never resolves; rejects with Interrupted when a signal arrives
 */
export function listenForSignals(now: () => number = () => performance.now()): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {/* awaited only while something waits */});
  let first: number | null = null;
  const raise = (name: keyof typeof ENDING_SIGNALS) => {
    const exitCode = SIGNAL_EXIT + ENDING_SIGNALS[name];
    if (first !== null && now() - first >= SAME_REQUEST_MILLISECONDS) system.exit(exitCode);
    first ??= now();
    reject(new Interrupted(name, exitCode));
  };
  // A file that may not grow is told by the write that failed.
  system.onSignals([...NAMES, "SIGXFSZ"], (name) => {
    if (name !== "SIGXFSZ") raise(name);
  });
  return promise;
}
