import { assertEquals, assertThrows } from "../assert.ts";
import { walkToRealPath } from "../../lib/system/real_path.ts";
import { withDirectory } from "../keys.ts";

const links = {
  isSymlink: (path: string) => Deno.lstatSync(path).isSymlink,
  readLink: (path: string) => Deno.readLinkSync(path),
};

Deno.test("walkToRealPath() finds what realpath(3) finds", () =>
  withDirectory(async (made) => {
    const root = await Deno.realPath(made);
    Deno.mkdirSync(`${root}/a/b`, { recursive: true });
    Deno.writeTextFileSync(`${root}/a/b/file`, "");
    const symlinks = {
      absolute: `${root}/a/b`,
      relative: "a/b",
      "a/up": "../a/./b/..",
      twice: "relative/../up",
      "a/b/outside": "../../relative/file",
    };
    for (const [name, target] of Object.entries(symlinks)) {
      Deno.symlinkSync(target, `${root}/${name}`);
    }
    const paths = [
      "",
      "/",
      "/a/b/file",
      "//a///b/",
      "/a/../a/./b",
      "/absolute/file",
      "/relative/file",
      "/a/up/b",
      "/twice/b/file",
      "/a/b/outside",
      "/../../../../../..",
    ];
    for (
      const path of paths.map((path) => root + path)
    ) {
      assertEquals(walkToRealPath(path, "/", links), Deno.realPathSync(path), path);
    }
    for (const path of ["relative/file", ".", "..", "./a/up/b"]) {
      assertEquals(walkToRealPath(path, root, links), Deno.realPathSync(`${root}/${path}`), path);
    }
    assertEquals(walkToRealPath("..", "/", links), "/");
  }));

Deno.test("walkToRealPath() follows 40 symlinks and no more, and says what is missing", () =>
  withDirectory(async (made) => {
    const root = await Deno.realPath(made);
    Deno.writeTextFileSync(`${root}/0`, "");
    for (let i = 1; i <= 41; i++) Deno.symlinkSync(`${i - 1}`, `${root}/${i}`);
    assertEquals(walkToRealPath(`${root}/40`, "/", links), `${root}/0`);
    const loop = assertThrows(() => walkToRealPath(`${root}/41`, "/", links)) as { code?: unknown };
    assertEquals(loop.code, "ELOOP");
    const gone = assertThrows(() => walkToRealPath(`${root}/none/x`, "/", links));
    assertEquals((gone as { code?: unknown }).code, "ENOENT");
  }));
