import type { FileKind, FileStatus } from "./types.ts";

/** Between two looks at a name. */
export const EXCHANGED_FOR_FILE = "It was exchanged for another file";

/** Why what is no regular file is refused. */
export function isNoRegularFile(kind: FileKind): string {
  return `Is a ${kind}, wanted a regular file`;
}

/**
 * Opening a FIFO blocks until somebody writes to it, and opening a device may do anything, so what is no
 * regular file is not opened at all.
 *
 * @param expected what it has to be, where that is known
 * @throws Error that says what it is, or that it is another file; code EISDIR for a directory.
 */
export function refuseToRead(status: FileStatus, expected: FileStatus | null = null): void {
  const { kind, device, inode } = status;
  if (kind !== "file") {
    const error = new Error(isNoRegularFile(kind));
    throw kind === "directory" ? Object.assign(error, { code: "EISDIR" }) : error;
  }
  if (expected !== null && (device !== expected.device || inode !== expected.inode)) {
    throw new Error(EXCHANGED_FOR_FILE);
  }
}
