import type { System } from "../system/types.ts";
import type { Destination } from "./destination.ts";
import { GROUP_WRITES, OTHERS_WRITE, STICKY } from "./mode_bits.ts";
import { listOrNothing } from "./temporary.ts";
import type { PassedDirectory } from "./walk_path.ts";

/** Under such a name version 0.1 kept an old key while it wrote a new one in place. */
const SAVED = ".corosync-keygen-saved-";

/**
 * What is worth knowing about the place of a key and keeps nobody from writing it: a line for everybody but
 * root and us who can replace it there, and one for each old key that version 0.1 has left.
 */
export function placeWarnings(
  system: System,
  { passed, directory }: Pick<Destination, "passed" | "directory">,
): string[] {
  const others = whoCanReplace(system, passed);
  return [
    ...others === null ? [] : [`Others can replace this file: ${others}`],
    ...savedKeyWarnings(system, directory),
  ];
}

/** The names of old keys that a killed run of version 0.1 has left; anybody could have put them there. */
export function savedKeys(system: System, directory: string): string[] {
  return listOrNothing(system, directory).filter((name) => name.startsWith(SAVED));
}

export function savedKeyWarnings(system: System, directory: string): string[] {
  return savedKeys(system, directory).map((name) =>
    `${directory}/${name} is what version 0.1 left of an old key; it is not used, remove it`
  );
}

/** Whoever may write to a directory on the way can exchange what follows after it; null where nobody else may. */
export function whoCanReplace(
  system: System,
  passed: readonly PassedDirectory[],
): string | null {
  const [userId, groupId] = [system.userId(), system.groupId()];
  if (userId === null) return null;
  const others = passed.flatMap(({ path, status: { uid, gid, mode } }) => {
    const who = [];
    if (uid !== 0 && uid !== userId) who.push(`user ${uid} owns`);
    if ((mode & STICKY) === 0) {
      if ((mode & OTHERS_WRITE) !== 0) who.push("everybody may write to");
      else if ((mode & GROUP_WRITES) !== 0 && gid !== 0 && gid !== groupId) {
        who.push(`group ${gid} may write to`);
      }
    }
    return who.length === 0 ? [] : [`${who.join(" and ")} ${path}`];
  });
  return others.length === 0 ? null : others.join(", ");
}
