import { counted } from "../math/amounts.ts";
import { EXIT, Failure, IS_THE_VARIABLE_SET } from "../failure.ts";
import { describeError, errorCode, isNoRegularFile } from "../system/errors.ts";
import type { FileStatus, System } from "../system/types.ts";
import { GROUP_OR_OTHERS_WRITE, STICKY } from "./status.ts";
import type { PassedDirectory } from "./shared_directories.ts";
import type { Location } from "./walk.ts";
import { baseName, directoryName, EXCHANGED_FOR_LINK, walkPath } from "./walk_path.ts";

/** What to make of a path. */
export interface DestinationOptions {
  readonly noClobber: boolean;
  /** Whether an empty file counts as none with `noClobber`, and is replaced: it is no key. */
  readonly emptyIsNone?: boolean;
  /** How long a file must be for `noClobber` to call it there already; a shorter one is another thing. */
  readonly leastBytes?: number;
  readonly makeDirectories: boolean;
  /** Whether it is for a key, which never takes the place of corosync's configuration. */
  readonly isKey?: boolean;
  /** Whether the path was found in an image and holds no link: one that is there now would lead out of the image. */
  readonly isPhysical?: boolean;
  /** What was passed in the image on the way to that path, by links that are not on it any more. */
  readonly passedInImage?: readonly PassedDirectory[];
  /** What to do where there is a file and `noClobber`, something that is no file, or no directory. */
  readonly hints?: {
    readonly exists?: string;
    readonly tooShort?: string;
    readonly directory?: string;
    readonly notRegular?: string;
    readonly missing?: string;
    readonly mounted?: (sizeBytes: number) => string;
  };
}

/** Which file to write, and how. */
export interface FileRequest extends DestinationOptions {
  readonly path: string;
  /**
   * The mode that it is created with, which the umask leaves as it is; none is changed later. What is no secret has
   * no right that the file in whose place it comes did not have.
   */
  readonly mode: number;
  /** Refuses to write where a file does not have this mode: for what is secret. */
  readonly isSecret: boolean;
  /** Whether it is to be told that the old file held the same bytes. */
  readonly comparesOld?: boolean;
  /** The file that its content is read from, where there is one. */
  readonly source?: FileStatus | null;
}

/** Where a file is to go. */
export interface Destination {
  /** As the user wrote it; this is what messages say. */
  readonly requestedPath: string;
  /** Without symlinks; this is what is replaced. */
  readonly path: string;
  readonly directory: string;
  /** In `directory`. */
  readonly name: string;
  /** What `directory` is now; null where it has to be made. */
  readonly directoryStatus: FileStatus | null;
  /** What is there now. */
  readonly existing: FileStatus | null;
  /** Parent directories that --mkdir has to make, outermost first. */
  readonly missingDirectories: readonly string[];
  /** Every directory on the way. */
  readonly passed: readonly PassedDirectory[];
  /** Whether no directory on the way may be a link: it lies in an image. */
  readonly isPhysical: boolean;
  /** Whether a symlink led to it. */
  readonly isThroughLink: boolean;
  /** Whether one did that others have made or can exchange. */
  readonly isThroughLinkOfOthers: boolean;
}

/**
 * Follows a path to the file that a new one replaces, and refuses what is not the place for one. In a sticky
 * directory that others may write to, a file is replaced only if it is ours or the directory owner's, as
 * under protected_regular (proc(5)), whether or not the kernel is set to it. A link that others have made or can
 * exchange ({@linkcode linkOfOthers}) leads only to what is theirs, or to a file that they can exchange too.
 *
 * @throws Failure: exit 2 for directories, devices, FIFOs, sockets, missing directories, files of others
 * in sticky directories, links of others, for a key what is called corosync.conf, and with `noClobber` a file shorter
 * than `leastBytes`; 7 for an existing file with `noClobber`.
 *
 * @param path where it is looked for, when it has been found once
 */
