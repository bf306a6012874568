import { Failure } from "../../lib/failure.ts";
import { inspectDestination } from "../../lib/files/destination.ts";
import { walkPath } from "../../lib/files/walk_path.ts";
import { errorCode } from "../../lib/system/errors.ts";
import { system } from "../../lib/system/mod.ts";
import type { FileStatus, System } from "../../lib/system/types.ts";
import { assertEquals } from "../assert.ts";

/** Whose files and links are touched in directories that others may write to, by every owner and mode. */

const ROOT = 0;
const US = 1000;
const OTHER = 1001;
const THIRD = 1002;

const status = (kind: FileStatus["kind"], uid: number, mode: number, inode: string) => ({
  ...{ kind, mode, uid, gid: 0, sizeBytes: 128 },
  ...{ device: 1, inode, modifiedMilliseconds: 0 },
});

/** A directory /d with a file and a link to it. */
function machine(
  userId: number | null,
  directory: { readonly uid: number; readonly mode: number },
  uid: number,
): System {
  const found: Record<string, FileStatus> = {
    "/": status("directory", ROOT, 0o755, "1"),
    "/d": status("directory", directory.uid, directory.mode, "2"),
    "/d/file": status("file", uid, 0o400, "3"),
    "/d/link": status("symlink", uid, 0o777, "4"),
  };
  const look = (path: string) => found[path];
  const files = { ...system.files, status: look, linkStatus: look, readLink: () => "file" };
  return { ...system, userId: () => userId, files };
}

/** What is refused: "EACCES" or nothing. */
function replacing(...[userId, directory, uid]: Parameters<typeof machine>): string {
  try {
    const options = { noClobber: false, makeDirectories: false };
    inspectDestination(machine(userId, directory, uid), "/d/file", options);
    return "replaced";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    assertEquals([error.exitCode, error.message], [
      2,
      "Could not create /d/file: Permission denied",
    ]);
    return "refused";
  }
}

function following(...[userId, directory, uid]: Parameters<typeof machine>): string {
  try {
    assertEquals(walkPath(machine(userId, directory, uid), "/d/link").path, "/d/file");
    return "followed";
  } catch (error) {
    assertEquals(errorCode(error), "EACCES");
    return "refused";
  }
}

Deno.test("a file of others is replaced unless its directory is sticky and its group or all may write to it", () => {
  const of = (mode: number) => replacing(US, { uid: ROOT, mode }, OTHER);
  for (const mode of [0o1770, 0o1775, 0o1757, 0o1777, 0o3770]) {
    assertEquals(of(mode), "refused", mode.toString(8));
  }
  for (const mode of [0o1755, 0o770, 0o775, 0o757, 0o777, 0o2770]) {
    assertEquals(of(mode), "replaced", mode.toString(8));
  }
});

Deno.test("in a shared directory our own files are replaced, and by root those of its owner too", () => {
  const of = (userId: number | null, directoryUid: number, uid: number) =>
    replacing(userId, { uid: directoryUid, mode: 0o1777 }, uid);
  assertEquals(
    [of(US, ROOT, US), of(US, OTHER, US), of(ROOT, US, ROOT)],
    Array(3).fill("replaced"),
  );
  // rename(2) refuses it to everybody but root, after a key has been drawn for it.
  assertEquals([of(US, ROOT, ROOT), of(US, OTHER, OTHER)], Array(2).fill("refused"));
  assertEquals([of(ROOT, OTHER, OTHER), of(ROOT, OTHER, THIRD)], ["replaced", "refused"]);
  // In a directory of our own too.
  assertEquals([of(US, US, OTHER), of(null, ROOT, OTHER)], ["refused", "replaced"]);
});

Deno.test("in a sticky directory that all may write to, our own links are followed and its owner's, and no others", () => {
  const of = (userId: number | null, directoryUid: number, uid: number, mode = 0o1777) =>
    following(userId, { uid: directoryUid, mode }, uid);
  assertEquals([of(US, ROOT, US), of(US, ROOT, ROOT), of(ROOT, OTHER, OTHER)], [
    ...["followed", "followed", "followed"],
  ]);
  assertEquals([of(US, ROOT, OTHER), of(ROOT, OTHER, THIRD), of(US, US, OTHER)], [
    ...["refused", "refused", "refused"],
  ]);
  // As protected_symlinks of proc(5) has it: the group's right to write does not count.
  for (const mode of [0o777, 0o1755, 0o1775]) assertEquals(of(US, ROOT, OTHER, mode), "followed");
  assertEquals(of(null, ROOT, OTHER), "followed");
});
