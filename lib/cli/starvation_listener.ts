import type { Plan } from "../starvation/types.ts";
import { system } from "../system/mod.ts";
import type { StarvationListener } from "../starvation/starvation.ts";

const REDRAW_MILLISECONDS = 250;
/** Carriage return and erase to the end of the line (ECMA-48, EL). */
const START_OF_EMPTY_LINE = "\r\x1b[K";

/**
 * Draws one live line on stderr while measuring goes on, on a terminal only: "round 3 of 10, /dev/random:
 * 312 of 1024 bits, 0:50 so far". `stop` takes it away and puts the terminal back, once.
 *
 * @param interrupt what Ctrl-C calls while typed keys are swallowed; null where stdin is the source
 */
export function starvationListener(
  plan: Plan,
  interrupt: (() => void) | null,
): StarvationListener & { stop(): void } {
  const draws = system.stderr.isTerminal() && system.environment("TERM") !== "dumb";
  if (!draws) {
    return { onRound: () => {}, onBytes: () => {}, onRoundEnded: () => {}, stop: () => {} };
  }
  const encoder = new TextEncoder();
  const put = (text: string) => {
    try {
      system.stderr.write(encoder.encode(text));
    } catch { /* the terminal went away; the measurement does not depend on it */ }
  };
  const release = interrupt !== null && system.stdin.isForegroundTerminal()
    ? system.stdin.swallowKeys(interrupt)
    : () => {};
  let place = "opening the source";
  let gatheredBytes = 0;
  let since = performance.now();
  const draw = () => {
    const text = liveText(place, gatheredBytes, plan.keySizeBytes, performance.now() - since);
    put(START_OF_EMPTY_LINE + text.slice(0, (system.stderr.columns() ?? 80) - 1));
  };
  // Rounds may last microseconds: drawing follows the timer, not the rounds.
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  let stopped = false;
  return {
    onRound: (number, _mode, sourceName) => {
      place = `round ${number} of ${plan.rounds}, ${sourceName}`;
      gatheredBytes = 0;
      since = performance.now();
    },
    onBytes: (bytes) => gatheredBytes = bytes,
    onRoundEnded: () => {},
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      put(START_OF_EMPTY_LINE);
      release();
    },
  };
}

/** The words of the live line. */
export function liveText(
  place: string,
  gatheredBytes: number,
  keySizeBytes: number,
  milliseconds: number,
): string {
  const seconds = Math.floor(milliseconds / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return `${place}: ${gatheredBytes * 8} of ${keySizeBytes * 8} bits, ${clock} so far`;
}
