import { EXIT, Failure, Interrupted } from "../failure.ts";
import { counted } from "../math/amounts.ts";
import type { EntropySource } from "./source.ts";

/** Room that is made at first where nobody knows how much will come. */
const FIRST_ROOM = 1 << 20;

/**
 * Keeps the first samples of a stream in memory for those who have to see them all at once.
 *
 * @example
 * const store = new SampleStore(1_000_000, null);
 * store.add(piece);
 * estimate(store.samples);
 */
export class SampleStore {
  #held: Uint8Array;
  #count = 0;

  /**
   * @param most samples that are kept; more are let go
   * @param expected how many will come, where that is known: room for them is made at once
   */
  constructor(private readonly most: number, expected: number | null) {
    this.#held = new Uint8Array(Math.min(most, expected ?? FIRST_ROOM));
  }

  /** Copies samples while there is room. */
  add(samples: Uint8Array): void {
    const kept = samples.subarray(0, this.most - this.#count);
    const needed = this.#count + kept.length;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.min(this.most, Math.max(needed, 2 * this.#held.length)));
      larger.set(this.#held.subarray(0, this.#count));
      this.#held.fill(0);
      this.#held = larger;
    }
    this.#held.set(kept, this.#count);
    this.#count = needed;
  }

  /** What is kept; a view, which the next `add` may leave behind. */
  get samples(): Uint8Array {
    return this.#held.subarray(0, this.#count);
  }
}

/**
 * Bytes that are asked for at first. A device gives all that it is asked for, however long that takes, and what it
 * has not yet given when time is up is lost.
 */
const FIRST_PIECE_BYTES = 16;
/**
 * Most bytes that are asked for at once. Between two pieces the thread that reads waits for the next request:
 * with 1 MiB the FIPS tests got 92 to 95 percent of what dd gets from /dev/urandom, with 4 MiB 98 to 101.
 */
const MAX_PIECE_BYTES = 1 << 22;
/** A whole piece that takes less time than this is followed by one twice as long. */
const MIN_PIECE_MILLISECONDS = 10;
/** A piece that takes more is followed by one half as long: no more is lost at the end. */
const MAX_PIECE_MILLISECONDS = 250;

export interface RecordingLimits {
  readonly bytes: number | null;
  readonly seconds: number | null;
  /** Longest silence; null to wait for ever. */
  readonly stallSeconds: number | null;
}

/** What stopped reading. */
export type ReadingEnd = "enough" | "time" | "end of source" | "silence" | "signal" | "error";

export interface RecordingOutcome {
  readonly bytes: number;
  readonly milliseconds: number;
  readonly end: ReadingEnd;
  /** Null where that was as asked and there is something to look at. */
  readonly failure: Failure | Interrupted | null;
}

/**
 * Reads a source up to its limits and hands over the bytes in pieces. While one piece is looked at the next
 * is being read, so that a fast device and the tests work at the same time.
 *
 * A failure (a signal, a read error, silence, an end before the limit) is an outcome and no exception: what was
 * read until then can still be assessed.
 *
 * @param take is given each piece, which is overwritten afterwards; where that is enough, whatever the limits say, it
 * returns how many of its bytes were used: the others, which are as many as the piece happens to have, do not count.
 * What it throws ends reading, and reading waits for a promise that it returns
 * @param stop rejects when a signal arrives
 * @param now milliseconds of the clock that pieces are timed by
 */
export async function readRecording(
  source: EntropySource,
  limits: RecordingLimits,
  take: (bytes: Uint8Array) => number | null | void | Promise<number | null | void>,
  stop: Promise<never>,
  now: () => number = () => performance.now(),
): Promise<RecordingOutcome> {
  const started = now();
  const wait = interruptibleWait(limits.seconds, stop);
  const yieldToEventLoop = startYielding();
  const buffers = [new Uint8Array(MAX_PIECE_BYTES), new Uint8Array(MAX_PIECE_BYTES)] as const;
  let bytes = 0;
  let turn: 0 | 1 = 0;
  let pieceBytes = FIRST_PIECE_BYTES;
  let largestBytes = pieceBytes;
  let asked = started;
  const left = () => limits.bytes === null ? MAX_PIECE_BYTES : limits.bytes - bytes;
  const ask = () => {
    asked = now();
    return source.read(buffers[turn].subarray(0, Math.min(pieceBytes, left())));
  };
  const finish = (end: ReadingEnd, failure: Failure | Interrupted | null = null) => ({
    bytes,
    milliseconds: now() - started,
    end,
    failure,
  });

  try {
    let pending = ask();
    while (true) {
      const answer = await wait.for(pending, limits.stallSeconds);
      if (answer === "time") return finish("time", bytes > 0 ? null : starved());
      if (answer === "silence") return finish("silence", silent());
      if (answer instanceof Interrupted) return finish("signal", answer);
      if (answer instanceof Failure) return finish("error", answer);
      if (answer === null) {
        const early = limits.bytes !== null && limits.seconds === null;
        return finish("end of source", bytes === 0 || early ? ended() : null);
      }
      const piece = buffers[turn].subarray(0, answer);
      bytes += answer;
      const took = now() - asked;
      if (answer === pieceBytes && took < MIN_PIECE_MILLISECONDS) {
        pieceBytes = Math.min(2 * pieceBytes, MAX_PIECE_BYTES);
        largestBytes = Math.max(largestBytes, pieceBytes);
      } else if (took > MAX_PIECE_MILLISECONDS) pieceBytes = Math.max(1, pieceBytes >>> 1);
      turn = turn === 0 ? 1 : 0;
      const last = left() === 0;
      if (!last) {
        pending = ask();
        // It may fail while the piece before is looked at: that is told when its turn comes.
        pending.catch(() => {});
      }
      const taking = take(piece);
      const taken = taking instanceof Promise ? await taking : taking;
      if (typeof taken === "number") bytes -= piece.length - taken;
      if (last || typeof taken === "number") return finish("enough");
      await yieldToEventLoop();
    }
  } finally {
    wait.cancel();
    // What was never asked for takes no memory, and wiping it would change that.
    for (const buffer of buffers) buffer.fill(0, 0, largestBytes);
  }

  function starved(): Failure {
    const message = `Starved by ${source.name}: no byte in ${limits.seconds} s`;
    return new Failure(EXIT.usageOrSource, message, "--csprng assesses a source that never waits");
  }

  function silent(): Failure {
    const state = limits.bytes === null
      ? counted(bytes, "byte")
      : `${bytes} of ${counted(limits.bytes, "byte")}`;
    return new Failure(
      EXIT.usageOrSource,
      `Starved by ${source.name}: no byte for ${limits.stallSeconds} s after ${state}`,
      bytes > 0 ? "--partial assesses what there is" : undefined,
    );
  }

  function ended(): Failure {
    return bytes === 0
      ? new Failure(EXIT.usageOrSource, `Cannot assess ${source.name}: it is empty`)
      : new Failure(
        EXIT.usageOrSource,
        `Unexpected end of ${source.name}: ${bytes} of ${limits.bytes} bytes`,
        "ask for less, or use --partial to assess what there is",
      );
  }
}

/** How long timers and signals may be kept waiting. */
const YIELD_EVERY_MILLISECONDS = 50;

/** A source in memory answers at once, for ever: without a pause no timer and no signal would be handled. */
function startYielding(): () => Promise<void> {
  let latest = performance.now();
  return async () => {
    if (performance.now() - latest < YIELD_EVERY_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    latest = performance.now();
  };
}

type Answer = number | null | "time" | "silence" | Failure | Interrupted;

/**
 * Waits for one read after another, any of which a signal or the end of the time may cut short. One promise a
 * read: racing each against a promise that lives as long as the run would keep something of every read.
 */
function interruptibleWait(seconds: number | null, stop: Promise<never>) {
  let cut: "time" | Interrupted | null = null;
  let wake: ((answer: Answer) => void) | null = null;
  const end = (reason: "time" | Interrupted) => {
    cut ??= reason;
    wake?.(cut);
  };
  stop.catch((reason) => {
    if (reason instanceof Interrupted) end(reason);
  });
  const timer = seconds === null ? undefined : setTimeout(() => end("time"), seconds * 1000);
  return {
    for: async (read: Promise<number | null>, stallSeconds: number | null): Promise<Answer> => {
      let silence: ReturnType<typeof setTimeout> | undefined;
      const answer = await new Promise<Answer>((resolve, reject) => {
        wake = resolve;
        if (cut !== null) resolve(cut);
        if (stallSeconds !== null) {
          silence = setTimeout(() => resolve("silence"), stallSeconds * 1000);
        }
        read.then(resolve, (error) => error instanceof Failure ? resolve(error) : reject(error));
      });
      clearTimeout(silence);
      wake = null;
      return answer;
    },
    cancel: () => clearTimeout(timer),
  };
}
