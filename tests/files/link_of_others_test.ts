import { linkOfOthers } from "../../lib/files/link_of_others.ts";
import type { FileStatus } from "../../lib/system/types.ts";
import { assertEquals } from "../assert.ts";

const status = (uid: number, gid: number, mode: number): FileStatus => ({
  kind: "directory",
  mode,
  sizeBytes: 0,
  uid,
  gid,
  device: 1,
  inode: "1",
  modifiedMilliseconds: 0,
});

/** The link's owner, the directory's owner, group and mode, who asks: who decides, or null where only root and we do. */
const CASES: readonly (readonly [
  name: string,
  link: number,
  directory: readonly [uid: number, gid: number, mode: number],
  userId: number | null,
  decides: { readonly uid: number | null; readonly who: string } | null,
])[] = [
  ["root's in root's", 0, [0, 0, 0o755], 0, null],
  ["root's in root's, for a user", 0, [0, 0, 0o755], 7, null],
  ["a user's own in their own", 7, [7, 7, 0o755], 7, null],
  ["a user's own in a directory open to their group", 7, [7, 7, 0o775], 7, null],
  ["root's in a directory open to root's group", 0, [0, 0, 0o775], 0, null],
  ["root's in a sticky one open to all", 0, [0, 0, 0o1777], 0, null],
  ["somebody's in root's", 7, [0, 0, 0o755], 0, { uid: 7, who: "/d/l is a link of user 7" }],
  ["somebody's in their own", 7, [7, 7, 0o755], 0, { uid: 7, who: "/d/l is a link of user 7" }],
  ["somebody's in another's", 7, [8, 8, 0o755], 0, { uid: null, who: "/d/l is a link of user 7" }],
  ["somebody's, open to all", 7, [0, 0, 0o777], 0, { uid: null, who: "/d/l is a link of user 7" }],
  ["root's in somebody's", 0, [7, 7, 0o755], 0, {
    uid: 7,
    who: "/d/l is in a directory of user 7, a link",
  }],
  ["root's in somebody's sticky one", 0, [7, 7, 0o1777], 0, {
    uid: 7,
    who: "/d/l is in a directory of user 7, a link",
  }],
  ["root's, open to all", 0, [0, 0, 0o757], 0, {
    uid: null,
    who: "/d/l is in a directory that everybody may write to, a link",
  }],
  ["root's, open to a group", 0, [0, 50, 0o2775], 0, {
    uid: null,
    who: "/d/l is in a directory that group 50, or whom an ACL names, may write to, a link",
  }],
  ["no users", 7, [8, 8, 0o777], null, null],
];

Deno.test("linkOfOthers() takes a link for that of whoever can exchange it", () => {
  for (const [name, link, directory, userId, decides] of CASES) {
    const found = linkOfOthers(
      "/d/l",
      status(link, link, 0o777),
      status(...directory),
      userId,
      true,
    );
    assertEquals(found, decides && { path: "/d/l", ...decides }, name);
    // On the way to it a link is that of who made it.
    const onTheWay = linkOfOthers(
      "/d/l",
      status(link, link, 0o777),
      status(...directory),
      userId,
      false,
    );
    const isOfOthers = link !== 0 && link !== userId && userId !== null;
    const who = `/d/l is a link of user ${link}`;
    assertEquals(onTheWay, isOfOthers ? { path: "/d/l", uid: link, who } : null, name);
  }
});
