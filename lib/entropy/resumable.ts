import type { EntropySource } from "./source.ts";

/** A source whose reader may give up waiting. */
export interface ResumableSource extends EntropySource {
  /** Nobody waits for the latest read any more; absent where none is ever left behind. */
  giveUp?(): void;
}

/**
 * A source whose reader may give up waiting and come back later. The read that it left behind goes on,
 * since no runtime can cancel one everywhere, and its bytes go to whoever reads next, whenever that is.
 * Without this every reader that gave up would leave another blocked thread behind, and two of them
 * starve Bun.
 *
 * Bytes pass through a buffer of this source, which is wiped. A source with `readNow` never leaves a read
 * behind and is returned as it is.
 *
 * @param limitBytes most bytes that are asked for at once
 */
export function resumable(source: EntropySource, limitBytes: number): ResumableSource {
  if (source.readNow !== undefined) return source;
  const held = new Uint8Array(limitBytes);
  let heldBytes = 0;
  let pending: Promise<number | null> | null = null;
  let latest = 0;

  const handOver = (buffer: Uint8Array): number => {
    const count = Math.min(heldBytes, buffer.length);
    buffer.set(held.subarray(0, count));
    held.copyWithin(0, count, heldBytes);
    held.fill(0, heldBytes - count, heldBytes);
    heldBytes -= count;
    return count;
  };

  return {
    name: source.name,
    read: async (buffer) => {
      const read = ++latest;
      if (heldBytes > 0) return handOver(buffer);
      pending ??= source.read(held.subarray(0, Math.min(buffer.length, limitBytes)));
      try {
        const count = await pending;
        // Nobody listens to this one any more: what it brought is for the next.
        if (read !== latest) return null;
        pending = null;
        if (count === null) return null;
        heldBytes = count;
        return handOver(buffer);
      } catch (error) {
        if (read === latest) pending = null;
        throw error;
      }
    },
    giveUp: () => void latest++,
    close: () => {
      held.fill(0);
      source.close();
    },
  };
}
