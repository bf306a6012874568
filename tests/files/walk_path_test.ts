import { system } from "../../lib/system/mod.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { placeInRoot } from "../../lib/files/image_path.ts";
import { namesOneFile } from "../../lib/cli/option_files.ts";
import { walkPath } from "../../lib/files/walk_path.ts";

/** An image in which /etc/corosync and others are symlinks. */
const withImage = (links: Record<string, string>, action: (root: string) => void) =>
  withDirectory(async (directory) => {
    const root = await Deno.realPath(directory);
    await Deno.mkdir(`${root}/etc`);
    for (const [path, target] of Object.entries(links)) await Deno.symlink(target, root + path);
    action(root);
  });

Deno.test("placeInRoot() leaves a plain path, present or missing, below the root", () =>
  withImage({}, (root) => {
    assertEquals(
      placeInRoot(system, "/etc/corosync/authkey", root),
      `${root}/etc/corosync/authkey`,
    );
    assertEquals(placeInRoot(system, "etc//./authkey", `${root}/`), `${root}/etc/authkey`);
    assertEquals(placeInRoot(system, "/etc/none/authkey", "/"), "/etc/none/authkey");
  }));

Deno.test("placeInRoot() follows absolute and relative links as the booted image would", () =>
  withImage({ "/etc/corosync": "/srv/shared", "/etc/other": "../srv/./shared" }, (root) => {
    assertEquals(
      placeInRoot(system, "/etc/corosync/authkey", root),
      `${root}/srv/shared/authkey`,
    );
    assertEquals(placeInRoot(system, "/etc/other/authkey", root), `${root}/srv/shared/authkey`);
  }));

Deno.test("placeInRoot() never leaves the root", () =>
  withImage({ "/etc/up": "../../../../..", "/etc/key": "/../../etc/shadow" }, (root) => {
    assertEquals(placeInRoot(system, "/../../etc/x", root), `${root}/etc/x`);
    assertEquals(placeInRoot(system, "/etc/up/etc/shadow", root), `${root}/etc/shadow`);
    assertEquals(placeInRoot(system, "/etc/key", root), `${root}/etc/shadow`);
  }));

Deno.test("placeInRoot() gives up on links in a circle and on a root that is not there: exit 2", () =>
  withImage({ "/etc/a": "b", "/etc/b": "a" }, (root) => {
    const refusal = (path: string, root: string) => {
      const failure = assertThrows(() => placeInRoot(system, path, root), Failure);
      return [failure.exitCode, failure.message, failure.hint];
    };
    assertEquals(refusal("/etc/a", root), [
      2,
      `Could not find /etc/a in ${root}: Too many levels of symbolic links`,
      undefined,
    ]);
    assertEquals(refusal("/etc/a", `${root}/none`), [
      2,
      `Could not enter ${root}/none: No such file or directory`,
      "--root names a directory that exists: no option makes it",
    ]);
    Deno.writeTextFileSync(`${root}/file`, "");
    assertEquals(refusal("/etc/a", `${root}/file`).slice(1), [
      `Could not enter ${root}/file: Not a directory`,
      `${root}/file is a file, and no directory`,
    ]);
    assertEquals(placeInRoot(system, "etc/../a", null), "etc/../a");
  }));

/** A directory with directories, a file and links of every kind. */
const withLinks = (action: (root: string) => void) =>
  withDirectory(async (made) => {
    const root = await Deno.realPath(made);
    await Deno.mkdir(`${root}/a/b`, { recursive: true });
    await Deno.writeTextFile(`${root}/a/b/file`, "");
    const links = {
      absolute: `${root}/a/b`,
      relative: "a/b",
      "a/up": "../a/./b/..",
      twice: "relative/../up",
      "a/b/outside": "../../relative/file",
      dangling: "a/none",
    };
    for (const [name, target] of Object.entries(links)) {
      await Deno.symlink(target, `${root}/${name}`);
    }
    action(root);
  });

