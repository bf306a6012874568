import { Failure } from "../failure.ts";
import { describeError, isNoRegularFile, LEADS_NOWHERE } from "../system/errors.ts";
import { newBuffer } from "../system/bytes.ts";
import type { FileStatus, System } from "../system/types.ts";
import { statusOrNull } from "./status.ts";
import { findForReading, foundAt } from "./walk_path.ts";

/** Far more than corosync reads, so that a file which is no key at all can be described as what it is. */
export const MAX_KEY_FILE_BYTES = 65_536;

/** A key that cannot be read has a code of its own, whichever command wants it. */
export const CANNOT_READ = { code: "cannot-read" } as const;

const THROUGH_A_PIPE = "what comes through a pipe is read as -";

/** Where the kernel's file systems are, whose files may have no size, though they hold something. */
const WITHOUT_SIZES = ["/proc", "/sys"];

/** A key as it was found; `release` overwrites it. */
export interface KeyContent {
  /** The beginning, of a key file 65,536 bytes at most. */
  readonly bytes: Uint8Array;
  /** How long the whole is: what was read, or the size of a longer file. */
  readonly sizeBytes: number;
  release(): void;
}

/**
 * Reads a key file.
 *
 * @param exitCode of the failure, which differs from command to command
 * @param hint of the failure, such as why it was this file
 * @param isPhysical whether the path was found in an image
 * @throws Failure when the path names no regular file, or one that cannot be read.
 */
export function readKeyFile(
  system: System,
  path: string,
  exitCode: number,
  hint?: string,
  isPhysical = false,
): KeyContent {
  try {
    const { files } = system;
    const found = findForReading(system, path, isPhysical);
    const status = found.status ?? files.status(found.path);
    const { kind } = status;
    // A FIFO or a terminal would block for ever.
    if (kind !== "file") {
      throw new Failure(
        exitCode,
        `Could not read ${path}: ${isNoRegularFile(kind)}`,
        hint ?? (kind === "fifo" && !isPhysical ? THROUGH_A_PIPE : undefined),
        CANNOT_READ,
      );
    }
    return readBeginning(system, found.path, status);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const reason = (error as { hint?: string } | null)?.hint;
    const message = `Could not read ${path}: ${describeError(error)}`;
    throw new Failure(exitCode, message, reason ?? hint, CANNOT_READ);
  }
}

/**
 * Reads the beginning of a regular file, and no more than its size: a file of /proc without one may block, and be deaf
 * to every signal then.
 *
 * @param status what was found there
 * @throws Error when it does not say its size, is another file by now, or cannot be read.
 */
export function readBeginning(
  system: System,
  path: string,
  status: FileStatus,
  maxBytes = MAX_KEY_FILE_BYTES,
): KeyContent {
  const { kind, sizeBytes } = status;
  if (kind === "file" && sizeBytes === 0 && isWithoutSize(system, path, status)) {
    const error = new Error("It does not say its size, and may block");
    throw Object.assign(error, { hint: THROUGH_A_PIPE });
  }
  const limit = Math.min(sizeBytes, maxBytes);
  const bytes = system.files.readFile(path, limit, status);
  // A file of /sys has a greater size than it holds, and one may be cut meanwhile.
  return toContent(bytes, bytes.length < limit ? bytes.length : sizeBytes);
}

/**
 * By the physical path, whatever is mounted on its way. A link of /proc to an open file, or to the root of a process,
 * leads out of /proc and has none: there the device counts. Where nothing is mounted there, as in a chroot, the
 * directories are of the root's.
 */
function isWithoutSize(system: System, asked: string, { device }: FileStatus): boolean {
  const { path } = foundAt(system, asked);
  const deviceOf = (directory: string) => statusOrNull(system, directory)?.device;
  return device !== deviceOf("/") &&
    WITHOUT_SIZES.some((directory) =>
      path?.startsWith(`${directory}/`) || deviceOf(directory) === device
    );
}

/**
 * Reads a key from standard input until it ends, or until it is longer than any key.
 *
 * @throws Failure when standard input cannot be read.
 */
export async function readKeyFromStdin({ stdin }: System, exitCode: number): Promise<KeyContent> {
  const buffer = newBuffer(MAX_KEY_FILE_BYTES);
  let filled = 0;
  try {
    while (filled < MAX_KEY_FILE_BYTES) {
      const count = await stdin.read(buffer.subarray(filled));
      if (count === null) break;
      filled += count;
    }
  } catch (error) {
    buffer.fill(0);
    const message = `Could not read standard input: ${describeError(error)}`;
    throw new Failure(exitCode, message, undefined, CANNOT_READ);
  }
  if (filled === 0 && stdin.leadsNowhere()) {
    const message = `Could not read standard input: ${LEADS_NOWHERE}`;
    throw new Failure(exitCode, message, undefined, CANNOT_READ);
  }
  return toContent(buffer.subarray(0, filled), filled);
}

/** A key that was found somewhere else, such as in a configuration. */
export function toContent(bytes: Uint8Array, sizeBytes: number): KeyContent {
  return { bytes, sizeBytes, release: () => void bytes.fill(0) };
}
