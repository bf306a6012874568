import type { System } from "../system/types.ts";
import type { Destination } from "./destination.ts";
import { createTemporary, KEY_MODE, removeQuietly, savedName } from "./temporary.ts";
import { cannotWrite, writeDurably } from "./write_durably.ts";

/**
 * A file that is a mount point, as in containers, cannot be renamed over. It is written in place, and a
 * durable copy of the old key stands beside it from before the first byte until after the last. While
 * that copy exists the key file itself is not to be trusted: the next run puts the copy back.
 */

function savedPath(destination: Destination): string {
  return `${destination.directory}/${savedName(destination)}`;
}

/**
 * Replaces the content of an existing key file.
 *
 * @throws Failure (exit 4); the old key is then back in its place, or the hint says where it is.
 */
export function replaceInPlace(system: System, key: Uint8Array, destination: Destination): void {
  const { files } = system;
  const { path, requestedPath, existing } = destination;
  const saved = savedPath(destination);
  const old = files.readFile(path, existing?.sizeBytes ?? 0);
  try {
    save(system, old, saved, destination);
    try {
      writeDurably(files.openExisting(path), key, requestedPath);
      if (files.status(path).mode !== KEY_MODE) files.changeMode(path, KEY_MODE);
      // From here on the new key counts: without the copy nothing is put back any more.
      files.remove(saved);
    } catch (error) {
      putBack(system, old, saved, destination, error);
      throw cannotWrite(requestedPath, error);
    }
  } finally {
    old.fill(0);
  }
}

/** The copy appears under its name only when it is whole, or a killed run would put back half a key. */
function save(system: System, old: Uint8Array, saved: string, destination: Destination): void {
  const { directory, requestedPath } = destination;
  let unfinished: string | null = null;
  try {
    const temporary = createTemporary(system, directory);
    unfinished = temporary.path;
    // A umask such as 0477 takes the owner's read bit, without which the next run cannot put it back.
    system.files.changeMode(temporary.path, KEY_MODE);
    writeDurably(temporary.file, old, saved);
    system.files.rename(temporary.path, saved);
    system.files.syncDirectory(directory);
  } catch (error) {
    if (unfinished !== null) removeQuietly(system, unfinished);
    removeQuietly(system, saved);
    throw cannotWrite(
      requestedPath,
      error,
      "it is a mount point and no copy can be kept beside it",
    );
  }
}

function putBack(
  system: System,
  old: Uint8Array,
  saved: string,
  destination: Destination,
  cause: unknown,
): void {
  try {
    writeDurably(system.files.openExisting(destination.path), old, destination.requestedPath);
  } catch {
    throw cannotWrite(destination.requestedPath, cause, `the old key is in ${saved}`);
  }
  removeQuietly(system, saved);
}

/**
 * Puts the old key back that a killed run had saved beside a key file it was writing in place.
 *
 * @returns whether what was found is a saved key and not something else of that name
 * @throws Failure (exit 4) when it cannot be put back.
 */
export function recoverSavedKey(system: System, destination: Destination): boolean {
  const { files } = system;
  const saved = savedPath(destination);
  try {
    const status = files.linkStatus(saved);
    if (status.kind !== "file") return false;
    const old = files.readFile(saved, status.sizeBytes);
    try {
      writeDurably(files.openExisting(destination.path), old, destination.requestedPath);
    } finally {
      old.fill(0);
    }
    files.remove(saved);
    return true;
  } catch (error) {
    throw cannotWrite(destination.requestedPath, error, `the old key is in ${saved}`);
  }
}
