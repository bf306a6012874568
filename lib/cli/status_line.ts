import { system } from "../system/mod.ts";

/** One line on the terminal that is drawn again and again while a source blocks. */
export interface StatusLine {
  update(gatheredBits: number): void;
  /** Takes the line away so that another can be printed; it comes back by itself. */
  clear(): void;
  /** Takes the line away for good and puts the terminal back. */
  stop(): void;
}

const REDRAW_MILLISECONDS = 250;
/** Carriage return and erase to the end of the line (ECMA-48, EL). */
const START_OF_EMPTY_LINE = "\r\x1b[K";

/**
 * Draws "312 of 1024 bits, 6.2 bits/s, 0:50" on stderr.
 *
 * @param since `performance.now()` when gathering began
 * @param interrupt null where no keys are to be swallowed; else what Ctrl-C calls
 */
export function startStatusLine(
  neededBits: number,
  since: number,
  interrupt: (() => void) | null,
): StatusLine {
  const encoder = new TextEncoder();
  const put = (text: string) => {
    try {
      system.stderr.write(encoder.encode(text));
    } catch { /* the terminal went away; the key does not depend on it */ }
  };
  const release = interrupt === null ? () => {} : system.stdin.swallowKeys(interrupt);
  let gatheredBits = 0;
  const draw = () => {
    const text = statusText(gatheredBits, neededBits, performance.now() - since);
    put(START_OF_EMPTY_LINE + text.slice(0, (system.stderr.columns() ?? 80) - 1));
  };
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  draw();
  return {
    update: (bits) => {
      gatheredBits = bits;
      draw();
    },
    clear: () => put(START_OF_EMPTY_LINE),
    stop: () => {
      clearInterval(timer);
      put(START_OF_EMPTY_LINE);
      release();
    },
  };
}

/**
 * The words of the status line.
 *
 * @example
 * statusText(312, 1024, 50_000) // "312 of 1024 bits, 6.2 bits/s, 0:50 so far; keep typing"
 */
export function statusText(gatheredBits: number, neededBits: number, milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const bitsPerSecond = (gatheredBits / Math.max(milliseconds, 1) * 1000).toFixed(1);
  return `${gatheredBits} of ${neededBits} bits, ${bitsPerSecond} bits/s, ${clock} so far; keep typing`;
}
