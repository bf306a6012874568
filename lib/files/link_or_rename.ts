import { EXIT, Failure } from "../failure.ts";
import { describeError, errorCode } from "../system/errors.ts";
import type { FileStatus, System } from "../system/types.ts";
import {
  alreadyThere,
  cannotCreate,
  type Destination,
  type FileRequest,
  inspectDestination,
} from "./destination.ts";
import type { EnteredDirectory } from "./entered_directory.ts";
import type { PassedDirectory } from "./shared_directories.ts";
import { cannotWrite, removeQuietly, type Temporary } from "./temporary.ts";
import { isSame } from "./status.ts";
import { baseName } from "./walk_path.ts";

/** What became of the file. */
export interface Replacement {
  /** Where it is, without symlinks. */
  readonly path: string;
  /** Whether one was there before that was not empty. */
  readonly replaced: boolean;
  /** How the new one took its place. */
  readonly method: "rename" | "link" | "in place";
  /** Whether the old one held the same bytes; false where that was not to be told. */
  readonly isTheSame: boolean;
  /** "uid:gid" */
  readonly owner: string;
  /** Whose the old one was, where that was somebody else. */
  readonly previousOwner: string | null;
  /** Every directory on the way to it, as it was right before. */
  readonly passed: readonly PassedDirectory[];
  /** What is worth a line on stderr and changes nothing. */
  readonly warnings: readonly string[];
}

/** How the new file took its place. */
export interface Placed {
  readonly method: "rename" | "link";
  /** The file that was there until then. */
  readonly old: FileStatus | null;
  readonly new: FileStatus;
  /** The directories on the way when it did. */
  readonly passed: readonly PassedDirectory[];
  readonly isTheSame: boolean;
  /** What could not be tidied up. */
  readonly left: string | null;
}

/** Error codes of link(2) where a file system has no hard links, or no room for one more name of a file. */
const NO_HARD_LINKS = ["EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EMLINK", "ENOSPC", "EDQUOT"];

/**
 * Looks at the destination again and puts the temporary there: by link(2), which never replaces, where no
 * file is, and by rename(2) where one is.
 *
 * @param bytes what the temporary holds; null of what was never there as a whole
 * @returns null where that is a mount point
 */
export function linkOrRename(
  system: System,
  request: FileRequest,
  destination: Destination,
  directory: EnteredDirectory,
  temporary: Temporary,
  bytes: Uint8Array | null,
): Placed | null {
  const { files } = system;
  const path = `${directory.here}/${destination.name}`;
  let now = lookAgain(system, request, destination, directory);
  const placed = { new: temporary.status, passed: now.passed };
  if (now.existing === null) {
    try {
      files.link(temporary.path, path);
      const left = removeQuietly(system, temporary.path) ? null : temporary.path;
      return { ...placed, method: "link", old: null, isTheSame: false, left };
    } catch (error) {
      const code = errorCode(error);
      if (code === "EEXIST" ? request.noClobber : !NO_HARD_LINKS.includes(code)) {
        throw code === "EEXIST"
          ? alreadyThere(request.path, request.hints?.exists)
          : cannotWrite(request.path, error);
      }
      // Another run was faster, or there are no links here, or none more: tmpfs takes an inode for each.
      now = lookAgain(system, request, destination, directory);
    }
  }
  const old = now.existing;
  const isTheSame = request.comparesOld === true && old !== null && bytes !== null &&
    holds(system, path, old, bytes);
  try {
    files.rename(temporary.path, path);
    return { ...placed, method: "rename", old, isTheSame, left: null };
  } catch (error) {
    if (errorCode(error) === "EBUSY" && old !== null) return null;
    // The old file is immutable (chattr(1)), or not ours in a sticky directory.
    if (errorCode(error) === "EPERM") throw cannotCreate(request.path, error);
    throw cannotWrite(request.path, error);
  }
}

/** Whether a file holds these bytes and no more; one that cannot be read does not. */
function holds({ files }: System, path: string, status: FileStatus, bytes: Uint8Array): boolean {
  if (status.sizeBytes !== bytes.length) return false;
  try {
    const content = files.readFile(path, bytes.length, status);
    const isTheSame = content.length === bytes.length &&
      content.every((byte, index) => byte === bytes[index]);
    content.fill(0);
    return isTheSame;
  } catch {
    return false;
  }
}

/** What is there now, in the directory that was entered. */
function lookAgain(
  system: System,
  request: FileRequest,
  { path, requestedPath, passed }: Destination,
  directory: EnteredDirectory,
): Pick<Destination, "existing" | "passed"> {
  const now = inspectDestination(system, requestedPath, request, path);
  if (now.path === path && isSame(now.directoryStatus, directory.status)) {
    return { existing: now.existing, passed: passedByNow(passed, now.passed) };
  }
  throw cannotCreate(requestedPath, new Error("It was exchanged while the file was written"));
}

/** Directories passed at first, by links too, as they are now, and those that have come since. */
function passedByNow(
  before: readonly PassedDirectory[],
  now: readonly PassedDirectory[],
): readonly PassedDirectory[] {
  const byPath = (directories: readonly PassedDirectory[]) =>
    directories.map((directory) => [directory.path, directory] as const);
  return [...new Map([...byPath(before), ...byPath(now)]).values()];
}

/** The new file is in its place: from here on only what makes that doubtful is a failure. */
export function completeReplacement(
  system: System,
  destination: Destination,
  directory: EnteredDirectory,
  placed: Placed,
): Replacement {
  const { path, requestedPath } = destination;
  const warnings = linkWarnings(destination, placed.old !== null);
  const synced = syncDirectory(directory, requestedPath);
  if (!synced) {
    warnings.push(
      `The directory of ${requestedPath} could not be synced: a power failure now may bring back what was there`,
    );
  }
  if (placed.left !== null) {
    warnings.push(`Could not remove ${destination.directory}/${baseName(placed.left)}`);
  }
  const problem = checkDirectory(system, destination, directory);
  if (problem !== null) warnings.push(problem);
  const [owner, oldOwner] = [ownerOf(placed.new), placed.old && ownerOf(placed.old)];
  const previousOwner = oldOwner === owner ? null : oldOwner;
  if (previousOwner !== null) {
    warnings.push(`${requestedPath} now belongs to ${owner}, and no longer to ${previousOwner}`);
  }
  const { method, isTheSame } = placed;
  const replaced = placed.old !== null && placed.old.sizeBytes > 0;
  const { passed } = placed;
  return { path, replaced, method, isTheSame, owner, previousOwner, passed, warnings };
}

/** What was written, where its own name was not given; a new file only where it was not ours to choose. */
export function linkWarnings(
  { path, requestedPath, isThroughLink, isThroughLinkOfOthers }: Destination,
  wasThere: boolean,
): string[] {
  if (!(wasThere ? isThroughLink : isThroughLinkOfOthers)) return [];
  return [
    `${requestedPath} leads through a link: ${path} was ${wasThere ? "replaced" : "created"}`,
  ];
}

/** As reports name it. */
export function ownerOf({ uid, gid }: FileStatus): string {
  return `${uid}:${gid}`;
}

function syncDirectory(directory: EnteredDirectory, requestedPath: string): boolean {
  try {
    return directory.sync();
  } catch (error) {
    const hint = "the new file is in its place, but a power failure now may bring the old one back";
    const { exitCode, message } = cannotWrite(requestedPath, error);
    throw new Failure(exitCode, message, hint, { code: "not-synced", inPlace: true });
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
    { code: "directory-exchanged", inPlace: true },
  );
}
