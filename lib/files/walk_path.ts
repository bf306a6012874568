import { errorCode, systemError } from "../system/errors.ts";
import type { FileStatus, FileSystem, System } from "../system/types.ts";
import { OTHERS_WRITE, STICKY } from "./mode_bits.ts";
import { isSame, statusOrNull } from "./status.ts";

/**
 * Where a path leads, found out as the kernel does it (path_resolution(7)): one component after the other, with
 * lstat(2) and readlink(2). Deno takes `..` out of a path as text once permissions are dropped, and a link
 * that is resolved once and opened by its target cannot be exchanged in between.
 */

/** As many symlinks as Linux follows in one path. */
const MAX_SYMLINKS = 40;

export interface PassedDirectory {
  readonly path: string;
  readonly status: FileStatus;
}

/** Where a path leads. */
export interface Location {
  /** Without symlinks and `.`; without `..` and absolute unless the working directory has no name. */
  readonly path: string;
  /** What is there, which is never a symlink; null where there is nothing. */
  readonly status: FileStatus | null;
  /** The path ends in a slash or a dot, so that only a directory can be meant. */
  readonly mustBeDirectory: boolean;
  /** Directories on the way that are not there, outermost first. */
  readonly missingDirectories: readonly string[];
  /** Every directory that was looked into, also on the way to a symlink. */
  readonly passed: readonly PassedDirectory[];
  /** The symlink that the path itself names; null where it names none. */
  readonly link: { readonly path: string; readonly target: string } | null;
  /** Ends at a link of /proc, which leads to an open file and not to a name. */
  readonly leadsIntoProc: boolean;
}

/**
 * Follows a path to the file that it names. Symlinks are followed as under protected_symlinks (proc(5)),
 * whether or not the kernel is set to it: in a sticky directory that all may write to, only our own ones and
 * those of the directory's owner.
 *
 * @throws Error with the code of errno.h: ENOENT (also `..` below what is missing), ENOTDIR, ELOOP, EACCES;
 * without a code when a name is not UTF-8, of which both runtimes make U+FFFD.
 */
