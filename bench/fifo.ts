import type { FeedReply, FeedRequest } from "./fifo_feeder.ts";
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
  const release = new Int32Array(new SharedArrayBuffer(4));
  const fed = Promise.withResolvers<void>();
  const writes = Promise.withResolvers<readonly Write[]>();
  const feeder = new Worker(new URL("./fifo_feeder.ts", import.meta.url), { type: "module" });
  feeder.onmessage = ({ data }: MessageEvent<FeedReply>) => {
    if ("fed" in data) return fed.resolve();
    writes.resolve(data.writes);
    feeder.terminate();
  };
  feeder.onerror = ({ message }) => writes.reject(new Error(`Could not feed ${path}: ${message}`));
  const request: FeedRequest = { path, reads, speed, stayOpen, release };
  feeder.postMessage(request);
  const close = () => {
    Atomics.store(release, 0, 1);
    Atomics.notify(release, 0);
  };
  return {
    path,
    fed: fed.promise,
    writes: writes.promise,
    close,
    remove: async () => {
      close();
      feeder.terminate();
      await Deno.remove(directory, { recursive: true });
    },
  };
}
