import { errorCode, systemError } from "../system/errors.ts";
import type { FileStatus, FileSystem, System } from "../system/types.ts";
import { type LinkOfOthers, linkOfOthers, type PassedDirectory } from "./shared_directories.ts";
import { isMountPoint, isSame, OTHERS_WRITE, STICKY } from "./status.ts";

/**
 * Where a path leads, found out as the kernel does it (path_resolution(7)): one component after the other, with
 * lstat(2) and readlink(2). Deno takes `..` out of a path as text once permissions are dropped, and a link
 * that is resolved once and opened by its target cannot be exchanged in between.
 */

/** As many symlinks as Linux follows in one path. */
const MAX_SYMLINKS = 40;

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
  /** Whether any symlink was followed. */
  readonly isThroughLink: boolean;
  /** Whether others have made or can exchange one of them. */
  readonly isThroughLinkOfOthers: boolean;
  /** Ends at a link of /proc, which leads to an open file and not to a name. */
  readonly leadsIntoProc: boolean;
}

/** A component of the path: its name, and what is there. */
interface Step {
  readonly name: string;
  readonly status: FileStatus | null;
}

/** Such a link, followed to its end. */
interface FollowedLink extends LinkOfOthers {
  /** How many steps lead to where it leads, or to above that if `..` did. */
  readonly depth: number;
}

/** How a path is followed. */
interface WalkOptions {
  /** Whether it begins at the root of an image, which nothing leaves and where much is missing. */
  readonly isImage?: boolean;
  /** As in {@linkcode walkPath}. */
  readonly toWrite: boolean;
}

/** One way through the tree, from its start to where it is now. */
export class Walk {
  readonly #system: System;
  readonly #files: FileSystem;
  readonly #userId: number | null;
  readonly #passed = new Map<string, FileStatus>();
  #steps: Step[] = [];
  #base: string;
  #start: FileStatus | null = null;
  #followed = 0;
  #mustBeDirectory = false;
  #link: Location["link"] = null;
  /** The last such link that was followed to its end, where it matters. */
  #linkOfOthers: FollowedLink | null = null;
  #isThroughLinkOfOthers = false;
  #leadsIntoProc = false;

