/** As many symlinks as Linux follows in one path (path_resolution(7)). */
const MAX_SYMLINKS = 40;

/** What looking at a path takes; both throw errors with the `code` of errno.h. */
export interface Links {
  /** Whether the path, whose last part is not followed, is a symlink. */
  isSymlink(path: string): boolean;
  readLink(path: string): string;
}

/**
 * realpath(3) step by step: the absolute path without symlinks, `.` and `..`. Bun asks /proc/self/fd for
 * it, so where there is no /proc somebody else has to walk.
 *
 * @param path must not be empty
 * @param workingDirectory what a relative path starts from; absolute and without symlinks
 * @throws what `links` throws, such as ENOENT; ELOOP after 40 symlinks
 */
export function walkToRealPath(path: string, workingDirectory: string, links: Links): string {
  let real = path.startsWith("/") ? "" : workingDirectory.replace(/\/$/, "");
  const ahead = path.split("/").reverse();
  let followed = 0;
  while (ahead.length > 0) {
    const name = ahead.pop()!;
    if (name === "" || name === ".") continue;
    if (name === "..") {
      real = real.slice(0, Math.max(0, real.lastIndexOf("/")));
      continue;
    }
    const next = `${real}/${name}`;
    if (!links.isSymlink(next)) {
      real = next;
      continue;
    }
    if (++followed > MAX_SYMLINKS) {
      throw Object.assign(new Error(`ELOOP: realpath '${path}'`), { code: "ELOOP" });
    }
    const target = links.readLink(next);
    if (target.startsWith("/")) real = "";
    ahead.push(...target.split("/").reverse());
  }
  return real || "/";
}
