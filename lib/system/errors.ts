import { reasonOf } from "../failure.ts";
import type { FileKind, FileStatus } from "./types.ts";

/** Of standard input from which nothing can come. */
export const LEADS_NOWHERE = "It is closed, or /dev/null";

/** The words of strerror(3) for what can go wrong between a source and a key file. */
const STRERROR: Readonly<Record<string, string>> = {
  EPERM: "Operation not permitted",
  ENOENT: "No such file or directory",
  EINTR: "Interrupted system call",
  EIO: "Input/output error",
  ENXIO: "No such device or address",
  EBADF: "Bad file descriptor",
  EAGAIN: "Resource temporarily unavailable",
  ENOMEM: "Cannot allocate memory",
  EACCES: "Permission denied",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  EXDEV: "Invalid cross-device link",
  ENODEV: "No such device",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  EINVAL: "Invalid argument",
  ENFILE: "Too many open files in system",
  EMFILE: "Too many open files",
  ETXTBSY: "Text file busy",
  EFBIG: "File too large",
  ENOSPC: "No space left on device",
  ESPIPE: "Illegal seek",
  EROFS: "Read-only file system",
  EMLINK: "Too many links",
  EPIPE: "Broken pipe",
  ENAMETOOLONG: "File name too long",
  ELOOP: "Too many levels of symbolic links",
  EOVERFLOW: "Value too large for defined data type",
  EOPNOTSUPP: "Operation not supported",
  ENOTSUP: "Operation not supported",
  EDQUOT: "Disk quota exceeded",
  ESTALE: "Stale file handle",
};

/** The errno name an error carries ("ENOENT"), the same on Deno and Bun; "" where it has none. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** What `ask` returns; null where it fails, whatever the reason, and nobody is to be told. */
export function valueOrNull<Value>(ask: () => Value): Value | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

/** An error as the operating system gives it: for what is found out before asking it. */
export function systemError(code: keyof typeof STRERROR): Error {
  return Object.assign(new Error(STRERROR[code]), { code });
}

/**
 * One line for an error of the operating system, in the words of strerror(3) as the C original prints
 * them. An error without an errno name gives the first line of its own message.
 *
 * @example
 * describeError(Object.assign(new Error(), { code: "ENOSPC" })) // "No space left on device"
 */
export function describeError(error: unknown): string {
  const known = STRERROR[errorCode(error)];
  if (known !== undefined) return known;
  return reasonOf(error).split("\n", 1)[0].replace(/ \(os error \d+\).*$/, "");
}

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
