/** Bits of a file's mode (inode(7)). */

/** In such a directory only the owner of a file, the directory's or root may remove or rename it. */
export const STICKY = 0o1000;
export const GROUP_WRITES = 0o020;
export const OTHERS_WRITE = 0o002;

/** A mode as messages write it: "0400". */
export function modeDigits(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
