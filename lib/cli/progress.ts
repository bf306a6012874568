import { warn } from "./channels.ts";
import { MAX_KEPT_SAMPLES } from "../assess/stream_tests.ts";
import { byteSize } from "../report/numbers.ts";
import { clock, hasLiveLine, startLiveLine } from "./live_line.ts";

/** Tells a person how far an assessment has come. */
export interface Progress {
  onReading(readBytes: number, ofBytes: number | null): void;
  /** @param doing what is done while no byte of the source is waited for; null when one is again */
  onBusy(doing: string | null): void;
  onEstimating(doneShare: number): void;
  /** Takes the line away so that another can be printed; it comes back by itself. */
  clear(): void;
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
    readonly waitingMilliseconds: number;
    /** What is done instead of waiting for a byte; null where one is waited for. */
    readonly doing: string | null;
  }
  | {
    readonly phase: "estimating";
    readonly doneShare: number;
    /** What all of it takes on a usual machine, for the time before anything is done; null where not known. */
    readonly usualMilliseconds: number | null;
    /** When that share was reached. */
    readonly doneMilliseconds: number;
    readonly milliseconds: number;
  };

/** A wait that is worth a word; a device that is merely slow answers sooner. */
const MIN_WAITING_MILLISECONDS = 2_000;
/** Without a terminal a stalled source is told once, after so long. */
const STALL_WARNING_MILLISECONDS = 10_000;
const STALL_CHECK_MILLISECONDS = 250;
/** On two threads, as bench/assess.ts has it for a million bytes: about the same at every width. */
const USUAL_MILLISECONDS_A_BIT = 0.0012;

/** For how long a byte of the source has been waited for; what the run itself does meanwhile is no wait. */
export class SourceWait {
  #since: number;
  #doing: string | null = null;

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number) {
    this.#since = now();
  }

  /** A byte came, or what was done is over: waiting begins anew. */
  restart(): void {
    this.#since = this.now();
  }

  /** @param doing null when a byte is waited for again */
  busy(doing: string | null): void {
    this.#doing = doing;
    this.restart();
  }

  get doing(): string | null {
    return this.#doing;
  }

  get milliseconds(): number {
    return this.#doing === null ? this.now() - this.#since : 0;
  }
}

/**
 * Follows an assessment: on a terminal with one line on stderr that is drawn four times a second, elsewhere
 * only with a warning when the source stalls.
 */
export function startProgress(
  sourceName: string,
  seconds: number | null,
  bitsPerByte: number | null = null,
): Progress {
  const shown = hasLiveLine();
  const now = () => performance.now();
  let phaseStart = now();
  const wait = new SourceWait(now);
  let usualMilliseconds: number | null = null;
  let state: ProgressState = {
    phase: "reading",
    sourceName,
    bytes: 0,
    ofBytes: null,
    ofMilliseconds: seconds === null ? null : seconds * 1000,
    milliseconds: 0,
    waitingMilliseconds: 0,
    doing: null,
  };

  const text = () => {
    state = state.phase === "reading"
      ? {
        ...state,
        milliseconds: now() - phaseStart,
        waitingMilliseconds: wait.milliseconds,
        doing: wait.doing,
      }
      : { ...state, milliseconds: now() - phaseStart };
    return progressText(state);
  };
  const line = shown ? startLiveLine(text, false) : null;
  const stop = line?.stop ??
    warnOfStall(sourceName, () => state.phase === "reading" ? wait.milliseconds : 0);

  return {
    onReading: (bytes, ofBytes) => {
      wait.restart();
      if (state.phase === "reading") state = { ...state, bytes, ofBytes };
    },
    onBusy: (doing) => wait.busy(doing),
    onEstimating: (doneShare) => {
      if (state.phase === "reading") {
        phaseStart = now();
        const bytes = Math.min(state.bytes, MAX_KEPT_SAMPLES);
        usualMilliseconds = bitsPerByte && bytes * bitsPerByte * USUAL_MILLISECONDS_A_BIT;
      }
      const milliseconds = now() - phaseStart;
      state = {
        phase: "estimating",
        doneShare,
        usualMilliseconds,
        doneMilliseconds: milliseconds,
        milliseconds,
      };
    },
    clear: () => line?.clear(),
    stop,
  };
}