export function inspectDestination(
  system: System,
  requestedPath: string,
  options: DestinationOptions,
  path = requestedPath,
): Destination {
  const refuse = (cause: unknown, hint?: string) => cannotCreate(requestedPath, cause, hint);
  if (requestedPath === "") throw refuse("ENOENT", IS_THE_VARIABLE_SET);
  // Where no link may be, whose it is does not matter.
  const location = walk(system, path, requestedPath, options.isPhysical !== true);
  const { status: existing, missingDirectories } = location;
  const passed = withLinks(options.passedInImage ?? [], location.passed);
  if (location.mustBeDirectory) throw refuse("EISDIR", options.hints?.directory);
  if (options.isPhysical && location.path !== path) throw refuse(new Error(EXCHANGED_FOR_LINK));
  // What /dev/stdout leads to is open already: replacing it would leave the reader with nothing.
  if (location.leadsIntoProc || location.path.startsWith("/proc/")) {
    throw refuse(new Error("Leads into /proc, wanted a regular file"), options.hints?.notRegular);
  }
  if (existing?.kind === "directory") throw refuse("EISDIR", options.hints?.directory);
  if (existing !== null && existing.kind !== "file") {
    throw refuse(new Error(isNoRegularFile(existing.kind)), options.hints?.notRegular);
  }
  if (options.isKey && baseName(location.path) === CONFIGURATION_NAME) {
    const reason = `Leads to a file called ${CONFIGURATION_NAME}, as corosync's configuration is`;
    throw refuse(new Error(reason), "a key is never called so: name another file");
  }
  if (existing !== null && options.noClobber && !(options.emptyIsNone && isEmptyFile(existing))) {
    const { leastBytes = 0 } = options;
    if (existing.sizeBytes >= leastBytes) throw alreadyThere(requestedPath, options.hints?.exists);
    const size = counted(existing.sizeBytes, "byte");
    const reason = `Is a file of ${size}: no key, which has ${leastBytes} or more, and not empty`;
    throw refuse(new Error(reason), options.hints?.tooShort);
  }
  if (missingDirectories.length > 0 && !options.makeDirectories) {
    throw refuse("ENOENT", options.hints?.missing);
  }
  // What is to be made is refused before any of it is made.
  if (missingDirectories.length > 0 && hasLongName(location.path)) throw refuse("ENAMETOOLONG");
  const directory = directoryName(location.path);
  const parent = passed.find((one) => one.path === directory);
  if (existing !== null && parent !== undefined) {
    refuseFileOfOthers(system, existing, parent, refuse);
  }
  return {
    requestedPath,
    path: location.path,
    directory,
    name: baseName(location.path),
    directoryStatus: parent?.status ?? null,
    existing,
    missingDirectories,
    passed,
    isPhysical: options.isPhysical ?? false,
    isThroughLink: location.isThroughLink,
    isThroughLinkOfOthers: location.isThroughLinkOfOthers,
  };
}

/** Each directory once: those that only links led through first. */
function withLinks(
  inImage: readonly PassedDirectory[],
  passed: readonly PassedDirectory[],
): readonly PassedDirectory[] {
  const paths = new Set(passed.map(({ path }) => path));
  return [...inImage.filter(({ path }) => !paths.has(path)), ...passed];
}

const CONFIGURATION_NAME = "corosync.conf";

/** What to do about a directory where a key is wanted. */
export const NAME_A_FILE = "name a file in it, such as DIR/authkey";

const LEAVE_OUT = "a .. follows a directory that is not there: leave both out, or make it first";

/** Upstream's message for everything that keeps a file from being created. */
export function cannotCreate(requestedPath: string, cause: unknown, hint?: string): Failure {
  const error = typeof cause === "string" ? { code: cause } : cause;
  const reason = (error as { hint?: string } | null)?.hint;
  const message = `Could not create ${requestedPath}: ${describeError(error)}`;
  return new Failure(EXIT.create, message, hint ?? reason, { code: "cannot-create" });
}

/** The same for a file that is there and has to stay. */
export function alreadyThere(requestedPath: string, hint?: string): Failure {
  const { message } = cannotCreate(requestedPath, "EEXIST");
  return new Failure(EXIT.exists, message, hint, { code: "exists" });
}

/** A failure that leaves something behind, which is named beside it. */
export function leaving({ exitCode, message, hint, details }: Failure, path: string): Failure {
  const left = `${path} could not be removed`;
  return new Failure(exitCode, message, hint === undefined ? left : `${hint}; ${left}`, details);
}

/** NAME_MAX of Linux (limits.h). */
const MAX_NAME_BYTES = 255;

function hasLongName(path: string): boolean {
  const encoder = new TextEncoder();
  return path.split("/").some((name) => encoder.encode(name).length > MAX_NAME_BYTES);
}

function isEmptyFile({ kind, sizeBytes }: FileStatus): boolean {
  return kind === "file" && sizeBytes === 0;
}

function walk(
  system: System,
  path: string,
  requestedPath: string,
  mayFollowLinks: boolean,
): Location {
  try {
    return walkPath(system, path, mayFollowLinks);
  } catch (error) {
    // What is missing at the end, or is to be made, is no error.
    throw cannotCreate(requestedPath, error, errorCode(error) === "ENOENT" ? LEAVE_OUT : undefined);
  }
}

function refuseFileOfOthers(
  system: System,
  { uid }: FileStatus,
  { path, status }: PassedDirectory,
  refuse: (cause: unknown, hint: string) => Failure,
): void {
  const userId = system.userId();
  const shared = (status.mode & STICKY) !== 0 &&
    (status.mode & GROUP_OR_OTHERS_WRITE) !== 0;
  // Nobody but root may replace what is the directory owner's and not theirs (EPERM of rename(2)).
  if (!shared || uid === userId || (uid === status.uid && userId === 0) || userId === null) return;
  throw refuse(
    "EACCES",
    `it belongs to user ${uid}, and ${path} is a sticky directory that others may write to`,
  );
}
