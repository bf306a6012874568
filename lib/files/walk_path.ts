import { systemError, valueOrNull } from "../system/errors.ts";
import type { FileStatus, FileSystem, System } from "../system/types.ts";
import { isSame, statusOrNull } from "./status.ts";
import { type Location, Walk } from "./walk.ts";

/**
 * Follows a path to the file that it names. Symlinks are followed as under protected_symlinks (proc(5)),
 * whether or not the kernel is set to it: in a sticky directory that all may write to, only our own ones and
 * those of the directory's owner.
 *
 * @param toWrite whether something is written there: then a link that others made or can exchange leads only to
 * what is theirs too, or a file that they can exchange
 * @throws Error with the code of errno.h: ENOENT (also `..` below what is missing), ENOTDIR, ELOOP, EACCES;
 * without a code when a name is not UTF-8, of which both runtimes make U+FFFD.
 */
export function walkPath(system: System, path: string, toWrite = false): Location {
  if (path === "") throw systemError("ENOENT");
  const walk = new Walk(system, "", { toWrite });
  if (!path.startsWith("/")) {
    if (WITHOUT_RELATIVE_PATHS.has(system.files)) {
      throw new Error("The working directory was exchanged meanwhile");
    }
    walk.start(workingDirectoryOf(system));
  }
  walk.follow(path);
  return walk.location();
}

/**
 * The name under which a file is opened for reading: what its path leads to, and what is there, which has to be
 * what is then read. A link of /proc, as /dev/fd/3 and /dev/stdin are, leads to an open file, so it stays as it is,
 * and its status is null.
 *
 * @param isPhysical whether the path was found in an image, so that a link now would lead out of it
 * @throws Error as {@linkcode walkPath}
 */
export function findForReading(
  system: System,
  path: string,
  isPhysical = false,
): { readonly path: string; readonly status: FileStatus | null } {
  const { path: real, status, mustBeDirectory, leadsIntoProc } = walkPath(system, path);
  const found = real + (mustBeDirectory ? "/" : "");
  if (isPhysical && found !== path) throw new Error(EXCHANGED_FOR_LINK);
  return leadsIntoProc ? { path, status: null } : { path: found, status };
}

/** What has become of a path of an image that held no link when it was found. */
export const EXCHANGED_FOR_LINK = "A part of it was exchanged for a link";

/** The name of the working directory, or "." when its name leads elsewhere, nowhere, or through what is closed to us. */
function workingDirectoryOf(system: System): string {
  const { files } = system;
  const name = files.workingDirectory();
  try {
    if (name !== null && isSame(files.status("."), walkPath(system, name).status)) return name;
  } catch { /* the kernel finds it without its name */ }
  return ".";
}

/** Whether the working directory can be left and gone back to by its name. */
export function hasNamedWorkingDirectory(system: System): boolean {
  return workingDirectoryOf(system) !== ".";
}

/** Systems whose working directory was left and not found again. */
const WITHOUT_RELATIVE_PATHS = new WeakSet<FileSystem>();

/** From here on relative paths lead nowhere, rather than to what is not meant. */
export function forbidRelativePaths({ files }: System): void {
  WITHOUT_RELATIVE_PATHS.add(files);
}

/**
 * What a path leads to: its physical path and status. `path` is null behind a link of /proc, which leads to an
 * open file.
 */
export function foundAt(
  system: System,
  asked: string,
): { path: string | null; status: FileStatus | null } {
  const { path, status, leadsIntoProc } = walkPath(system, asked);
  return leadsIntoProc ? { path: null, status: statusOrNull(system, asked) } : { path, status };
}

/** What a path leads to as it was typed, also after permissions are given up: Deno then takes `..` out as text. */
export function statusAt(system: System, path: string): FileStatus | null {
  return valueOrNull(() => foundAt(system, path).status);
}

/** The last part of a path, as basename(1) prints it. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The directory of an absolute path, as dirname(1) prints it. */
export function directoryName(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
