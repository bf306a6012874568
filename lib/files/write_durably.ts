import { EXIT, Failure } from "../failure.ts";
import { describeError } from "../system/errors.ts";
import { writeAll } from "../system/write_all.ts";
import type { WritableFile } from "../system/types.ts";

/**
 * Writes the whole key, makes it durable and closes the file, whatever happens.
 *
 * fsync comes before the rename that follows: without it a power failure can leave the new name with an
 * empty file behind it.
 *
 * @throws Failure: exit 4 when writing or fsync fails, 5 when close does.
 */
export function writeDurably(file: WritableFile, bytes: Uint8Array, requestedPath: string): void {
  try {
    writeAll((rest) => file.write(rest), bytes);
    file.truncate(bytes.length);
    file.sync();
  } catch (error) {
    try {
      file.close();
    } catch { /* the first error is the one to tell */ }
    throw cannotWrite(requestedPath, error);
  }
  try {
    file.close();
  } catch (error) {
    throw new Failure(EXIT.close, `Could not close ${requestedPath}: ${describeError(error)}`);
  }
}

/** Upstream's message for a write that fails; a cause that says so already keeps its words. */
export function cannotWrite(requestedPath: string, cause: unknown, hint?: string): Failure {
  if (cause instanceof Failure) return new Failure(cause.exitCode, cause.message, hint);
  return new Failure(EXIT.write, `Could not write ${requestedPath}: ${describeError(cause)}`, hint);
}
