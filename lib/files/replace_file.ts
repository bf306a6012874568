import { EXIT, Failure } from "../failure.ts";
import { describeError, errorCode } from "../system/errors.ts";
import type { System } from "../system/types.ts";
import { cannotCreate, type Destination, parentOf } from "./destination.ts";
import {
  createTemporary,
  KEY_MODE,
  removeQuietly,
  removeStaleTemporaries,
  savedName,
  type Temporary,
} from "./temporary.ts";
import { cannotWrite, writeDurably } from "./write_durably.ts";

/** What became of the key file. */
export interface Replacement {
  /** Whether a key was there before. */
  readonly replaced: boolean;
  /** How the new key took its place. */
  readonly method: "rename" | "link" | "in place";
}

/**
 * Cleans up after runs that were killed.
 *
 * @returns whether an old key was put back that a killed run had saved
 * @throws Failure (exit 4) when it cannot be put back.
 */
export async function cleanUpBeside(system: System, destination: Destination): Promise<boolean> {
  const names = removeStaleTemporaries(system, destination.directory);
  if (destination.existing === null || !names.includes(savedName(destination))) return false;
  const { recoverSavedKey } = await import("./in_place.ts");
  return recoverSavedKey(system, destination);
}

/**
 * Makes sure that a file can be created beside the key file, so that nobody types for a minute and then
 * learns that the file system is read-only.
 *
 * @throws Failure (exit 2) when none can be created.
 */
export function probeBeside(system: System, destination: Destination): void {
  if (destination.missingDirectories.length > 0) return;
  const probe = createBeside(system, destination);
  probe.file.close();
  removeQuietly(system, probe.path);
}

/**
 * Puts `key` in the place of the key file: a temporary beside it, 0400, written, synced, renamed, the
 * directory synced. Until the rename the old key is untouched; after it the new one is whole.
 *
 * @param onWriting called once the file is created and before key bytes are written to it
 * @throws Failure: exit 2 (cannot be created), 3 (mode), 4 (written), 5 (closed); no temporary is left.
 */
export async function replaceFile(
  system: System,
  key: Uint8Array,
  destination: Destination,
  onWriting: () => void,
): Promise<Replacement> {
  makeDirectories(system, destination);
  const temporary = createBeside(system, destination);
  try {
    setOwner(system, temporary, destination);
    setMode(system, temporary, destination);
    onWriting();
    writeDurably(temporary.file, key, destination.requestedPath);
    const method = await takePlace(system, key, temporary, destination);
    syncAfter(system, destination);
    return { replaced: destination.existing !== null, method };
  } catch (error) {
    removeQuietly(system, temporary.path);
    throw error;
  }
}

function createBeside(system: System, destination: Destination): Temporary {
  try {
    return createTemporary(system, destination.directory);
  } catch (error) {
    throw cannotCreate(destination.requestedPath, error);
  }
}

function makeDirectories(system: System, destination: Destination): void {
  try {
    for (const directory of destination.missingDirectories) {
      system.files.makeDirectory(directory, 0o755);
      // A umask may have taken bits that --mkdir promises.
      system.files.changeMode(directory, 0o755);
      system.files.syncDirectory(parentOf(directory));
    }
  } catch (error) {
    throw cannotCreate(destination.requestedPath, error);
  }
}

/** The new file belongs to whom the old one belonged, or to root; if that is not permitted, to us. */
function setOwner(system: System, { path }: Temporary, { existing, owner }: Destination): void {
  const wanted = owner === "root" ? { uid: 0, gid: 0 } : existing;
  if (wanted === null) return;
  try {
    const { uid, gid } = system.files.linkStatus(path);
    if (uid !== wanted.uid || gid !== wanted.gid) {
      system.files.changeOwner(path, wanted.uid, wanted.gid);
    }
  } catch { /* not permitted: the file stays ours */ }
}

/** A umask such as 0477 takes even the owner's read bit; some file systems know no modes at all. */
function setMode(system: System, { path }: Temporary, { requestedPath }: Destination): void {
  try {
    if (system.files.linkStatus(path).mode === KEY_MODE) return;
    system.files.changeMode(path, KEY_MODE);
    if (system.files.linkStatus(path).mode === KEY_MODE) return;
  } catch (error) {
    throw cannotSetMode(requestedPath, describeError(error));
  }
  throw cannotSetMode(requestedPath, "The file system does not keep modes");
}

function cannotSetMode(requestedPath: string, reason: string): Failure {
  return new Failure(
    EXIT.mode,
    `Failed to set key file permissions to 0400: ${reason}`,
    `${requestedPath} is as it was`,
  );
}

async function takePlace(
  system: System,
  key: Uint8Array,
  temporary: Temporary,
  destination: Destination,
): Promise<Replacement["method"]> {
  const { path, requestedPath, noClobber } = destination;
  try {
    if (noClobber) {
      // link(2) never replaces: a key that appeared since we looked wins.
      system.files.link(temporary.path, path);
      removeQuietly(system, temporary.path);
      return "link";
    }
    system.files.rename(temporary.path, path);
    return "rename";
  } catch (error) {
    if (noClobber) throw cannotCreate(requestedPath, error);
    if (errorCode(error) !== "EBUSY") throw cannotWrite(requestedPath, error);
  }
  removeQuietly(system, temporary.path);
  const { replaceInPlace } = await import("./in_place.ts");
  replaceInPlace(system, key, destination);
  return "in place";
}

/** Makes the new name durable; EINVAL is a file system that cannot sync directories. */
function syncAfter(system: System, { directory, requestedPath }: Destination): void {
  try {
    system.files.syncDirectory(directory);
  } catch (error) {
    if (errorCode(error) === "EINVAL") return;
    throw cannotWrite(
      requestedPath,
      error,
      "the new key is in its place, but a power failure now may bring the old one back",
    );
  }
}
