import { EXIT, Failure } from "../failure.ts";
import { describeError, errorCode } from "../system/errors.ts";
import type { FileStatus, OpenFile, System } from "../system/types.ts";
import {
  alreadyThere,
  cannotCreate,
  type Destination,
  type DestinationOptions,
  inspectDestination,
} from "./destination.ts";
import { enterDirectory, type EnteredDirectory, makeDirectories } from "./entered_directory.ts";
import { openInPlace } from "./in_place.ts";
import { createTemporary, discard, removeQuietly, type Temporary } from "./temporary.ts";
import { isSame } from "./walk_path.ts";
import {
  cannotWrite,
  syncAndClose,
  verifyContent,
  writeBytes,
  writeOver,
  writeWhole,
} from "./write_verified.ts";

/** Which file to write, and how. */
export interface FileRequest extends DestinationOptions {
  readonly path: string;
  /** The mode that it is created with; the umask is 0, and none is changed later. */
  readonly mode: number;
  /** Refuses to write where a file does not have this mode: for what is secret. */
  readonly isSecret: boolean;
}

/** What became of the file. */
export interface Replacement {
  /** Where it is, without symlinks. */
  readonly path: string;
  /** Whether one was there before. */
  readonly replaced: boolean;
  /** How the new one took its place. */
  readonly method: "rename" | "link" | "in place";
  /** "uid:gid" */
  readonly owner: string;
  /** Whose the old one was, where that was somebody else. */
  readonly previousOwner: string | null;
  /** What is worth a line on stderr and changes nothing. */
  readonly warnings: readonly string[];
}

/**
 * Makes sure that a file can be created beside the one to replace, so that nobody types or measures for a
 * minute and then learns that the file system is read-only.
 *
 * @throws Failure: exit 2 when none can be created, 3 when it would have another mode.
 */
export function probePlace(system: System, request: FileRequest): void {
  const destination = inspectDestination(system, request.path, request);
  if (destination.missingDirectories.length > 0) return;
  inDirectory(system, destination, ({ here }) => {
    const temporary = createBeside(system, request, destination, here);
    if (temporary === null) openMounted(system, request, destination, here, null).close();
    else discard(system, temporary);
  });
}

/**
 * Puts `bytes` in the place of a file: a temporary beside it, its mode named when it is created, written,
 * synced, read back, renamed, the directory synced. Until the rename the old file is untouched; after it the
 * new one is whole. Nothing is changed by name, and no signal comes in between, since nothing is awaited.
 *
 * @param onWriting called once the file is created and before bytes are written to it
 * @throws Failure: exit 2 (cannot be created), 3 (mode), 4 (written; or the directory was exchanged or not
 * synced), 5 (closed), 7 (is there, with `noClobber`); no temporary is left.
 */
export function replaceFile(
  system: System,
  bytes: Uint8Array,
  request: FileRequest,
  onWriting: () => void = () => {},
): Replacement {
  const destination = inspectDestination(system, request.path, request);
  makeDirectories(system, destination);
  return inDirectory(system, destination, (directory) => {
    const { here } = directory;
    const temporary = createBeside(system, request, destination, here);
    onWriting();
    if (temporary !== null) {
      const placed = discardOnFailure(system, temporary, () => {
        writeWhole(temporary.file, bytes, request.path);
        return takePlace(system, request, destination, directory, temporary);
      });
      if (placed !== null) return settle(system, destination, directory, placed);
      discard(system, temporary);
    }
    const file = openMounted(system, request, destination, here, bytes.length);
    const { uid, gid } = file.status();
    writeOver(file, bytes, request.path);
    return {
      path: destination.path,
      replaced: true,
      method: "in place",
      owner: `${uid}:${gid}`,
      previousOwner: null,
      warnings: [],
    };
  });
}

/** A file that grows while something is measured, and takes its place when that is over. */
export interface GrowingFile {
  /** @throws Failure (exit 4) */
  write(bytes: Uint8Array): void;
  /**
   * Puts the whole file into its place.
   *
   * @throws Failure as {@linkcode replaceFile}
   */
  finish(): Replacement;
  /** Removes what was not finished: half a file would be taken for a whole one. */
  abandon(): void;
}

/**
 * The same for a file whose bytes come one after the other. With `noClobber` only: nothing is in its place.
 *
 * @throws Failure as {@linkcode replaceFile}
 */
export function growFile(system: System, request: FileRequest): GrowingFile {
  const destination = inspectDestination(system, request.path, request);
  const temporary = inDirectory(
    system,
    destination,
    ({ here }) => {
      const created = createBeside(system, request, destination, here);
      if (created === null) throw cannotCreate(request.path, "EROFS");
      return created;
    },
  );
  let sizeBytes = 0;
  let finished = false;
  return {
    write: (bytes) => {
      try {
        writeBytes(temporary.file, bytes, sizeBytes);
        verifyContent(temporary.file, bytes, sizeBytes);
      } catch (error) {
        throw cannotWrite(request.path, error);
      }
      sizeBytes += bytes.length;
    },
    finish: () =>
      inDirectory(system, destination, (directory) => {
        syncAndClose(temporary.file, request.path);
        const placed = takePlace(system, request, destination, directory, temporary);
        if (placed === null) throw cannotCreate(request.path, "EBUSY");
        finished = true;
        return settle(system, destination, directory, placed);
      }),
    abandon: () => {
      if (finished) return;
      finished = true;
      try {
        inDirectory(system, destination, () => discard(system, temporary));
      } catch { /* the failure that led here is the one to tell */ }
    },
  };
}

