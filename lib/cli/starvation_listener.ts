import type { Plan } from "../starvation/types.ts";
import { clock, hasLiveLine, startLiveLine } from "./live_line.ts";
import type { StarvationListener } from "../starvation/starvation.ts";

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
  if (!hasLiveLine()) {
    return { onRound: () => {}, onBytes: () => {}, onRoundEnded: () => {}, stop: () => {} };
  }
  let place = "opening the source";
  let gatheredBytes = 0;
  let since = performance.now();
  const line = startLiveLine(
    () => liveText(place, gatheredBytes, plan.keySizeBytes, performance.now() - since),
    interrupt,
  );
  return {
    onRound: (number, _mode, sourceName) => {
      place = `round ${number} of ${plan.rounds}, ${sourceName}`;
      gatheredBytes = 0;
      since = performance.now();
    },
    onBytes: (bytes) => gatheredBytes = bytes,
    onRoundEnded: () => {},
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
