import type { FileStatus, System } from "../system/types.ts";
import { GROUP_WRITES, OTHERS_WRITE, STICKY } from "./status.ts";

/** A directory that was looked into on the way to a file. */
export interface PassedDirectory {
  readonly path: string;
  readonly status: FileStatus;
}

/** A directory on the way to a key in which others can exchange what follows after it. */
export interface SharedDirectory extends PassedDirectory {
  /** Who, and by what right: "user 1001 owns and everybody may write to /srv". */
  readonly who: string;
  /** Whether they own it. */
  readonly isForeign: boolean;
  /** Which classes of its mode may write to it although it is not sticky, as chmod(1) calls them: "g", "o", "go". */
  readonly writers: string;
}

/**
 * The directories on the way to a key, by links too, in which somebody besides root and the key's owner can
 * exchange what follows: whoever owns one, and whoever may write to one that is not sticky.
 */
export function sharedDirectories(
  passed: readonly PassedDirectory[],
  ownerId: number,
): SharedDirectory[] {
  return passed.flatMap(({ path, status }) => {
    const { uid, gid, mode } = status;
    // Nobody makes, renames or removes anything in there, its owner neither.
    if (path.startsWith("/proc/")) return [];
    const isForeign = uid !== 0 && uid !== ownerId;
    const mayWrite = (mode & STICKY) === 0 ? mode : 0;
    const writers = (mayWrite & GROUP_WRITES ? "g" : "") + (mayWrite & OTHERS_WRITE ? "o" : "");
    if (!isForeign && writers === "") return [];
    const who = [
      ...isForeign ? [`user ${uid} owns`] : [],
      // With an access control list these bits are no group's but a mask over the list (acl(5)).
      ...writers === "g" ? [`group ${gid}, or whom an ACL names, may write to`] : [],
      ...writers.endsWith("o") ? ["everybody may write to"] : [],
    ];
    return [{ path, status, who: `${who.join(" and ")} ${path}`, isForeign, writers }];
  });
}

/** Who besides root and the caller can exchange a file of the caller's; null where nobody can. */
export function whoCanReplace(
  system: System,
  passed: readonly PassedDirectory[],
): string | null {
  const userId = system.userId();
  if (userId === null) return null;
  return sharedDirectories(passed, userId).map(({ who }) => who).join(", ") || null;
}

/** A symlink that somebody besides root and us has made, or can exchange for one of theirs at any moment. */
export interface LinkOfOthers {
  readonly path: string;
  readonly ownerId: number;
  /** To whom what it leads to has to belong; null where no single user decides where it leads. */
  readonly requiredOwnerId: number | null;
  /** What it is in. */
  readonly directory: FileStatus;
  /** Who can exchange it, as messages say it; null where it is theirs to begin with. */
  readonly exchangedBy: string | null;
}

/**
 * Whose decision it is where a symlink leads, or null where only root and we decide. lstat(2) and readlink(2) are two
 * calls, and whoever can rename in a directory on the way can exchange what follows in between. For the link that
 * decides which file is written those therefore count as much as its owner, and where all or a group may write it is
 * nobody's in particular. Of a group that counts for root alone: the directories of ordinary users are often open to a
 * group that has no other member. Links before the last choose a directory, in which the name stays what was asked for.
 *
 * @param link status of the symlink
 * @param passed the directories on the way to it, that in which it is last
 * @param userId ours; null where the system does not tell, and where nobody is somebody else
 * @param decidesFile whether nothing follows after it in the path
 */
export function linkOfOthers(
  path: string,
  link: FileStatus,
  passed: readonly PassedDirectory[],
  userId: number | null,
  decidesFile: boolean,
): LinkOfOthers | null {
  const directory = passed.at(-1)?.status;
  if (userId === null || directory === undefined) return null;
  const isOpen = ({ writers }: SharedDirectory) =>
    writers.includes("o") || writers === "g" && userId === 0;
  const shared = !decidesFile ? [] : sharedDirectories(passed, userId)
    .filter((one) => one.isForeign || isOpen(one));
  const isTheirs = link.uid !== 0 && link.uid !== userId;
  if (!isTheirs && shared.length === 0) return null;
  const owners = new Set([
    ...isTheirs ? [link.uid] : [],
    ...shared.filter(({ isForeign }) => isForeign).map(({ status }) => status.uid),
  ]);
  const [owner = null] = owners;
  return {
    path,
    ownerId: link.uid,
    requiredOwnerId: shared.some(isOpen) || owners.size !== 1 ? null : owner,
    directory,
    exchangedBy: isTheirs ? null : shared.map(({ who }) => who).join(", "),
  };
}
