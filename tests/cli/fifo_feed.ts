import { makeFifo } from "./running.ts";

/** A FIFO that a test feeds, as a starved device. It is held open for reading too, so nothing here blocks. */
export interface FedFifo extends Disposable {
  readonly path: string;
  /** Each piece becomes one read of a program that waits. */
  feed(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Makes a FIFO with a writer that stays until it is disposed of: a reader waits and sees no end. */
export async function openFedFifo(path: string): Promise<FedFifo> {
  await makeFifo(path);
  const file = await Deno.open(path, { read: true, write: true });
  return {
    path,
    feed: async (bytes) => {
      for (let sent = 0; sent < bytes.length;) sent += await file.write(bytes.subarray(sent));
    },
    [Symbol.dispose]: () => file.close(),
  };
}
