import { EXIT, Failure } from "../failure.ts";
import { describeError, systemError } from "../system/errors.ts";
import type { System } from "../system/types.ts";
import { Walk, walkPath } from "./walk_path.ts";

/** The name of a root without symlinks; empty for the machine's own. */
function rootDirectory(system: System, root: string): string {
  const { path, status, leadsIntoProc } = walkPath(system, root);
  if (leadsIntoProc) throw new Error("Leads into /proc");
  if (status?.kind !== "directory") throw systemError(status === null ? "ENOENT" : "ENOTDIR");
  return path === "/" ? "" : path;
}

function resolveBelow(system: System, base: string, path: string): string {
  const walk = new Walk(system, base, true);
  walk.follow("/" + path);
  const { path: found, mustBeDirectory, leadsIntoProc } = walk.location();
  if (leadsIntoProc) throw new Error("Leads into /proc");
  return found + (mustBeDirectory && found !== "/" ? "/" : "");
}

/**
 * Where a path of an image lies on this machine: below `root`, with every symlink followed as the booted
 * image would follow it. An absolute link, or one with too many `..`, stays inside of the image; followed
 * by the kernel it would lead into the machine that builds it.
 *
 * @param path A path as the image sees it; its last parts may be missing.
 * @param root A directory that exists; null for the running system, of which the path is left as it is.
 * @returns A path without symlinks; with a slash at its end where only a directory can be meant.
 * @throws Failure (exit 2) when the root cannot be entered, or the path not be followed.
 */
export function placeInRoot(system: System, path: string, root: string | null): string {
  if (root === null) return path;
  const orFail = <Result>(what: string, action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      const { hint } = error as { hint?: string };
      const message = `Could not ${what} ${root}: ${describeError(error)}`;
      throw new Failure(EXIT.create, message, hint, { code: "cannot-create" });
    }
  };
  const base = orFail("enter", () => rootDirectory(system, root));
  return orFail(`find ${path} in`, () => resolveBelow(system, base, path));
}
