import type { System } from "../system/types.ts";
import type { Destination } from "./destination.ts";
import { GROUP_WRITES, OTHERS_WRITE, STICKY } from "./status.ts";
import { listOrNothing } from "./temporary.ts";
import type { PassedDirectory } from "./walk.ts";

/** Under such a name version 0.1 kept an old key while it wrote a new one in place. */
const SAVED = ".corosync-keygen-saved-";

/**
 * What is worth knowing about the place of a key and keeps nobody from writing it: a line for everybody but
 * root and us who can replace it there, and one for each old key that version 0.1 has left.
 */
export function placeWarnings(
  system: System,
  { path, passed }: Pick<Destination, "path" | "passed">,
): string[] {
  return [
    ...sharedPlaceWarnings(system, passed),
    ...savedKeyWarnings(system, path.slice(0, path.lastIndexOf("/")) || "/"),
  ];
}

/** Of these the one that needs no further look at the directory. */
export function sharedPlaceWarnings(
  system: System,
  passed: readonly PassedDirectory[],
): string[] {
  const others = whoCanReplace(system, passed);
  return others === null ? [] : [`Others can replace this file: ${others}`];
}

/** The names of old keys that a killed run of version 0.1 has left; anybody could have put them there. */
export function savedKeys(system: System, directory: string): string[] {
  return listOrNothing(system, directory).filter((name) => name.startsWith(SAVED));
}

/** The key beside it may be a torn one, which then nothing but the saved key shows. */
export function savedKeyWarnings(system: System, directory: string): string[] {
  return savedKeys(system, directory).map((name) => {
    const key = `${directory}/${name.slice(SAVED.length)}`;
    return `${directory}/${name} is what version 0.1 left of an old key; it is not used: remove it once ` +
      `verify finds nothing to doubt in ${key}`;
  });
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
