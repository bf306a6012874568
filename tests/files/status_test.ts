import { isSame } from "../../lib/files/status.ts";
import { inodeOf } from "../../lib/system/deno.ts";
import { system } from "../../lib/system/mod.ts";
import { refuseToRead } from "../../lib/system/errors.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";

Deno.test("isSame() takes two names of one file for one, and no other file, nor none", () =>
  withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/a`, "");
    await Deno.writeTextFile(`${directory}/b`, "");
    await Deno.link(`${directory}/a`, `${directory}/other`);
    const [a, other, b] = ["a", "other", "b"].map((name) =>
      system.files.status(`${directory}/${name}`)
    );
    assert(isSame(a, other));
    assert(!isSame(a, b) && !isSame(a, null) && !isSame(null, null));
    assert(!isSame(a, { ...a, device: a.device + 1 }));
  }));

Deno.test("isSame() and readFile() tell neighbours apart whose inode numbers no double tells apart", () => {
  const status = (inode: string) => ({ ...system.files.status("/"), kind: "file" as const, inode });
  const [one, next] = [status(`${2n ** 63n + 2n}`), status(`${2n ** 63n + 3n}`)];
  assert(Number(one.inode) === Number(next.inode));
  assert(!isSame(one, next) && isSame(one, { ...one }));
  refuseToRead(one, { ...one });
  assertThrows(() => refuseToRead(one, next), Error, "It was exchanged for another file");
});

Deno.test("inodeOf() takes the time of birth where Deno has rounded the number, and not before", () => {
  const born = (milliseconds: number) => new Date(milliseconds);
  const [exact, rounded] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1];
  assertEquals(inodeOf({ ino: exact, birthtime: born(1) }), "9007199254740991");
  assertEquals(inodeOf({ ino: rounded, birthtime: born(1) }), "9007199254740992 1");
  assertEquals(inodeOf({ ino: rounded, birthtime: null }), "9007199254740992 undefined");
});
