import { system } from "../system/mod.ts";

/** One line on stderr that is drawn again and again, on a terminal only. */
export interface LiveLine {
  draw(): void;
  /** Takes the line away so that another can be printed; it comes back by itself. */
  clear(): void;
  /** Takes the line away for good and puts the terminal back; calling it again changes nothing. */
  stop(): void;
}

const REDRAW_MILLISECONDS = 250;
/** Carriage return and erase to the end of the line (ECMA-48, EL). */
const START_OF_EMPTY_LINE = "\r\x1b[K";

/** Whether there is a terminal that can draw a line again. */
export function hasLiveLine(): boolean {
  return system.stderr.isTerminal() && system.environment("TERM") !== "dumb";
}

/**
 * Draws the line four times a second until it is stopped.
 *
 * @param text the words of the moment
 * @param swallowsKeys whether typed keys go nowhere meanwhile
 */
export function startLiveLine(text: () => string, swallowsKeys: boolean): LiveLine {
  const encoder = new TextEncoder();
  const put = (text: string) => {
    try {
      system.stderr.write(encoder.encode(text));
    } catch { /* the terminal went away; the work does not depend on it */ }
  };
  const release = swallowsKeys && system.stdin.isForegroundTerminal()
    ? system.stdin.swallowKeys()
    : () => {};
  const draw = () =>
    put(START_OF_EMPTY_LINE + text().slice(0, (system.stderr.columns() ?? 80) - 1));
  // What is drawn may change every microsecond: drawing follows the timer.
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  let stopped = false;
  return {
    draw,
    clear: () => put(START_OF_EMPTY_LINE),
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      put(START_OF_EMPTY_LINE);
      release();
    },
  };
}

/**
 * A time as a clock shows it.
 *
 * @example
 * ```ts
 * clock(3_723_000); // "1:02:03"
 * ```
 */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
