import { EXIT, Failure } from "../failure.ts";
import { type EntropySource, nameOf, type SourceChoice } from "./source.ts";

/** Whoever wants to know how gathering goes. Counts are bytes of this key. */
export interface GatherListener {
  /** After a read that left the key incomplete. */
  onShortRead(gatheredBytes: number, neededBytes: number): void;
}

/** Tests bytes as they come in. */
export interface ByteTest {
  /** @returns whether gathering goes on; where it does not, the bytes are not to be used */
  feed(bytes: Uint8Array): boolean;
}

/**
 * Fills `key` from `source`, however many reads that takes, or until `test` ends it.
 *
 * @param stop rejects when the wait is to end: a signal, a timeout.
 * @throws Failure (exit 1) when the source ends or cannot be read; whatever `stop` rejects with.
 */
export async function gather(
  source: EntropySource,
  key: Uint8Array,
  test: ByteTest,
  listener: GatherListener,
  stop: Promise<never>,
): Promise<void> {
  let gathered = 0;
  while (gathered < key.length) {
    const rest = key.subarray(gathered);
    const count = source.readNow?.(rest) ?? await Promise.race([stop, source.read(rest)]);
    if (count === null) {
      throw new Failure(EXIT.usageOrSource, `Unexpected end of ${source.name}`, undefined, {
        code: "source-ended",
      });
    }
    if (!test.feed(key.subarray(gathered, gathered + count))) return;
    gathered += count;
    if (gathered < key.length) listener.onShortRead(gathered, key.length);
  }
}

/** A limit to the wait for a key. */
export interface Deadline {
  /** Rejects with a Failure (exit 1) when time is up; never resolves. */
  readonly expired: Promise<never>;
  /** The same listener; on the way the deadline notes how far gathering has come. */
  watch<Listener extends GatherListener>(listener: Listener): Listener;
  cancel(): void;
}

/**
 * Starts the clock of --timeout, which runs from before the source is opened until the key is complete.
 */
export function startDeadline(
  seconds: number,
  source: SourceChoice,
  neededBytes: number,
): Deadline {
  let gatheredBytes = 0;
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {/* awaited only while something waits */});
  const timer = setTimeout(() => {
    const state = `${gatheredBytes * 8} of ${neededBytes * 8} bits after ${seconds} s`;
    const message = `Starved by ${nameOf(source)}: ${state}, wanted the whole key`;
    const hint = source.kind === "csprng"
      // While it is asked no timer runs out.
      ? "the time went into starting, and no byte was waited for: a longer --timeout leaves enough"
      : "-l takes the key from a source that does not block once the system has booted";
    reject(new Failure(EXIT.usageOrSource, message, hint, { code: "timed-out" }));
  }, seconds * 1000);
  return {
    expired: promise,
    watch: (listener) => ({
      ...listener,
      onShortRead: (gathered, needed) => {
        gatheredBytes = gathered;
        listener.onShortRead(gathered, needed);
      },
    }),
    cancel: () => clearTimeout(timer),
  };
}
