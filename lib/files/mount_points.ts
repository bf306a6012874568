import type { System } from "../system/types.ts";

const MAX_MOUNTS_BYTES = 2 ** 20;

/**
 * Whether something is mounted at a path without symlinks (proc(5), mountinfo); device numbers do not show bind
 * mounts. Null where that is not to be told: Deno closes /proc once permissions are dropped.
 */
export function isMountPoint({ files }: System, path: string): boolean | null {
  if (!path.startsWith("/")) return null;
  let mounts: Uint8Array;
  try {
    mounts = files.readFile("/proc/self/mountinfo", MAX_MOUNTS_BYTES + 1);
  } catch {
    return null;
  }
  // Blanks and backslashes of names are octal there.
  const name = path.replaceAll(
    /[ \t\n\\]/g,
    (character) => "\\" + character.charCodeAt(0).toString(8).padStart(3, "0"),
  );
  const lines = new TextDecoder().decode(mounts).split("\n");
  if (lines.some((line) => line.split(" ")[4] === name)) return true;
  return mounts.length > MAX_MOUNTS_BYTES ? null : false;
}
