import { EXIT, Failure } from "../failure.ts";
import { describeError, errorCode } from "../system/errors.ts";
import type { FileSystem, System } from "../system/types.ts";

/** As many symlinks as Linux follows in one path (path_resolution(7)). */
const MAX_SYMLINKS = 40;

/**
 * Where a path of an image lies on this machine: below `root`, with every symlink followed as the booted
 * image would follow it. An absolute link, or one with too many `..`, stays inside of the image; followed
 * by the kernel it would lead into the machine that builds it.
 *
 * @param root A directory that exists.
 * @param path A path as the image sees it; its last parts may be missing.
 * @returns A path without symlinks.
 * @throws Error with code ENOENT for a missing root, ELOOP for links in a circle.
 */
export function resolveInRoot({ files }: System, root: string, path: string): string {
  const realRoot = files.realPath(root);
  const base = realRoot === "/" ? "" : realRoot;
  const waiting = path.split("/");
  let done: string[] = [];
  let followed = 0;
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      done.pop();
      continue;
    }
    const here = [base, ...done, part].join("/");
    if (!isSymlink(files, here)) {
      done.push(part);
      continue;
    }
    if (++followed > MAX_SYMLINKS) throw Object.assign(new Error(here), { code: "ELOOP" });
    const target = files.readLink(here);
    if (target.startsWith("/")) done = [];
    waiting.unshift(...target.split("/"));
  }
  return [base, ...done].join("/") || "/";
}

/**
 * The same for a path that may be meant for the running system, which is then left as it is.
 *
 * @throws Failure (exit 2) when the root cannot be entered.
 */
export function placeInRoot(system: System, path: string, root: string | null): string {
  if (root === null) return path;
  try {
    return resolveInRoot(system, root, path);
  } catch (error) {
    throw new Failure(EXIT.create, `Could not enter ${root}: ${describeError(error)}`);
  }
}

function isSymlink(files: FileSystem, path: string): boolean {
  try {
    return files.linkStatus(path).kind === "symlink";
  } catch (error) {
    // What is missing, or below something that is no directory, is told by whoever wants to use it.
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return false;
    throw error;
  }
}
