import { EXIT, Failure } from "../failure.ts";
import { newBuffer, writeAll } from "../system/bytes.ts";
import { describeError } from "../system/errors.ts";
import type { OpenFile } from "../system/types.ts";

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
