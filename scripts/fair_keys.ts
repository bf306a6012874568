import { createCipheriv } from "node:crypto";

const CHUNK_BYTES = 1 << 20;

/**
 * A reproducible source of fair bytes: the key stream of AES-128 in counter mode, some gigabytes a second. The
 * key is the seed, the first counter block begins with the stream, so that every pair has bytes of its own.
 *
 * @param seed whole number from 0 to 2^32 - 1, with which the key begins, or text of 16 bytes, which is the key
 * @param stream whole number from 0 to 2^32 - 1
 * @returns overwrites its argument with the next bytes
 */
export function fairKeys(seed: number | string, stream: number): (key: Uint8Array) => void {
  const key = new Uint8Array(16), counter = new Uint8Array(16);
  if (typeof seed === "string") key.set(new TextEncoder().encode(seed));
  else new DataView(key.buffer).setUint32(0, seed);
  new DataView(counter.buffer).setUint32(0, stream);
  const cipher = createCipheriv("aes-128-ctr", key, counter);
  const zeros = new Uint8Array(CHUNK_BYTES);
  let chunk: Uint8Array = zeros, used = CHUNK_BYTES;
  return (bytes) => {
    for (let filled = 0; filled < bytes.length;) {
      if (used === chunk.length) {
        chunk = cipher.update(zeros);
        used = 0;
      }
      const part = chunk.subarray(used, used + bytes.length - filled);
      bytes.set(part, filled);
      used += part.length;
      filled += part.length;
    }
  };
}

/** The first bytes of such a source. */
export function fairBytes(count: number, seed: number | string, stream = 0): Uint8Array {
  const bytes = new Uint8Array(count);
  fairKeys(seed, stream)(bytes);
  return bytes;
}
