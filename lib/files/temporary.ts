import { errorCode } from "../system/errors.ts";
import type { System, WritableFile } from "../system/types.ts";

/** The mode of everything that holds key bytes. */
export const KEY_MODE = 0o400;

const PREFIX = ".corosync-keygen-";
const NAME = /^\.corosync-keygen-(\d+)-[0-9a-f]{8}\.tmp$/;

/** A file beside the key file that becomes it by one rename. */
export interface Temporary {
  readonly path: string;
  readonly file: WritableFile;
}

/**
 * Creates a temporary in `directory`, exclusively, so that no symlink is followed and no other run's file
 * is taken. The random part keeps two runs apart that have the same process id in two containers.
 */
export function createTemporary(system: System, directory: string): Temporary {
  const random = crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0");
  const path = `${directory}/${PREFIX}${system.processId}-${random}.tmp`;
  return { path, file: system.files.createExclusive(path, KEY_MODE) };
}

/**
 * Removes what a run that was killed has left; a run that is still going keeps its file.
 *
 * @returns the names found in the directory
 */
export function removeStaleTemporaries(system: System, directory: string): readonly string[] {
  const names = listOrNothing(system, directory);
  for (const name of names) {
    const match = name.startsWith(PREFIX) ? NAME.exec(name) : null;
    if (match === null || isRunning(system, Number(match[1]))) continue;
    removeQuietly(system, `${directory}/${name}`);
  }
  return names;
}

/** The name beside a key file under which its old key stands while it is written in place. */
export function savedName({ path }: { readonly path: string }): string {
  return `${PREFIX}saved-${path.slice(path.lastIndexOf("/") + 1)}`;
}

/**
 * Removes a file; that it cannot be removed, or is not there, is not worth a failure. What it holds may be
 * secret, so an error that passes, as network file systems have them, does not save it.
 */
export function removeQuietly(system: System, path: string): void {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      return system.files.remove(path);
    } catch { /* another user's, or gone already: the second attempt changes nothing */ }
  }
}

function listOrNothing(system: System, directory: string): string[] {
  try {
    return system.files.list(directory);
  } catch {
    return [];
  }
}

/**
 * Whether another process with this id exists. Without /proc every temporary counts as left over: the
 * worst that can follow is that a run at the same time fails cleanly at its rename.
 */
function isRunning(system: System, processId: number): boolean {
  if (processId === system.processId) return false;
  try {
    system.files.status(`/proc/${processId}`);
    return true;
  } catch (error) {
    return errorCode(error) !== "ENOENT";
  }
}
