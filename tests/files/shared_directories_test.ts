import { type LinkOfOthers, linkOfOthers } from "../../lib/files/shared_directories.ts";
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

const by = (who: string) => ({ requiredOwnerId: null, exchangedBy: who });

/** The link's owner; the directories on the way, that of the link last; who asks: who decides, or null where only root and we do. */
const CASES: readonly (readonly [
  name: string,
  link: number,
  directories: readonly (readonly [uid: number, gid: number, mode: number])[],
  userId: number | null,
  decides: Pick<LinkOfOthers, "requiredOwnerId" | "exchangedBy"> | null,
])[] = [
  ["root's in root's", 0, [[0, 0, 0o755]], 0, null],
  ["root's in root's, for a user", 0, [[0, 0, 0o755]], 7, null],
  ["a user's own in their own", 7, [[7, 7, 0o755]], 7, null],
  ["a user's own in a directory open to their group", 7, [[7, 7, 0o775]], 7, null],
  ["root's in a sticky one open to all", 0, [[0, 0, 0o1777]], 0, null],
  ["root's in root's, below a sticky one open to all", 0, [[0, 0, 0o1777], [0, 0, 0o755]], 0, null],
  ["somebody's in root's", 7, [[0, 0, 0o755]], 0, { requiredOwnerId: 7, exchangedBy: null }],
  ["somebody's in their own", 7, [[7, 7, 0o755]], 0, { requiredOwnerId: 7, exchangedBy: null }],
  ["somebody's in another's", 7, [[8, 8, 0o755]], 0, { requiredOwnerId: null, exchangedBy: null }],
  ["somebody's, open to all", 7, [[0, 0, 0o777]], 0, { requiredOwnerId: null, exchangedBy: null }],
  ["root's in somebody's", 0, [[7, 7, 0o755]], 0, {
    requiredOwnerId: 7,
    exchangedBy: "user 7 owns /0",
  }],
  ["root's in somebody's sticky one", 0, [[7, 7, 0o1777]], 0, {
    requiredOwnerId: 7,
    exchangedBy: "user 7 owns /0",
  }],
  ["root's in root's, below somebody's", 0, [[7, 7, 0o755], [0, 0, 0o755]], 0, {
    requiredOwnerId: 7,
    exchangedBy: "user 7 owns /0",
  }],
  [
    "root's below those of two",
    0,
    [[7, 7, 0o755], [8, 8, 0o755]],
    0,
    by("user 7 owns /0, user 8 owns /1"),
  ],
  ["root's, open to all", 0, [[0, 0, 0o757]], 0, by("everybody may write to /0")],
  [
    "root's in root's, below one open to all",
    0,
    [[0, 0, 0o777], [0, 0, 0o755]],
    0,
    by("everybody may write to /0"),
  ],
  [
    "root's, open to a group",
    0,
    [[0, 50, 0o2775]],
    0,
    by("group 50, or whom an ACL names, may write to /0"),
  ],
  [
    "root's, open to root's group",
    0,
    [[0, 0, 0o775]],
    0,
    by("group 0, or whom an ACL names, may write to /0"),
  ],
  ["no users", 7, [[8, 8, 0o777]], null, null],
];

Deno.test("linkOfOthers() takes a link for that of whoever can exchange it, or a directory on the way to it", () => {
  for (const [name, uid, directories, userId, decides] of CASES) {
    const passed = directories.map((one, i) => ({ path: `/${i}`, status: status(...one) }));
    const link = status(uid, uid, 0o777);
    const found = linkOfOthers("/d/l", link, passed, userId, true);
    const of = { path: "/d/l", ownerId: uid, directory: passed.at(-1)!.status };
    assertEquals(found, decides && { ...of, ...decides }, name);
    // On the way to it a link is that of who made it.
    const onTheWay = linkOfOthers("/d/l", link, passed, userId, false);
    const isOfOthers = uid !== 0 && uid !== userId && userId !== null;
    assertEquals(
      onTheWay,
      isOfOthers ? { ...of, requiredOwnerId: uid, exchangedBy: null } : null,
      name,
    );
  }
});
