import type { FileStatus } from "../system/types.ts";
import { GROUP_WRITES, OTHERS_WRITE, STICKY } from "./status.ts";

/** A symlink that somebody besides root and us has made, or can exchange for one of theirs at any moment. */
export interface LinkOfOthers {
  readonly path: string;
  /** Whose it has to be what it leads to; null where no single user decides. */
  readonly uid: number | null;
  /** How messages name it. */
  readonly who: string;
}

/**
 * Whose decision it is where a symlink leads, or null where only root and we decide. lstat(2) and readlink(2) are two
 * calls, and whoever can rename in the directory can exchange ours for theirs in between. For the link that decides
 * which file is written the owner of its directory therefore counts as much as its own, and a directory that others may
 * write to belongs to nobody in particular. That a group may write counts for root alone, and not where it is root's
 * group: the directories of ordinary users are often open to a group that has no other member. Links on the way to
 * that one choose directories, which whoever owns theirs can exchange without a link.
 *
 * @param link status of the symlink
 * @param directory status of the directory that it is in
 * @param userId ours; null where the system does not tell, and where nobody is somebody else
 * @param decidesFile whether nothing follows after it in the path
 */
export function linkOfOthers(
  path: string,
  link: FileStatus,
  directory: FileStatus,
  userId: number | null,
  decidesFile: boolean,
): LinkOfOthers | null {
  if (userId === null) return null;
  const isOfOthers = (uid: number) => uid !== 0 && uid !== userId;
  const counts = decidesFile && (directory.mode & STICKY) === 0;
  const isOpenToAll = counts && (directory.mode & OTHERS_WRITE) !== 0;
  const isOpen = isOpenToAll || counts && (directory.mode & GROUP_WRITES) !== 0 &&
      userId === 0 && directory.gid !== 0;
  if (isOfOthers(link.uid)) {
    const isTheirsAlone = !decidesFile ||
      !isOpen && (!isOfOthers(directory.uid) || directory.uid === link.uid);
    return {
      path,
      uid: isTheirsAlone ? link.uid : null,
      who: `${path} is a link of user ${link.uid}`,
    };
  }
  if (isOpen) {
    const whom = isOpenToAll ? "everybody" : `group ${directory.gid}, or whom an ACL names,`;
    return { path, uid: null, who: `${path} is in a directory that ${whom} may write to, a link` };
  }
  if (!decidesFile || !isOfOthers(directory.uid)) return null;
  const who = `${path} is in a directory of user ${directory.uid}, a link`;
  return { path, uid: directory.uid, who };
}
