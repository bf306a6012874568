import { EXIT, Failure } from "../failure.ts";
import type { FileStatus, OpenFile, System } from "../system/types.ts";
import { cannotCreate } from "./destination.ts";
import { cannotSetMode } from "./temporary.ts";
import { isSame } from "./walk_path.ts";

/** A file to be written in place. */
export interface MountPoint {
  readonly requestedPath: string;
  /** What was found there. */
  readonly existing: FileStatus | null;
  /** The mode that it has to have; null for any. */
  readonly mode: number | null;
  /** Of what is to be written; null when that is not known yet. */
  readonly sizeBytes: number | null;
  /** What to do about one of so many bytes. */
  readonly hint?: ((sizeBytes: number) => string) | undefined;
}

/**
 * Opens a file that is a mount point, as in containers, and cannot be renamed over. It is written in place
 * where one write(2) can do that: over a file of the same length, which is then at every moment whole for a
 * process that dies (a key fits into a page), or into an empty one. Two runs at once do not tear it either,
 * since their writes come one after the other. Nothing is kept beside it and nothing is put back.
 *
 * @throws Failure: exit 2 when it cannot be opened for writing, as on a read-only mount; 3 when it has
 * another mode; 4 when it has another length.
 */
export function openInPlace(
  system: System,
  path: string,
  { requestedPath, existing, mode, sizeBytes, hint }: MountPoint,
): OpenFile {
  let file: OpenFile;
  try {
    file = system.files.openExisting(path);
  } catch (error) {
    throw cannotCreate(requestedPath, error);
  }
  try {
    const status = file.status();
    if (!isSame(status, existing)) {
      throw cannotCreate(requestedPath, new Error("It was exchanged for another file"));
    }
    if (mode !== null && status.mode !== mode) {
      const hint =
        `${requestedPath} is a mount point: give the file that is mounted there this mode`;
      const digits = status.mode.toString(8).padStart(4, "0");
      throw cannotSetMode(mode, `It has mode ${digits} and cannot be replaced`, hint);
    }
    if (sizeBytes !== null && status.sizeBytes !== 0 && status.sizeBytes !== sizeBytes) {
      throw new Failure(
        EXIT.write,
        `Could not write ${requestedPath}: It is a mount point of ${status.sizeBytes} bytes, ` +
          `wanted one of ${sizeBytes}, or an empty one`,
        hint?.(status.sizeBytes) ?? "mount its directory instead",
      );
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
