import type { System } from "../system/types.ts";
import type { Destination } from "./destination.ts";
import { type PassedDirectory, whoCanReplace } from "./shared_directories.ts";
import { listOrNothing } from "./temporary.ts";
import { directoryName } from "./walk_path.ts";

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
    ...savedKeyWarnings(system, directoryName(path)),
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