/**
 * What is said of a source that has given no byte for so long, where no terminal shows it: null, or one line.
 *
 * @example
 * stallWarning("/dev/random", 9_999); // null
 */
export function stallWarning(sourceName: string, waitingMilliseconds: number): string | null {
  if (waitingMilliseconds < STALL_WARNING_MILLISECONDS) return null;
  const limit = `${STALL_WARNING_MILLISECONDS / 1000} s`;
  return `Still waiting for ${sourceName}: no byte for ${limit}; --timeout limits the wait`;
}

/** Without a terminal a stalled source is told once; returns what ends the watch. */
function warnOfStall(sourceName: string, waitingMilliseconds: () => number): () => void {
  const timer = setInterval(() => {
    const warning = stallWarning(sourceName, waitingMilliseconds());
    if (warning === null) return;
    clearInterval(timer);
    warn(warning);
  }, STALL_CHECK_MILLISECONDS);
  return () => clearInterval(timer);
}

/**
 * The words of the line.
 *
 * @example
 * "Reading /dev/random: 12.3 MB of 100 MB (12 percent), 250 MB/s, 0:01 left"
 */
export function progressText(state: ProgressState): string {
  if (state.phase === "estimating") return estimatingText(state);
  const { sourceName, bytes, ofBytes, ofMilliseconds, milliseconds, waitingMilliseconds } = state;
  if (state.doing !== null) {
    const read = bytes > 0 ? `: ${byteSize(bytes)} read,` : ",";
    return `${state.doing}${read} ${clock(milliseconds)} so far`;
  }
  if (waitingMilliseconds >= MIN_WAITING_MILLISECONDS) {
    const so = bytes > 0 ? `${byteSize(bytes)} so far, ` : "";
    return `Waiting for ${sourceName}: ${so}no byte for ${clock(waitingMilliseconds)}`;
  }
  const share = Math.max(
    ofBytes === null ? 0 : bytes / ofBytes,
    ofMilliseconds === null ? 0 : Math.min(1, milliseconds / ofMilliseconds),
  );
  const percent = ofBytes === null && ofMilliseconds === null
    ? ""
    : ` (${Math.floor(100 * share)} percent)`;
  const amount =
    (ofBytes === null ? byteSize(bytes) : `${byteSize(bytes)} of ${byteSize(ofBytes)}`) + percent;
  const bytesPerMillisecond = bytes / Math.max(milliseconds, 1);
  const rate = byteSize(Math.round(bytesPerMillisecond * 1000));
  const left = Math.min(
    ofMilliseconds === null ? Infinity : ofMilliseconds - milliseconds,
    ofBytes === null || bytes === 0 ? Infinity : (ofBytes - bytes) / bytesPerMillisecond,
  );
  const time = left === Infinity ? `${clock(milliseconds)} so far` : `${clock(left)} left`;
  return `Reading ${sourceName}: ${amount}, ${rate}/s, ${time}`;
}

function estimatingText(
  { doneShare, usualMilliseconds, doneMilliseconds, milliseconds }: Extract<
    ProgressState,
    { phase: "estimating" }
  >,
): string {
  const usual = (usualMilliseconds ?? 0) - milliseconds;
  const time = doneShare > 0
    ? timeLeft(
      doneMilliseconds * (1 - doneShare) / doneShare - (milliseconds - doneMilliseconds),
    )
    : usual > 0
    ? timeLeft(usual)
    : `${clock(milliseconds)} so far`;
  return shareText("min-entropy", doneShare, time);
}

/** How far estimators have come: "Estimating min-entropy: 40 percent, about 0:12 left". */
export function shareText(what: string, doneShare: number, time: string): string {
  return `Estimating ${what}: ${Math.round(100 * doneShare)} percent, ${time}`;
}

/** A time that is no more than guessed at, and never over: "about 0:12 left". */
export function timeLeft(milliseconds: number): string {
  return `about ${clock(Math.max(milliseconds, 1000))} left`;
}
