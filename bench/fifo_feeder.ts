/**
 * Feeds a FIFO from a thread of its own, which sleeps in the kernel between two writes: an event loop would
 * begin its clock late and compete with the reader for the processor at the moment that both have opened.
 */
import type { Write } from "./fifo.ts";
import type { Read } from "./models/waiting.ts";

/** What the thread is told to do. */
export interface FeedRequest {
  readonly path: string;
  readonly reads: readonly Read[];
  readonly speed: number;
  readonly stayOpen: boolean;
  /** A word that becomes 1 when a FIFO that stays open is to be closed. */
  readonly release: Int32Array;
}

/** What it says: the last byte is written; the FIFO is closed, and what was written. */
export type FeedReply = { readonly fed: true } | { readonly writes: readonly Write[] };

interface Scope {
  onmessage: ((event: MessageEvent<FeedRequest>) => void) | null;
  postMessage(reply: FeedReply): void;
}

/** Nobody ever wakes this: waiting for it is sleeping. */
const NEVER = new Int32Array(new SharedArrayBuffer(4));

function feed({ path, reads, speed, stayOpen, release }: FeedRequest, fed: () => void): Write[] {
  using fifo = Deno.openSync(path, { write: true });
  const startMilliseconds = performance.now();
  const sinceStart = () => performance.now() - startMilliseconds;
  const writes: Write[] = [];
  for (const { atSeconds, bytes } of reads) {
    const plannedMilliseconds = (atSeconds * 1000) / speed;
    // Good random bytes: the program's health tests read what a starved, not a broken, device gives.
    const piece = crypto.getRandomValues(new Uint8Array(bytes));
    Atomics.wait(NEVER, 0, 0, Math.max(0, plannedMilliseconds - sinceStart()));
    const begunMilliseconds = sinceStart();
    try {
      // A pipe with room takes this at once.
      fifo.writeSync(piece);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return writes;
      throw error;
    }
    writes.push({ plannedMilliseconds, begunMilliseconds, doneMilliseconds: sinceStart(), bytes });
  }
  fed();
  if (stayOpen) Atomics.wait(release, 0, 0);
  return writes;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = ({ data }) => {
  const writes = feed(data, () => scope.postMessage({ fed: true }));
  scope.postMessage({ writes });
};
