import { whoCanReplace } from "../../lib/files/shared_directories.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";

/** What somebody without privileges is told of a directory on the way. */
function warningFor(uid: number, gid: number, mode: number): string | null {
  const status = { ...system.files.status("/"), uid, gid, mode };
  return whoCanReplace({ ...system, userId: () => 1000 }, [
    { path: "/place", status },
  ]);
}

Deno.test("whoCanReplace() names others only: root and the caller own what they like", () => {
  assertEquals(warningFor(0, 0, 0o755), null);
  assertEquals(warningFor(1000, 100, 0o755), null);
  assertEquals(warningFor(1001, 100, 0o755), "user 1001 owns /place");
});

Deno.test("whoCanReplace() names every group that may write: who is in one, nobody says", () => {
  assertEquals(warningFor(0, 0, 0o775), "group 0, or whom an ACL names, may write to /place");
  assertEquals(
    warningFor(1000, 100, 0o775),
    "group 100, or whom an ACL names, may write to /place",
  );
  assertEquals(warningFor(0, 101, 0o757), "everybody may write to /place");
  assertEquals(warningFor(0, 101, 0o1777), null, "nobody removes what others own in a sticky one");
  assertEquals(warningFor(1001, 101, 0o1777), "user 1001 owns /place");
});

Deno.test("whoCanReplace() finds nobody in /proc, where names are the kernel's", () => {
  const status = { ...system.files.status("/"), uid: 1001, gid: 0, mode: 0o555 };
  const passed = ["/proc", "/proc/1", "/proc/1/fd"].map((path) => ({ path, status }));
  assertEquals(
    whoCanReplace({ ...system, userId: () => 1000 }, passed.slice(1)),
    null,
  );
  assertEquals(whoCanReplace({ ...system, userId: () => 1000 }, passed), "user 1001 owns /proc");
});
