/** Keys for tests, and a directory of their own to put them in. */
import type { GenerateListener } from "../lib/key/types.ts";

/** Fair bytes. */
export const randomKey = (sizeBytes: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(sizeBytes));

/** A fixed key that passes the self-test: SHA-256 in counter mode over a label. */
export async function fixedKey(label: string, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = new Uint8Array(sizeBytes);
  for (let block = 0; block * 32 < sizeBytes; block++) {
    const input = new TextEncoder().encode(`${label} ${block}`);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", input));
    key.set(digest.subarray(0, Math.min(32, sizeBytes - block * 32)), block * 32);
  }
  return key;
}

/** SHA-256 in hexadecimal digits, as sha256sum(1) prints it. */
export async function sumOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Runs `action` with a new directory and removes the directory whatever happens. */
export async function withDirectory(action: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "corosync-keygen-test-" });
  try {
    await action(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Writes a file of exactly this mode. */
export async function writeKey(path: string, key: Uint8Array, mode = 0o400): Promise<void> {
  await Deno.writeFile(path, key, { createNew: true });
  await Deno.chmod(path, mode);
}

/** Follows the making of a key and does nothing. */
export const SILENT_LISTENER: GenerateListener = {
  onGathering: () => {},
  onHeldBytes: () => {},
  onShortRead: () => {},
  onGatheringEnded: () => {},
  onRejected: () => Promise.resolve(),
  onWarning: () => {},
  onWriting: () => {},
};