function inDirectory<Result>(
  system: System,
  destination: Destination,
  action: (directory: EnteredDirectory) => Result,
): Result {
  const directory = enterDirectory(system, destination);
  try {
    return action(directory);
  } finally {
    directory.leave();
  }
}

/** Null in a read-only directory, where a file that is there may be a mount point and writable itself. */
function createBeside(
  system: System,
  { path, mode, isSecret }: FileRequest,
  { existing }: Destination,
  here: string,
): Temporary | null {
  try {
    return createTemporary(system, here, mode, isSecret);
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (errorCode(error) === "EROFS" && existing !== null) return null;
    throw cannotCreate(path, error);
  }
}

function discardOnFailure<Result>(
  system: System,
  temporary: Temporary,
  action: () => Result,
): Result {
  try {
    return action();
  } catch (error) {
    discard(system, temporary);
    throw error;
  }
}

/** How the new file took its place. */
interface Placed {
  readonly method: "rename" | "link";
  /** The file that was there until then. */
  readonly old: FileStatus | null;
  readonly new: FileStatus;
  /** What could not be tidied up. */
  readonly left: string | null;
}

/** Error codes of link(2) where a file system has no hard links. */
const NO_HARD_LINKS = ["EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS"];

/**
 * Looks at the destination again and puts the temporary there: by link(2), which never replaces, where no
 * file is, and by rename(2) where one is.
 *
 * @returns null where that is a mount point
 */
function takePlace(
  system: System,
  request: FileRequest,
  destination: Destination,
  directory: EnteredDirectory,
  temporary: Temporary,
): Placed | null {
  const { files } = system;
  const path = `${directory.here}/${destination.name}`;
  let old = lookAgain(system, request, destination, directory);
  if (old === null) {
    try {
      files.link(temporary.path, path);
      const left = removeQuietly(system, temporary.path) ? null : temporary.path;
      return { method: "link", old, new: temporary.status, left };
    } catch (error) {
      const code = errorCode(error);
      if (code === "EEXIST" ? request.noClobber : !NO_HARD_LINKS.includes(code)) {
        throw code === "EEXIST"
          ? alreadyThere(request.path, request.hints?.exists)
          : cannotWrite(request.path, error);
      }
      // Another run was faster, or there are no links here.
      old = lookAgain(system, request, destination, directory);
    }
  }
  try {
    files.rename(temporary.path, path);
    return { method: "rename", old, new: temporary.status, left: null };
  } catch (error) {
    if (errorCode(error) === "EBUSY" && old !== null) return null;
    throw cannotWrite(request.path, error);
  }
}

/** What is there now, in the directory that was entered. */
function lookAgain(
  system: System,
  request: FileRequest,
  { path, requestedPath }: Destination,
  directory: EnteredDirectory,
): FileStatus | null {
  const now = inspectDestination(system, requestedPath, request, path);
  if (now.path === path && isSame(now.directoryStatus, directory.status)) return now.existing;
  throw cannotCreate(requestedPath, new Error("It was exchanged while the file was written"));
}

/** The new file is in its place: from here on only what makes that doubtful is a failure. */
function settle(
  system: System,
  destination: Destination,
  directory: EnteredDirectory,
  placed: Placed,
): Replacement {
  const { path, requestedPath } = destination;
  const warnings: string[] = [];
  const synced = syncDirectory(directory, requestedPath);
  if (!synced) {
    warnings.push(
      `The directory of ${requestedPath} could not be synced: a power failure now may bring back what was there`,
    );
  }
  if (placed.left !== null) {
    warnings.push(`Could not remove ${destination.directory}/${placed.left.slice(2)}`);
  }
  const problem = checkDirectory(system, destination, directory);
  if (problem !== null) warnings.push(problem);
  const [owner, oldOwner] = [ownerOf(placed.new), placed.old && ownerOf(placed.old)];
  const previousOwner = oldOwner === owner ? null : oldOwner;
  if (previousOwner !== null) {
    warnings.push(`${requestedPath} now belongs to ${owner}, and no longer to ${previousOwner}`);
  }
  const { method } = placed;
  return { path, replaced: placed.old !== null, method, owner, previousOwner, warnings };
}

function ownerOf({ uid, gid }: FileStatus): string {
  return `${uid}:${gid}`;
}

function syncDirectory(directory: EnteredDirectory, requestedPath: string): boolean {
  try {
    return directory.sync();
  } catch (error) {
    const hint = "the new file is in its place, but a power failure now may bring the old one back";
    throw cannotWrite(requestedPath, error, hint);
  }
}

/**
 * Whether the directory's name still leads to the one that was entered.
 *
 * @returns why that cannot be told
 * @throws Failure (exit 4) when it leads elsewhere.
 */
function checkDirectory(
  system: System,
  { directory, requestedPath }: Destination,
  { status }: EnteredDirectory,
): string | null {
  let now: FileStatus | null;
  try {
    now = system.files.linkStatus(directory);
  } catch (error) {
    if (!["ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(error))) {
      return `Could not look at ${directory} again: ${describeError(error)}`;
    }
    now = null;
  }
  if (isSame(now, status)) return null;
  throw new Failure(
    EXIT.write,
    `Could not write ${requestedPath}: ${directory} was exchanged for another directory meanwhile`,
    "the new file is in the directory that had this name before",
  );
}

/** A mount point, open for writing in place. */
function openMounted(
  system: System,
  { mode, path, isSecret, hints }: FileRequest,
  { name, existing }: Destination,
  here: string,
  sizeBytes: number | null,
): OpenFile {
  const place = {
    requestedPath: path,
    existing,
    mode: isSecret ? mode : null,
    sizeBytes,
    hint: hints?.mounted,
  };
  return openInPlace(system, `${here}/${name}`, place);
}
