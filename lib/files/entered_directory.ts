import { Failure } from "../failure.ts";
import { errorCode } from "../system/errors.ts";
import type { FileStatus, OpenDirectory, System } from "../system/types.ts";
import { cannotCreate, type Destination, leaving } from "./destination.ts";
import { isSame, statusOrNull } from "./status.ts";
import type { PassedDirectory } from "./shared_directories.ts";
import {
  directoryName,
  EXCHANGED_FOR_LINK,
  forbidRelativePaths,
  hasNamedWorkingDirectory,
} from "./walk_path.ts";

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
 * Does something in the directory of a destination, for which those that are missing are made with mode 0755, each
 * durably where the one above it may be read. If that fails, those that were made are removed again.
 *
 * @throws Failure (exit 2) when one cannot be made, entered, or is not the one that was looked at; whatever `action`
 * throws.
 */
export function inDirectory<Result>(
  system: System,
  destination: Destination,
  action: (directory: EnteredDirectory) => Result,
): Result {
  const made: PassedDirectory[] = [];
  try {
    makeDirectories(system, destination, made);
    const directory = enterDirectory(system, destination);
    try {
      return action(directory);
    } finally {
      directory.leave();
    }
  } catch (error) {
    throw removeDirectories(system, made, error);
  }
}

/** Whose removal failed is named beside the failure that led here. */
function removeDirectories(system: System, made: readonly PassedDirectory[], error: unknown) {
  if (!(error instanceof Failure) || error.details?.inPlace === true) return error;
  return made.reduceRight(
    (failure, directory) =>
      isRemoved(system, directory) ? failure : leaving(failure, directory.path),
    error,
  );
}

/** Only what is still the one that was made; rmdir(2) takes none that is not empty. */
function isRemoved({ files }: System, { path, status }: PassedDirectory): boolean {
  try {
    if (isSame(files.linkStatus(path), status)) files.removeDirectory(path);
    return true;
  } catch (error) {
    return errorCode(error) === "ENOENT";
  }
}

/** @param made what was made so far, outermost first */
function makeDirectories(
  system: System,
  destination: Destination,
  made: PassedDirectory[],
): void {
  try {
    for (const path of destination.missingDirectories) {
      if (makeDirectory(system, path)) {
        made.push({ path, status: system.files.linkStatus(path) });
      }
      const parent = openOrNull(system, directoryName(path));
      try {
        sync(parent);
      } finally {
        parent?.close();
      }
    }
  } catch (error) {
    throw cannotCreate(destination.requestedPath, error);
  }
}

/** Another run may want the same one; false where it has made it. */
function makeDirectory({ files }: System, path: string): boolean {
  try {
    files.makeDirectory(path, 0o755);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST" || files.linkStatus(path).kind !== "directory") throw error;
    return false;
  }
}

/**
 * Enters the directory of a destination.
 *
 * @throws Failure (exit 2) when it cannot be entered, or is not the one that was looked at.
 */
function enterDirectory(system: System, destination: Destination): EnteredDirectory {
  const { directory, requestedPath } = destination;
  const { files } = system;
  // A working directory that its name does not lead to could not be gone back to.
  const isEntered = directory.startsWith("/") && hasNamedWorkingDirectory(system);
  const here = isEntered ? "." : directory;
  const before = isEntered ? files.status(".") : null;
  let goBack: (() => void) | null = null;
  let open: OpenDirectory | null = null;
  const leave = () => {
    try {
      open?.close();
    } catch { /* nothing was written to it */ }
    if (goBack === null) return;
    goBack();
    if (!isSame(statusOrNull(system, "."), before)) forbidRelativePaths(system);
  };
  try {
    if (isEntered) {
      goBack = files.enter(destination.isPhysical ? "/" : directory);
      if (destination.isPhysical) descend(system, directory);
    }
    open = openOrNull(system, here);
    const status = open?.status() ?? files.status(here);
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

/**
 * Goes down from the root, one directory after the other, each the one that was looked at: a link that takes the
 * place of one in an image leads nowhere.
 */
function descend({ files }: System, directory: string): void {
  for (const name of directory.split("/").filter((part) => part !== "")) {
    const seen = files.linkStatus(name);
    if (seen.kind === "directory") files.enter(name);
    if (!isSame(files.status("."), seen)) throw new Error(EXCHANGED_FOR_LINK);
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
