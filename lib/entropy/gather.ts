import { EXIT, Failure } from "../failure.ts";
import type { EntropySource } from "./source.ts";

/** Whoever wants to know how gathering goes. Counts are bytes of this key. */
export interface GatherListener {
  /** After a read that left the key incomplete. */
  onShortRead(gatheredBytes: number, neededBytes: number): void;
}

/** Tests bytes as they come in; anything but null ends gathering. */
export interface ByteTest<Alarm> {
  feed(bytes: Uint8Array): Alarm | null;
}

/**
 * Fills `key` from `source`, however many reads that takes.
 *
 * @param stop rejects when the wait is to end: a signal, a timeout.
 * @returns null, or the alarm of the health tests that ended it; the bytes are then not to be used
 * @throws Failure (exit 1) when the source ends or cannot be read; whatever `stop` rejects with.
 */
export async function gather<Alarm>(
  source: EntropySource,
  key: Uint8Array,
  test: ByteTest<Alarm>,
  listener: GatherListener,
  stop: Promise<never>,
): Promise<Alarm | null> {
  let gathered = 0;
  while (gathered < key.length) {
    const rest = key.subarray(gathered);
    const count = source.readNow?.(rest) ?? await Promise.race([stop, source.read(rest)]);
    if (count === null) {
      throw new Failure(EXIT.usageOrSource, `Unexpected end of ${source.name}`, undefined, {
        code: "source-ended",
      });
    }
    const alarm = test.feed(key.subarray(gathered, gathered + count));
    if (alarm !== null) return alarm;
    gathered += count;
    if (gathered < key.length) listener.onShortRead(gathered, key.length);
  }
  return null;
}
