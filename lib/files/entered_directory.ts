import { errorCode } from "../system/errors.ts";
import type { FileStatus, OpenDirectory, System } from "../system/types.ts";
import { cannotCreate, type Destination } from "./destination.ts";
import { isSame } from "./walk_path.ts";

/**
 * The directory that a file goes to, as the working directory while it is written: names in it then lead
 * into this one, whatever its own name leads to meanwhile. (Neither runtime has openat(2). Deno makes names
 * absolute again once permissions are dropped, which leaves an instant in which they can lead elsewhere.)
 */
export interface EnteredDirectory {
  /** What paths in it begin with. */
  readonly here: string;
  readonly status: FileStatus;
  /** fsync(2); false where the directory may be written and not read, or its file system has no such thing. */
  sync(): boolean;
  leave(): void;
}

/**
 * Makes the directories that are missing, with mode 0755, each durably.
 *
 * @throws Failure (exit 2) when one cannot be made.
 */
export function makeDirectories(system: System, destination: Destination): void {
  const { files } = system;
  try {
    for (const path of destination.missingDirectories) {
      makeDirectory(system, path);
      const parent = files.openDirectory(path.slice(0, path.lastIndexOf("/")) || "/");
      try {
        parent.sync();
      } finally {
        parent.close();
      }
    }
  } catch (error) {
    throw cannotCreate(destination.requestedPath, error);
  }
}

/** Another run may want the same one. */
function makeDirectory({ files }: System, path: string): void {
  try {
    files.makeDirectory(path, 0o755);
  } catch (error) {
    if (errorCode(error) !== "EEXIST" || files.linkStatus(path).kind !== "directory") throw error;
  }
}

/**
 * Enters the directory of a destination.
 *
 * @throws Failure (exit 2) when it cannot be entered, or is not the one that was looked at.
 */
export function enterDirectory(system: System, destination: Destination): EnteredDirectory {
  const { directory, requestedPath } = destination;
  // A working directory without a name could not be gone back to.
  const hasName = directory.startsWith("/");
  const here = hasName ? "." : directory;
  let goBack = () => {};
  let open: OpenDirectory | null = null;
  const leave = () => {
    try {
      open?.close();
    } catch { /* nothing was written to it */ }
    goBack();
  };
  try {
    if (hasName) goBack = system.files.enter(directory);
    open = openOrNull(system, here);
    const status = open?.status() ?? system.files.status(here);
    const { directoryStatus } = destination;
    if (directoryStatus !== null && !isSame(status, directoryStatus)) {
      throw new Error(`${directory} was exchanged for another directory`);
    }
    return { here, status, sync: () => sync(open), leave };
  } catch (error) {
    leave();
    throw cannotCreate(requestedPath, error);
  }
}

function openOrNull({ files }: System, path: string): OpenDirectory | null {
  try {
    return files.openDirectory(path);
  } catch (error) {
    if (errorCode(error) === "EACCES") return null;
    throw error;
  }
}

function sync(directory: OpenDirectory | null): boolean {
  if (directory === null) return false;
  try {
    directory.sync();
    return true;
  } catch (error) {
    if (errorCode(error) === "EINVAL") return false;
    throw error;
  }
}
