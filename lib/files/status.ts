import type { FileStatus, System } from "../system/types.ts";

/** Whether two names lead to one file. */
export function isSame(one: FileStatus | null, other: FileStatus | null): boolean {
  return one !== null && other !== null && one.device === other.device && one.inode === other.inode;
}

/** What a path leads to; null where there is nothing, or nothing that can be looked at. */
export function statusOrNull({ files }: System, path: string): FileStatus | null {
  try {
    return files.status(path);
  } catch {
    return null;
  }
}
