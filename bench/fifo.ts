import type { Read } from "./models/waiting.ts";

/** One write into the FIFO, as it happened. */
export interface Write {
  /** When the model says, when write(2) began and when it had returned, since the FIFO was open. */
  readonly plannedMilliseconds: number;
  readonly begunMilliseconds: number;
  readonly doneMilliseconds: number;
  readonly bytes: number;
}

/** A starved device that the real program reads as it would read /dev/random. */
export interface FedFifo {
  readonly path: string;
  /** Resolves when the last byte is written, while the FIFO may still be open. */
  readonly fed: Promise<void>;
  /** Resolves when the FIFO is closed, with what was written until the end or the reader's leaving. */
  readonly writes: Promise<readonly Write[]>;
  /** Lets go of a FIFO that was to stay open. */
  close(): void;
  /** Removes the FIFO and its directory. The reader must be gone. */
  remove(): Promise<void>;
}

/**
 * Creates a FIFO and feeds it in real time. The clock starts when a reader has opened it: the writer's
 * open(2) waits for that. Each read of the schedule becomes one write, so a reader that is faster than
 * the schedule sees exactly the model's short reads.
 *
 * @param speed how many simulated seconds go by in a real one
 * @param stayOpen keeps the FIFO open after the last write until the reader leaves: it starves on
 */
export async function feedFifo(
  reads: readonly Read[],
  { speed = 1, stayOpen = false } = {},
): Promise<FedFifo> {
  const directory = await Deno.makeTempDir({ prefix: "starved-" });
  const path = `${directory}/random`;
  const made = await new Deno.Command("mkfifo", { args: ["-m", "600", path] }).output();
  if (!made.success) throw new Error(`Could not make ${path}`);
  const leave = Promise.withResolvers<void>();
  const fed = Promise.withResolvers<void>();
  return {
    path,
    fed: fed.promise,
    writes: feed(path, reads, speed, async () => {
      fed.resolve();
      if (stayOpen) await leave.promise;
    }),
    close: leave.resolve,
    remove: async () => {
      leave.resolve();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

async function feed(
  path: string,
  reads: readonly Read[],
  speed: number,
  afterLast: () => Promise<void>,
): Promise<Write[]> {
  using fifo = await Deno.open(path, { write: true });
  const startMilliseconds = performance.now();
  const writes: Write[] = [];
  for (const { atSeconds, bytes } of reads) {
    const plannedMilliseconds = (atSeconds * 1000) / speed;
    await sleepUntil(startMilliseconds + plannedMilliseconds);
    // Good random bytes: the program's health tests read what a starved, not a broken, device gives.
    const piece = crypto.getRandomValues(new Uint8Array(bytes));
    const begunMilliseconds = performance.now() - startMilliseconds;
    try {
      // A pipe with room takes this at once; a synchronous write has no other thread to wait for.
      fifo.writeSync(piece);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return writes;
      throw error;
    }
    writes.push({
      plannedMilliseconds,
      begunMilliseconds,
      doneMilliseconds: performance.now() - startMilliseconds,
      bytes,
    });
  }
  await afterLast();
  return writes;
}

/** Timers fire up to a few milliseconds late, never early; the last stretch is slept in short steps. */
async function sleepUntil(untilMilliseconds: number): Promise<void> {
  for (;;) {
    const left = untilMilliseconds - performance.now();
    if (left <= 0) return;
    await new Promise((resolve) => setTimeout(resolve, left > 4 ? left - 2 : 0));
  }
}