export function walkPath(system: System, path: string): Location {
  if (path === "") throw systemError("ENOENT");
  const walk = new Walk(system, "");
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

/** Whether two paths lead to one file, which need not be there. */
export function namesOneFile(system: System, one: string, other: string): boolean {
  try {
    const [first, second] = [foundAt(system, one), foundAt(system, other)];
    return isSame(first.status, second.status) ||
      first.path !== null && first.path === second.path;
  } catch {
    return false; // Whoever opens it tells what is wrong with it.
  }
}

/** A link of /proc leads to a file, and to no path. */
function foundAt(
  system: System,
  asked: string,
): { path: string | null; status: FileStatus | null } {
  const { path, status, leadsIntoProc } = walkPath(system, asked);
  return leadsIntoProc ? { path: null, status: statusOrNull(system, asked) } : { path, status };
}

/** What a path leads to as it was typed, also after permissions are given up: Deno then takes `..` out as text. */
export function statusAt(system: System, path: string): FileStatus | null {
  try {
    return foundAt(system, path).status;
  } catch {
    return null;
  }
}

/** A component of the path: its name, and what is there. */
interface Step {
  readonly name: string;
  readonly status: FileStatus | null;
}

/** One way through the tree, from its start to where it is now. */
export class Walk {
  readonly #files: FileSystem;
  readonly #userId: number | null;
  readonly #passed = new Map<string, FileStatus>();
  #steps: Step[] = [];
  #base: string;
  #start: FileStatus | null = null;
  #followed = 0;
  #mustBeDirectory = false;
  #link: Location["link"] = null;
  #leadsIntoProc = false;

  /** @param image whether `base` is the root of an image, which nothing leaves and where much is missing */
  constructor(system: System, base: string, private readonly image = false) {
    this.#files = system.files;
    this.#userId = system.userId();
    this.#base = base;
  }

  /** Begins at the working directory. */
  start(name: string): void {
    if (name === ".") this.#base = name;
    else this.follow(name);
  }

  follow(path: string): void {
    if (path.includes("\uFFFD")) throw new Error("The name is not valid UTF-8");
    const ahead = path.split("/").reverse();
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      if (this.#leadsIntoProc) return;
      this.#requireDirectory();
      this.#mustBeDirectory = name === "" || name === ".";
      if (this.#mustBeDirectory) continue;
      if (name === "..") {
        this.#mustBeDirectory = true;
        this.#goUp();
        continue;
      }
      const target = this.#enter(name);
      if (target === null) continue;
      if (ahead.length === 0) this.#link ??= { path: `${this.#here()}/${name}`, target };
      if (target.startsWith("/")) this.#goToRoot();
      ahead.push(...target.split("/").reverse());
    }
  }

  location(): Location {
    const missing = this.#steps.flatMap(({ status }, i) =>
      status === null ? [this.#pathOf(i)] : []
    );
    const last = this.#steps.at(-1);
    return {
      path: this.#here() || "/",
      status: last === undefined ? this.#startStatus() : last.status,
      mustBeDirectory: this.#mustBeDirectory,
      missingDirectories: missing.slice(0, -1),
      passed: Array.from(this.#passed, ([path, status]) => ({ path, status })),
      link: this.#link,
      leadsIntoProc: this.#leadsIntoProc,
    };
  }

  /** Looks at one name; returns the target when it is a symlink, which is then not gone through. */
  #enter(name: string): string | null {
    const above = this.#status();
    const path = `${this.#here()}/${name}`;
    const status = above?.kind === "directory" ? this.#look(path) : null;
    if (above !== null) this.#passed.set(this.#here() || "/", above);
    if (status?.kind !== "symlink") {
      this.#steps.push({ name, status });
      return null;
    }
    if (++this.#followed > MAX_SYMLINKS) throw systemError("ELOOP");
    if (above !== null) this.#refuseLinkOfOthers(path, status, above);
    const target = this.#files.readLink(path);
    if (path.startsWith(`${this.image ? this.#base : ""}/proc/`) || this.#isOfDeletedFile(target)) {
      this.#steps.push({ name, status: null });
      this.#leadsIntoProc = true;
      return null;
    }
    if (target.includes("\uFFFD")) {
      throw new Error(`${path} leads to a name that is not valid UTF-8`);
    }
    return target;
  }

  /** Of a process file system that is mounted elsewhere: such a link leads to no name. */
  #isOfDeletedFile(target: string): boolean {
    return target.endsWith(" (deleted)") && target.startsWith("/") && this.#look(target) === null;
  }

  #look(path: string): FileStatus | null {
    try {
      return this.#files.linkStatus(path);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return null;
      throw error;
    }
  }

  #refuseLinkOfOthers(path: string, link: FileStatus, directory: FileStatus): void {
    const shared = STICKY | OTHERS_WRITE;
    if ((directory.mode & shared) !== shared) return;
    if (link.uid === directory.uid || link.uid === this.#userId || this.#userId === null) return;
    throw Object.assign(systemError("EACCES"), {
      hint: `${path} is a link of user ${link.uid} in a sticky directory of user ${directory.uid}`,
    });
  }

  #requireDirectory(): void {
    const status = this.#status();
    if (status !== null && status.kind !== "directory") throw systemError("ENOTDIR");
  }

  #goUp(): void {
    if (this.#steps.length === 0) {
      // Above the root is the root; above a working directory without a name is what the kernel says.
      if (this.#base === "." || this.#base.startsWith("./..")) this.#base += "/..";
      this.#start = null;
      return;
    }
    if (this.#steps.at(-1)?.status === null) throw systemError("ENOENT");
    this.#steps.pop();
  }

  #goToRoot(): void {
    if (!this.image) {
      this.#base = "";
      this.#start = null;
    }
    this.#steps = [];
  }

  /** What is at the end of the steps so far. */
  #status(): FileStatus | null {
    const last = this.#steps.at(-1);
    return last === undefined ? this.#startStatus() : last.status;
  }

  #startStatus(): FileStatus {
    return this.#start ??= this.#files.status(this.#base || "/");
  }

  /** The path so far; empty at the root. */
  #here(): string {
    return this.#pathOf(this.#steps.length - 1);
  }

  #pathOf(step: number): string {
    return [this.#base, ...this.#steps.slice(0, step + 1).map(({ name }) => name)].join("/");
  }
}
