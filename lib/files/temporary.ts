import { EXIT, Failure } from "../failure.ts";
import { newBuffer, writeAll } from "../system/bytes.ts";
import { describeError, valueOrNull } from "../system/errors.ts";
import type { FileStatus, OpenFile, System } from "../system/types.ts";
import { isSame, modeDigits } from "./status.ts";

/** The mode of everything that holds key bytes. */
export const KEY_MODE = 0o400;

const PREFIX = ".corosync-keygen-";
/** Those that a later key removes; version 0.1 had the process id in front. */
const NAME = /^\.corosync-keygen-(\d+-[0-9a-f]{8}|[0-9a-f]{16})\.tmp$/;

/** A temporary that is older was left behind: a run has its own for much less than a second. */
const MAX_TEMPORARY_MILLISECONDS = 600_000;

/** What a new file is for, and what it is called by until it takes its place. */
export interface TemporaryOptions {
  readonly mode: number;
  readonly isSecret: boolean;
  /** ".part" of what grows: nobody removes the recording of a day. */
  readonly suffix: ".tmp" | ".part";
  /** What is read for it and what it replaces: no leftovers, whatever they are called and however old they are. */
  readonly spared: readonly (FileStatus | null)[];
}

/** A file beside the one it is to replace. */
export interface Temporary {
  readonly path: string;
  readonly file: OpenFile;
  /** As it was created. */
  readonly status: FileStatus;
}

/**
 * Creates a temporary in `directory`, exclusively, so that no symlink is followed and no other
 * run's file is taken. A secret one removes what a killed run has left of a secret there.
 *
 * @throws Failure (exit 3) where the file system does not keep the mode of a secret; Error when it cannot be created.
 */
export function createTemporary(
  system: System,
  directory: string,
  { mode, isSecret, suffix, spared }: TemporaryOptions,
): Temporary {
  const digits = crypto.getRandomValues(new Uint8Array(8)).toHex();
  const path = `${directory}/${PREFIX}${digits}${suffix}`;
  const file = system.files.createExclusive(path, mode);
  try {
    const status = file.status();
    if (isSecret && status.mode !== mode) {
      throw cannotSetMode(mode, "The file system does not keep modes");
    }
    if (isSecret && suffix === ".tmp") {
      removeStale(system, directory, status.modifiedMilliseconds, spared);
    }
    return { path, file, status };
  } catch (error) {
    discard(system, { path, file });
    throw error;
  }
}

/** Upstream's message for a file that cannot have the mode it has to have. */
export function cannotSetMode(mode: number, reason: string, hint?: string): Failure {
  const digits = modeDigits(mode);
  const message = mode === KEY_MODE
    ? `Failed to set key file permissions to ${digits}: ${reason}`
    : `Failed to create a file of mode ${digits}: ${reason}`;
  return new Failure(EXIT.mode, message, hint, { code: "cannot-set-mode" });
}

/** Closes and removes a temporary, on the way out of a failure that is the one to tell; returns whether it is gone. */
export function discard(system: System, { path, file }: Pick<Temporary, "path" | "file">): boolean {
  try {
    file.close();
  } catch { /* closed already */ }
  return removeQuietly(system, path);
}

/**
 * Removes a file; that it cannot be removed, or is not there, is not worth a failure. What it holds may be
 * secret, so an error that passes, as network file systems have them, does not save it.
 *
 * @returns whether it was removed
 */
export function removeQuietly(system: System, path: string): boolean {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      system.files.remove(path);
      return true;
    } catch { /* another user's, or gone already: the second attempt changes nothing */ }
  }
  return false;
}

