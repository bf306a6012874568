import { EXIT, Failure } from "../failure.ts";
import { describeError, errorCode } from "../system/errors.ts";
import type { FileStatus, System } from "../system/types.ts";

/** Where a key is to go, looked at before a byte of it is gathered. */
export interface Destination {
  /** As the user wrote it; this is what messages say. */
  readonly requestedPath: string;
  /** After following symlinks; this is what is replaced. */
  readonly path: string;
  readonly directory: string;
  /** What is there now. */
  readonly existing: FileStatus | null;
  /** Parent directories that --mkdir has to make, outermost first. */
  readonly missingDirectories: readonly string[];
  readonly noClobber: boolean;
  /** Whose the new file becomes: that of the old one, or root's. */
  readonly owner: "kept" | "root";
}

export interface DestinationOptions {
  readonly noClobber: boolean;
  readonly makeDirectories: boolean;
  readonly owner?: "kept" | "root";
}

/** As many symlinks as Linux follows in one path (path_resolution(7)). */
const MAX_SYMLINKS = 40;

/**
 * Follows symlinks to the file that a new key replaces and refuses what is not the place for one.
 *
 * @throws Failure (exit 2) for directories, devices, FIFOs, sockets, missing directories, and for an
 * existing key with `noClobber`.
 */
export function inspectDestination(
  system: System,
  requestedPath: string,
  options: DestinationOptions,
): Destination {
  const { path, existing } = followSymlinks(system, requestedPath);
  if (existing?.kind === "directory" || (path.endsWith("/") && existing === null)) {
    throw cannotCreate(requestedPath, path === "" ? "ENOENT" : "EISDIR");
  }
  if (path === "") throw cannotCreate(requestedPath, "ENOENT");
  if (existing !== null && options.noClobber) {
    throw cannotCreate(requestedPath, "EEXIST", "without --no-clobber it would be replaced");
  }
  if (existing !== null && existing.kind !== "file") {
    throw new Failure(
      EXIT.create,
      `Could not create ${requestedPath}: Is a ${existing.kind}, wanted a regular file`,
      "--stdout writes the key to standard output",
    );
  }
  const directory = parentOf(path);
  const missingDirectories = findMissing(system, directory, requestedPath);
  if (missingDirectories.length > 0 && !options.makeDirectories) {
    throw cannotCreate(requestedPath, "ENOENT", "--mkdir makes the missing directories");
  }
  const { noClobber, owner = "kept" } = options;
  return { requestedPath, path, directory, existing, missingDirectories, noClobber, owner };
}

/** Upstream's message for everything that keeps a key file from being created. */
export function cannotCreate(requestedPath: string, cause: unknown, hint?: string): Failure {
  const reason = describeError(typeof cause === "string" ? { code: cause } : cause);
  return new Failure(EXIT.create, `Could not create ${requestedPath}: ${reason}`, hint);
}

/** The directory part of a path, without looking at the file system. */
export function parentOf(path: string): string {
  const slash = path.replace(/\/+$/, "").lastIndexOf("/");
  if (slash < 0) return ".";
  return path.slice(0, slash).replace(/\/+$/, "") || "/";
}

function followSymlinks(
  system: System,
  requestedPath: string,
): { path: string; existing: FileStatus | null } {
  let path = requestedPath;
  for (let followed = 0; followed <= MAX_SYMLINKS; followed++) {
    // What /dev/stdout leads to is open already: replacing it would leave the reader with nothing.
    if (path.startsWith("/proc/")) {
      throw new Failure(
        EXIT.create,
        `Could not create ${requestedPath}: Leads into /proc, wanted a regular file`,
        "--stdout writes the key to standard output",
      );
    }
    const existing = linkStatusOrNull(system, path, requestedPath);
    if (existing?.kind !== "symlink") return { path, existing };
    const target = system.files.readLink(path);
    path = target.startsWith("/") ? target : `${parentOf(path)}/${target}`;
  }
  throw cannotCreate(requestedPath, "ELOOP");
}

function linkStatusOrNull(system: System, path: string, requestedPath: string): FileStatus | null {
  try {
    return system.files.linkStatus(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw cannotCreate(requestedPath, error);
  }
}

/** The directories between `directory` and its nearest ancestor that exists, outermost first. */
function findMissing(system: System, directory: string, requestedPath: string): readonly string[] {
  const missing: string[] = [];
  for (let path = directory;; path = parentOf(path)) {
    try {
      if (system.files.status(path).kind === "directory") return missing;
    } catch (error) {
      if (errorCode(error) === "ENOENT" && path !== "/" && path !== ".") {
        missing.unshift(path);
        continue;
      }
      throw cannotCreate(requestedPath, error);
    }
    throw cannotCreate(requestedPath, "ENOTDIR");
  }
}
