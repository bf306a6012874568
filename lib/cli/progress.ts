import { system } from "../system/mod.ts";
import { warn } from "./channels.ts";

/** Tells a person how far an assessment has come. */
export interface Progress {
  onReading(readBytes: number, ofBytes: number | null): void;
  onEstimating(doneShare: number): void;
  /** Takes the line away for good; calling it again changes nothing. */
  stop(): void;
}

/** What the line is made from; times are in milliseconds since that phase began. */
export type ProgressState =
  | {
    readonly phase: "reading";
    readonly sourceName: string;
    readonly bytes: number;
    readonly ofBytes: number | null;
    readonly ofMilliseconds: number | null;
    readonly milliseconds: number;
    readonly silentMilliseconds: number;
  }
  | {
    readonly phase: "estimating";
    readonly doneShare: number;
    /** When that share was reached. */
    readonly doneMilliseconds: number;
    readonly milliseconds: number;
  };

const REDRAW_MILLISECONDS = 250;
/** Silence that is worth a word; a device that is merely slow answers sooner. */
const SILENCE_MILLISECONDS = 2_000;
/** Without a terminal a stalled source is told once, after so long. */
const STALL_WARNING_MILLISECONDS = 10_000;
/** Carriage return and erase to the end of the line (ECMA-48, EL). */
const START_OF_EMPTY_LINE = "\r\x1b[K";

/**
 * Follows an assessment: on a terminal with one line on stderr that is drawn four times a second, elsewhere
 * only with a warning when the source stalls.
 */
export function startProgress(sourceName: string, seconds: number | null): Progress {
  const shown = system.stderr.isTerminal() && system.environment("TERM") !== "dumb";
  const now = () => performance.now();
  let phaseStart = now();
  let latestByte = phaseStart;
  let state: ProgressState = {
    phase: "reading",
    sourceName,
    bytes: 0,
    ofBytes: null,
    ofMilliseconds: seconds === null ? null : seconds * 1000,
    milliseconds: 0,
    silentMilliseconds: 0,
  };
  let warned = shown;
  let stopped = false;

  const encoder = new TextEncoder();
  const put = (text: string) => {
    try {
      system.stderr.write(encoder.encode(text));
    } catch { /* the terminal went away; the assessment does not depend on it */ }
  };
  const tick = () => {
    state = state.phase === "reading"
      ? { ...state, milliseconds: now() - phaseStart, silentMilliseconds: now() - latestByte }
      : { ...state, milliseconds: now() - phaseStart };
    if (shown) {
      put(START_OF_EMPTY_LINE + progressText(state).slice(0, (system.stderr.columns() ?? 80) - 1));
    } else if (!warned && state.phase === "reading" && isStalled(state)) {
      warned = true;
      warn(`Still waiting for ${sourceName}: no byte for 10 s; --timeout limits the wait`);
    }
  };
  const isStalled = ({ silentMilliseconds }: { silentMilliseconds: number }) =>
    silentMilliseconds >= STALL_WARNING_MILLISECONDS;
  const timer = setInterval(tick, REDRAW_MILLISECONDS);

  return {
    onReading: (bytes, ofBytes) => {
      latestByte = now();
      if (state.phase === "reading") state = { ...state, bytes, ofBytes };
    },
    onEstimating: (doneShare) => {
      if (state.phase === "reading") phaseStart = now();
      const milliseconds = now() - phaseStart;
      state = { phase: "estimating", doneShare, doneMilliseconds: milliseconds, milliseconds };
    },
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      if (shown) put(START_OF_EMPTY_LINE);
    },
  };
}

/**
 * The words of the line.
 *
 * @example
 * "Reading /dev/random: 12.3 of 100 MB, 250 MB/s, 0:01 left"
 */
export function progressText(state: ProgressState): string {
  if (state.phase === "estimating") return estimatingText(state);
  const { sourceName, bytes, ofBytes, ofMilliseconds, milliseconds, silentMilliseconds } = state;
  if (silentMilliseconds >= SILENCE_MILLISECONDS) {
    const so = bytes > 0 ? `${size(bytes)} so far, ` : "";
    return `Waiting for ${sourceName}: ${so}no byte for ${clock(silentMilliseconds)}`;
  }
  const amount = ofBytes === null ? size(bytes) : `${size(bytes)} of ${size(ofBytes)}`;
  const bytesPerMillisecond = bytes / Math.max(milliseconds, 1);
  const left = Math.min(
    ofMilliseconds === null ? Infinity : ofMilliseconds - milliseconds,
    ofBytes === null || bytes === 0 ? Infinity : (ofBytes - bytes) / bytesPerMillisecond,
  );
  const time = left === Infinity ? `${clock(milliseconds)} so far` : `${clock(left)} left`;
  return `Reading ${sourceName}: ${amount}, ${size(bytesPerMillisecond * 1000)}/s, ${time}`;
}

function estimatingText(
  { doneShare, doneMilliseconds, milliseconds }: Extract<ProgressState, { phase: "estimating" }>,
): string {
  if (doneShare === 0) return `Estimating min-entropy: ${clock(milliseconds)} so far`;
  const left = doneMilliseconds * (1 - doneShare) / doneShare - (milliseconds - doneMilliseconds);
  const percent = Math.round(doneShare * 100);
  return `Estimating min-entropy: ${percent} percent, about ${clock(Math.max(left, 1000))} left`;
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** Three digits and a decimal unit. */
function size(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 100 && power > 0 ? value.toPrecision(3) : value.toFixed(0)} ${UNITS[power]}`;
}

function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