/** What the kernel makes of a path: where it leads, or the code of its error. */
const byKernel = (path: string): string => {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const byWalk = (path: string): string => {
  try {
    const { path: found, status, mustBeDirectory } = walkPath(system, path);
    if (status === null) return "ENOENT";
    return mustBeDirectory && status.kind !== "directory" ? "ENOTDIR" : found;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

Deno.test("walkPath() leads where the kernel leads, for every path of up to three names", () =>
  withLinks((root) => {
    const names = [
      "",
      ".",
      "..",
      "a",
      "b",
      "up",
      "file",
      "relative",
      "absolute",
      "none",
      "dangling",
    ];
    let paths = [root];
    let tried = 0;
    const seen = new Set<string>();
    for (let length = 1; length <= 3; length++) {
      paths = paths.flatMap((path) => names.map((name) => `${path}/${name}`));
      for (const path of paths) {
        const found = byKernel(path);
        // Above the directory lies what this test does not know.
        assertEquals(byWalk(path), found, path);
        seen.add(found.startsWith("/") ? "found" : found);
        tried++;
      }
    }
    assertEquals(tried, 11 + 11 ** 2 + 11 ** 3);
    assertEquals([...seen].sort(), ["ENOENT", "ENOTDIR", "found"]);
  }));

Deno.test("walkPath() starts a relative path in the working directory", () =>
  withLinks((root) => {
    const before = Deno.cwd();
    try {
      Deno.chdir(`${root}/a`);
      for (const path of ["b/file", ".", "..", "./up/b", "b/../../relative/file"]) {
        assertEquals(byWalk(path), byKernel(path), path);
      }
      assertEquals(walkPath(system, "none").path, `${root}/a/none`);
    } finally {
      Deno.chdir(before);
    }
  }));

Deno.test("walkPath() follows 40 symlinks and no more", () =>
  withLinks((root) => {
    Deno.writeTextFileSync(`${root}/0`, "");
    for (let i = 1; i <= 41; i++) Deno.symlinkSync(`${i - 1}`, `${root}/${i}`);
    assertEquals([byWalk(`${root}/40`), byKernel(`${root}/40`)], [`${root}/0`, `${root}/0`]);
    assertEquals([byWalk(`${root}/41`), byKernel(`${root}/41`)], ["ELOOP", "ELOOP"]);
  }));

Deno.test("walkPath() knows what is missing, and what of it are directories", () =>
  withLinks((root) => {
    const { path, status, missingDirectories } = walkPath(system, `${root}/dangling/x//y/./z`);
    assertEquals([path, status], [`${root}/a/none/x/y/z`, null]);
    assertEquals(missingDirectories, [`${root}/a/none`, `${root}/a/none/x`, `${root}/a/none/x/y`]);
    assertEquals(walkPath(system, `${root}/a/none`).missingDirectories, []);
    assertEquals(walkPath(system, `${root}/a/b/outside`).link, {
      path: `${root}/a/b/outside`,
      target: "../../relative/file",
    });
    assertEquals(walkPath(system, `${root}/relative/file`).link, null);
  }));

Deno.test("walkPath() stops at a link of /proc, which leads to an open file", () =>
  withLinks((root) => {
    using file = Deno.openSync(`${root}/a/b/file`);
    Deno.removeSync(`${root}/a/b/file`);
    for (const path of ["/proc/self/fd/0", "/dev/fd/0", "/dev/stdout", "/proc/self/cwd/x"]) {
      assertEquals(walkPath(system, path).leadsIntoProc, true, path);
    }
    assertEquals(walkPath(system, "/proc/cpuinfo").leadsIntoProc, false);
    assertEquals(file.statSync().nlink, 0);
  }));

Deno.test("namesOneFile() tells by what is there, and by the name where nothing is", () =>
  withLinks((root) => {
    Deno.linkSync(`${root}/a/b/file`, `${root}/hard`);
    const same: readonly [string, string][] = [
      ["a/b/file", "relative/../b/file"],
      ["a/b/file", "hard"],
      ["a/b/outside", "hard"],
      ["a/none", "dangling"],
      ["a/none", "a/./none"],
    ];
    for (const [one, other] of same) {
      assertEquals(namesOneFile(system, `${root}/${one}`, `${root}/${other}`), true, other);
    }
    for (const [one, other] of [["a/b/file", "a/b"], ["a/none", "a/none2"], ["a/none/x", "a/b"]]) {
      assertEquals(namesOneFile(system, `${root}/${one}`, `${root}/${other}`), false, other);
    }
  }));
