import { closeSync, fchmodSync, fsyncSync, openSync, writeSync } from "node:fs";

/**
 * Writes a file that does not exist yet. It has its mode when it is complete: before, it is for its owner alone, and
 * nothing that can be run. Signals that are listened to wait until it has returned.
 *
 * @throws the system's error; a file that was begun is left
 */
export function writeNew(path: string, mode: number, content: Uint8Array): void {
  const file = openSync(path, "wx", 0o600);
  try {
    for (let at = 0; at < content.length;) at += writeSync(file, content, at);
    fsyncSync(file);
    fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}
