import { valueOrNull } from "../system/errors.ts";
import type { FileStatus, System } from "../system/types.ts";

/** Whether two names lead to one file. */
export function isSame(one: FileStatus | null, other: FileStatus | null): boolean {
  return one !== null && other !== null && one.device === other.device && one.inode === other.inode;
}

/** What a path leads to; null where there is nothing, or nothing that can be looked at. */
export function statusOrNull({ files }: System, path: string): FileStatus | null {
  return valueOrNull(() => files.status(path));
}

// Bits of a file's mode (inode(7)).

/** In such a directory only the owner of a file, the directory's or root may remove or rename it. */
export const STICKY = 0o1000;
export const GROUP_WRITES = 0o020;
export const OTHERS_WRITE = 0o002;
export const GROUP_OR_OTHERS_WRITE = GROUP_WRITES | OTHERS_WRITE;

/** A mode as messages write it: "0400". */
export function modeDigits(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

const MAX_MOUNTS_BYTES = 2 ** 20;

/**
 * Whether something is mounted at a path without symlinks (proc(5), mountinfo); device numbers do not show bind
 * mounts. Null where that is not to be told: Deno closes /proc once permissions are dropped.
 */
export function isMountPoint({ files }: System, path: string): boolean | null {
  if (!path.startsWith("/")) return null;
  const mounts = valueOrNull(() => files.readFile("/proc/self/mountinfo", MAX_MOUNTS_BYTES + 1));
  if (mounts === null) return null;
  // Blanks and backslashes of names are octal there.
  const name = path.replaceAll(
    /[ \t\n\\]/g,
    (character) => "\\" + character.charCodeAt(0).toString(8).padStart(3, "0"),
  );
  const lines = new TextDecoder().decode(mounts).split("\n");
  if (lines.some((line) => line.split(" ")[4] === name)) return true;
  return mounts.length > MAX_MOUNTS_BYTES ? null : false;
}