/** @param nowMilliseconds by the clock of the file system, which may be another machine's */
function removeStale(
  system: System,
  directory: string,
  nowMilliseconds: number,
  spared: TemporaryOptions["spared"],
): void {
  const userId = system.userId();
  for (const name of listOrNothing(system, directory)) {
    if (!NAME.test(name)) continue;
    const path = `${directory}/${name}`;
    const status = valueOrNull(() => system.files.linkStatus(path));
    if (status?.kind !== "file" || (userId !== null && status.uid !== userId)) continue;
    if (spared.some((file) => isSame(status, file))) continue;
    if (nowMilliseconds - status.modifiedMilliseconds > MAX_TEMPORARY_MILLISECONDS) {
      removeQuietly(system, path);
    }
  }
}

/** A directory may be open for writing and not for reading. */
export function listOrNothing({ files }: System, directory: string): string[] {
  return valueOrNull(() => files.list(directory)) ?? [];
}

/**
 * Writes a whole file that is new, makes it durable, reads it back and closes it, whatever happens.
 *
 * fsync comes before the rename that follows: without it a power failure can leave the new name with an
 * empty file behind it.
 *
 * @throws Failure: exit 4 when it cannot be written, synced or read back as it was written, 5 when it
 * cannot be closed.
 */
export function writeWhole(file: OpenFile, bytes: Uint8Array, requestedPath: string): void {
  closeOnFailure(file, requestedPath, () => {
    writeBytes(file, bytes, 0);
    file.sync();
    verifyContent(file, bytes, 0);
  });
  close(file, requestedPath);
}

/** Makes a file durable that was written piece by piece, and closes it. @throws Failure: exit 4, 5. */
export function syncAndClose(file: OpenFile, requestedPath: string): void {
  closeOnFailure(file, requestedPath, () => file.sync());
  close(file, requestedPath);
}

/**
 * Writes all of `bytes`. What a call says that it has written is not believed further than it takes to go
 * on; {@linkcode verifyContent} tells.
 *
 * @throws as {@linkcode writeAll}
 */
export function writeBytes(file: OpenFile, bytes: Uint8Array, positionBytes: number): void {
  writeAll((rest, written) => file.write(rest, positionBytes + written), bytes);
}

/**
 * Reads back through the descriptor that was written to.
 *
 * @throws Error when the file does not hold `bytes` at this position, or goes on after them.
 */
export function verifyContent(file: OpenFile, bytes: Uint8Array, positionBytes: number): void {
  // One more than was written: then a file that is longer shows.
  const buffer = newBuffer(bytes.length + 1);
  try {
    const filled = readFrom(file, buffer, positionBytes);
    if (filled === bytes.length && bytes.every((byte, i) => byte === buffer[i])) return;
  } finally {
    buffer.fill(0);
  }
  throw new Error("What was read back is not what was written");
}

/** Fills `buffer` as far as the file goes, and returns how far that is. */
export function readFrom(file: OpenFile, buffer: Uint8Array, positionBytes: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const count = file.read(buffer.subarray(filled), positionBytes + filled);
    if (count <= 0) break;
    filled += count;
  }
  return filled;
}

/**
 * Closes a file that was written.
 *
 * @param requestedPath its name in messages
 * @throws Failure (exit 5) when that fails: what was written may then not have arrived.
 */
export function close(file: OpenFile, requestedPath: string): void {
  try {
    file.close();
  } catch (error) {
    const message = `Could not close ${requestedPath}: ${describeError(error)}`;
    throw new Failure(EXIT.close, message, undefined, { code: "cannot-close" });
  }
}

/** Upstream's message for a write that fails. */
export function cannotWrite(requestedPath: string, cause: unknown, hint?: string): Failure {
  const message = `Could not write ${requestedPath}: ${describeError(cause)}`;
  return new Failure(EXIT.write, message, hint, { code: "cannot-write" });
}

/** Does what writes; if that fails, closes the file and says so. */
export function closeOnFailure(
  file: OpenFile,
  requestedPath: string,
  write: () => void,
  hint?: string,
): void {
  try {
    write();
  } catch (error) {
    try {
      file.close();
    } catch { /* the first error is the one to tell */ }
    throw error instanceof Failure ? error : cannotWrite(requestedPath, error, hint);
  }
}
