import { EXIT, Failure } from "../failure.ts";
import { describeError, systemError } from "../system/errors.ts";
import type { System } from "../system/types.ts";
import type { PassedDirectory } from "./shared_directories.ts";
import { type Location, Walk } from "./walk.ts";
import { walkPath } from "./walk_path.ts";

/** An image of which nothing is there is a misspelt one. */
const ROOT_EXISTS = "--root names a directory that exists: no option makes it";

/** The name of a root without symlinks; empty for the machine's own. */
function rootDirectory(system: System, root: string, toWrite: boolean): string {
  // A link to it chooses a directory, and no file.
  const { path, status, leadsIntoProc } = walkPath(system, root && `${root}/`, toWrite);
  if (leadsIntoProc) throw new Error("Leads into /proc");
  if (status === null) throw Object.assign(systemError("ENOENT"), { hint: ROOT_EXISTS });
  if (status.kind !== "directory") throw systemError("ENOTDIR");
  return path === "/" ? "" : path;
}

/**
 * Follows a path of an image as the booted image would.
 *
 * @param root a directory that exists
 * @throws Error as {@linkcode walkPath}
 */
export function walkInRoot(system: System, path: string, root: string): Location {
  return walkBelow(system, rootDirectory(system, root, false), path, false);
}

function walkBelow(system: System, base: string, path: string, toWrite: boolean): Location {
  const walk = new Walk(system, base, { isImage: true, toWrite });
  walk.follow("/" + path);
  return walk.location();
}

/** Where a path of an image lies on this machine, and the directories on the way, by links too. */
export interface PlaceInRoot {
  /** Without symlinks; with a slash at its end where only a directory can be meant. */
  readonly path: string;
  readonly passed: readonly PassedDirectory[];
}

/**
 * Where a path of an image lies on this machine: below `root`, with every symlink followed as the booted
 * image would follow it. An absolute link, or one with too many `..`, stays inside of the image; followed
 * by the kernel it would lead into the machine that builds it.
 *
 * @param path A path as the image sees it; its last parts may be missing.
 * @param root A directory that exists.
 * @param toWrite As in {@linkcode walkPath}.
 * @throws Failure (exit 2) when the root cannot be entered, or the path not be followed.
 */
export function findInRoot(
  system: System,
  path: string,
  root: string,
  toWrite: boolean,
): PlaceInRoot {
  const orFail = <Result>(what: string, action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      const { hint } = error as { hint?: string };
      const message = `Could not ${what} ${root}: ${describeError(error)}`;
      throw new Failure(EXIT.create, message, hint, { code: "cannot-create" });
    }
  };
  const base = orFail("enter", () => rootDirectory(system, root, toWrite));
  return orFail(`find ${path} in`, () => {
    const location = walkBelow(system, base, path, toWrite);
    const { path: found, passed, mustBeDirectory, leadsIntoProc } = location;
    if (leadsIntoProc) throw new Error("Leads into /proc");
    return { path: found + (mustBeDirectory && found !== "/" ? "/" : ""), passed };
  });
}

/** The path that {@linkcode findInRoot} finds; without a root, on the running system, the path as it is. */
export function placeInRoot(
  system: System,
  path: string,
  root: string | null,
  toWrite = false,
): string {
  return root === null ? path : findInRoot(system, path, root, toWrite).path;
}
