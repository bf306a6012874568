import { counted } from "../math/amounts.ts";
import { EXIT, Failure } from "../failure.ts";
import { newBuffer, zeroWriteError } from "../system/bytes.ts";
import { errorCode, EXCHANGED_FOR_FILE } from "../system/errors.ts";
import type { FileStatus, OpenFile, System } from "../system/types.ts";
import { cannotCreate } from "./destination.ts";
import { isSame, modeDigits } from "./status.ts";
import { cannotSetMode, close, closeOnFailure, readFrom, verifyContent } from "./temporary.ts";

/** A file to be written in place. */
export interface MountPoint {
  readonly requestedPath: string;
  /** What was found there. */
  readonly existing: FileStatus | null;
  /** The mode that it has to have; null for any. */
  readonly mode: number | null;
  /** Of what is to be written; null when that is not known yet, and hardly that of what is there. */
  readonly sizeBytes: number | null;
  /** What to do about one of so many bytes. */
  readonly hint?: ((sizeBytes: number) => string) | undefined;
}

/** A mount point that can take a file in place. */
export interface OpenedInPlace {
  readonly file: OpenFile;
  /** It holds nothing, and what is written goes to its end. */
  readonly isEmpty: boolean;
}

/**
 * Opens a file that is a mount point, as in containers, and cannot be renamed over. It is written in place
 * where one write(2) can do that: over a file of the same length, which is then at every moment whole for a
 * process that dies (a key fits into a page), or into an empty one. Two runs at once do not tear it either:
 * over an old key their writes come one after the other, and of two in an empty file the first one wins.
 * Nothing is kept beside it and nothing is put back.
 *
 * @throws Failure: exit 2 when it cannot be opened for writing, as on a read-only mount; 3 when it has
 * another mode; 4 when it has another length.
 */
export function openInPlace(
  system: System,
  path: string,
  { requestedPath, existing, mode, sizeBytes, hint }: MountPoint,
): OpenedInPlace {
  const isEmpty = existing?.sizeBytes === 0;
  let file: OpenFile;
  try {
    file = system.files.openExisting(path, isEmpty);
  } catch (error) {
    const hint = errorCode(error) === "EROFS" ? "mount it, or its directory, writable" : undefined;
    throw cannotCreate(requestedPath, error, hint);
  }
  try {
    const status = file.status();
    if (!isSame(status, existing)) {
      throw cannotCreate(requestedPath, new Error(EXCHANGED_FOR_FILE));
    }
    if (mode !== null && status.mode !== mode) {
      const hint =
        `${requestedPath} is a mount point: give the file that is mounted there this mode`;
      const reason = `It has mode ${modeDigits(status.mode)} and cannot be replaced`;
      throw cannotSetMode(mode, reason, hint);
    }
    if (!isEmpty && status.sizeBytes !== sizeBytes) {
      const wanted = sizeBytes === null ? "an empty one" : `one of ${sizeBytes}, or an empty one`;
      throw new Failure(
        EXIT.write,
        `Could not write ${requestedPath}: It is a mount point of ${
          counted(status.sizeBytes, "byte")
        }, ` +
          `wanted ${wanted}`,
        hint?.(status.sizeBytes) ?? "mount its directory instead",
        { code: "cannot-write" },
      );
    }
    return { file, isEmpty };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** What a failure in the middle of a file means that cannot be replaced. */
const IN_PLACE = "it was written in place: verify tells what it holds now";

/**
 * Writes over a file of the same length by one write(2), makes it durable, reads it back and closes it,
 * whatever happens.
 *
 * @throws Failure as {@linkcode writeWhole}
 */
export function writeOver(file: OpenFile, bytes: Uint8Array, requestedPath: string): void {
  closeOnFailure(file, requestedPath, () => {
    writeAtOnce(file, bytes);
    file.sync();
    verifyContent(file, bytes, 0);
  }, IN_PLACE);
  close(file, requestedPath);
}

/**
 * Writes into an empty file that was opened for appending by one write(2), makes it durable, reads it back and
 * closes it, whatever happens. Where a write fails, the file is emptied again.
 *
 * Two runs at once: each write comes whole behind what is there, so whoever's bytes are the first ones has won.
 * The other run's begin where those end, and whoever reads both cuts the file there. So no byte of the winner
 * ever changes. If the other run is killed before it has cut, and the winner had read back before, both stay.
 *
 * @param taken what it fails with when another run was faster, so that it is empty no more: a Failure as it is, else exit 4
 * @throws Failure as {@linkcode writeWhole}
 */
export function writeIntoEmpty(
  file: OpenFile,
  bytes: Uint8Array,
  requestedPath: string,
  taken: Error = new Error("Another run has put its bytes there meanwhile"),
): void {
  closeOnFailure(file, requestedPath, () => {
    if (file.status().sizeBytes !== 0) throw taken;
    try {
      writeAtOnce(file, bytes);
    } catch (error) {
      const written = matchingBytes(file, bytes);
      if (written > 0 && written === file.status().sizeBytes) file.truncate(0);
      throw error;
    }
    file.sync();
    // Not whether the file ends there: what comes behind after this moment is cut by whom it belongs to.
    if (matchingBytes(file, bytes) < bytes.length) takeBack(file, bytes, taken);
    cut(file, bytes.length);
  }, IN_PLACE);
  close(file, requestedPath);
}

/** Cuts a file that is longer; one that another run has cut already would grow again. */
function cut(file: OpenFile, sizeBytes: number): void {
  if (file.status().sizeBytes <= sizeBytes) return;
  file.truncate(sizeBytes);
  file.sync();
}

/** Cuts the file where the bytes begin that came too late. @throws Error: `taken`. */
function takeBack(file: OpenFile, bytes: Uint8Array, taken: Error): never {
  const content = newBuffer(file.status().sizeBytes);
  try {
    readFrom(file, content, 0);
    const start = indexOf(content, bytes);
    if (start < 0) throw new Error("What was read back is not what was written");
    cut(file, start);
    throw taken;
  } finally {
    content.fill(0);
  }
}

/** Where `part` begins in `whole`; -1 where it does not. */
function indexOf(whole: Uint8Array, part: Uint8Array): number {
  for (let start = 0; start + part.length <= whole.length; start++) {
    if (part.every((byte, i) => byte === whole[start + i])) return start;
  }
  return -1;
}

/**
 * Writes by one write(2) what is to be whole at every moment. Only where that took less than it was given the
 * rest follows, from where what is read back says that it ended.
 */
function writeAtOnce(file: OpenFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    const count = file.write(bytes.subarray(written), written);
    if (count >= bytes.length - written) return;
    const before = written;
    written = matchingBytes(file, bytes);
    if (written <= before) throw zeroWriteError();
  }
}

/** How many of the first bytes of a file are those of `bytes`. */
export function matchingBytes(file: OpenFile, bytes: Uint8Array): number {
  const buffer = newBuffer(bytes.length);
  try {
    const filled = readFrom(file, buffer, 0);
    const different = buffer.subarray(0, filled).findIndex((byte, i) => byte !== bytes[i]);
    return different < 0 ? filled : different;
  } finally {
    buffer.fill(0);
  }
}
