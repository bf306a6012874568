import type { FileKind } from "./types.ts";

/**
 * Opening a FIFO blocks until somebody writes to it, and opening a device may do anything, so what is no
 * regular file is not opened at all.
 *
 * @throws Error that says what it is; code EISDIR for a directory.
 */
export function refuseToRead(kind: FileKind): void {
  if (kind === "file") return;
  const error = new Error(`Is a ${kind}, wanted a regular file`);
  throw kind === "directory" ? Object.assign(error, { code: "EISDIR" }) : error;
}