  constructor(system: System, base: string, private readonly options: WalkOptions) {
    this.#system = system;
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
    const ahead: (string | LinkOfOthers)[] = path.split("/").reverse();
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      if (this.#leadsIntoProc) return;
      if (typeof name !== "string") {
        this.#linkOfOthers = { ...name, depth: this.#steps.length };
        this.#refuseWhatIsNotTheirs(name);
        continue;
      }
      this.#requireDirectory();
      this.#mustBeDirectory = name === "" || name === ".";
      if (this.#mustBeDirectory) continue;
      if (name === "..") {
        this.#mustBeDirectory = true;
        const link = this.#linkOfOthers;
        const isAboveLink = link !== null && this.#steps.length <= link.depth;
        this.#goUp();
        if (!isAboveLink) continue;
        // The link decides what this is above of.
        this.#linkOfOthers = { ...link, depth: this.#steps.length };
        this.#refuseWhatIsNotTheirs(link);
        continue;
      }
      const isLast = !ahead.some((one) => typeof one === "string");
      const followed = this.#enter(name, isLast);
      if (followed === null) continue;
      const { target, others } = followed;
      if (ahead.length === 0) this.#link ??= { path: `${this.#here()}/${name}`, target };
      if (others !== null) {
        this.#isThroughLinkOfOthers = true;
        this.#linkOfOthers = null;
        // Looked at again once it is known where the link leads.
        if (this.options.toWrite) ahead.push(others);
      }
      // Where a link that is ours alone leads, no other decides.
      if (target.startsWith("/")) {
        this.#goToRoot();
        this.#linkOfOthers = null;
      }
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
      isThroughLink: this.#followed > 0,
      isThroughLinkOfOthers: this.#isThroughLinkOfOthers,
      leadsIntoProc: this.#leadsIntoProc,
    };
  }

  /** Looks at one name; returns target and whose it is when it is a symlink, which is then not gone through. */
  #enter(
    name: string,
    isLast: boolean,
  ): { readonly target: string; readonly others: LinkOfOthers | null } | null {
    const above = this.#status();
    const path = `${this.#here()}/${name}`;
    const status = above?.kind === "directory" ? this.#look(path) : null;
    if (above !== null) this.#passed.set(this.#here() || "/", above);
    if (status?.kind !== "symlink") {
      this.#steps.push({ name, status });
      this.#refuseMountBelowLink();
      return null;
    }
    if (++this.#followed > MAX_SYMLINKS) throw systemError("ELOOP");
    if (above !== null) this.#refuseLinkOfOthers(path, status, above);
    const target = this.#files.readLink(path);
    if (
      path.startsWith(`${this.options.isImage ? this.#base : ""}/proc/`) ||
      this.#isOfDeletedFile(target)
    ) {
      this.#steps.push({ name, status: null });
      this.#leadsIntoProc = true;
      return null;
    }
    if (target.includes("\uFFFD")) {
      throw new Error(`${path} leads to a name that is not valid UTF-8`);
    }
    const passed = Array.from(this.#passed, ([path, status]) => ({ path, status }));
    return { target, others: linkOfOthers(path, status, passed, this.#userId, isLast) };
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

  /**
   * Refuses what a link of others leads to, or the last directory that is there on the way to it, when it does not
   * belong to them. Two things pass all the same: a regular file, no mount point, in a directory of theirs or in
   * that of a link that they can exchange; and in the latter a file that is not there yet. There they can put
   * another file in its place without the link, so that a key that root made may be made again. Elsewhere they
   * would have us write where they may not.
   */
  #refuseWhatIsNotTheirs(link: LinkOfOthers): void {
    const found = this.#steps.findLast(({ status }) => status !== null)?.status ??
      this.#startStatus();
    if (found.uid === link.requiredOwnerId) return;
    const status = this.#status();
    const above = this.#statusAbove();
    const isBeside = link.exchangedBy !== null && isSame(above, link.directory);
    if (isBeside && status === null) return;
    const isFileOfTheirs = status?.kind === "file" &&
      (above?.uid === link.requiredOwnerId || isBeside);
    if (isFileOfTheirs && isMountPoint(this.#system, this.#here()) === false) return;
    const what = isFileOfTheirs ? "a mount point that" : status === null ? "below what" : "which";
    this.#refuse(link, `${what} belongs to user ${found.uid}`);
  }

  /** Behind a link of somebody else a mount point is no more exchanged by them than at its end. */
  #refuseMountBelowLink(): void {
    const status = this.#status();
    if (this.#linkOfOthers === null || status === null) return;
    if (status.uid === this.#linkOfOthers.requiredOwnerId) return;
    if (isMountPoint(this.#system, this.#here()) !== true) return;
    this.#refuse(this.#linkOfOthers, `a mount point that belongs to user ${status.uid}`);
  }

  #refuse({ path, ownerId, exchangedBy }: LinkOfOthers, what: string): never {
    const whose = exchangedBy === null ? ` of user ${ownerId}` : "";
    const how = exchangedBy === null
      ? ""
      : `, and others can exchange it: ${exchangedBy}; if you mean what it leads to, name that itself`;
    throw Object.assign(systemError("EACCES"), {
      hint: `${path} is a link${whose} to ${this.#here() || "/"}, ${what}${how}`,
    });
  }

  #requireDirectory(): void {
    const status = this.#status();
    if (status === null || status.kind === "directory") return;
    const hint = `${this.#here()} is a ${status.kind}, and no directory`;
    throw Object.assign(systemError("ENOTDIR"), { hint });
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
    if (!this.options.isImage) {
      this.#base = "";
      this.#start = null;
    }
    this.#steps = [];
  }

  /** The directory of what is there, or is to be; null at the start, and where that is missing itself. */
  #statusAbove(): FileStatus | null {
    if (this.#steps.length === 0) return null;
    const above = this.#steps.at(-2);
    return above === undefined ? this.#startStatus() : above.status;
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
