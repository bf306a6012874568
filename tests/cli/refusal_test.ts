import { assertEquals, assertStringIncludes } from "../assert.ts";
import { runProgram } from "./program.ts";
import { makeFifo } from "./running.ts";
import { withDirectory } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { look, makeNewKey, placeOldKey, verdict } from "../files/key_runs.ts";

const withoutRoot = skipUnless(Deno.uid() === 0, "devices as key files", "mknod needs root");
const HINT = "hint: --stdout writes the key to standard output\n";

/** Refused with exit 2 and this reason; nothing is made, removed or changed. */
async function assertRefused(
  directory: string,
  path: string,
  reason: string,
  hint = "",
): Promise<void> {
  const before = await look(directory);
  const outcome = await makeNewKey(path);
  assertEquals(verdict(outcome), [
    2,
    `corosync-keygen: Could not create ${path}: ${reason}\n${hint}`,
  ]);
  assertEquals(await look(directory), before);
}

Deno.test("a directory, a trailing slash and an empty name are no place for a key", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/d`);
    await placeOldKey(`${directory}/file`);
    await Deno.symlink("d", `${directory}/link`);
    const name = "hint: name a file in it, such as DIR/authkey\n";
    await assertRefused(directory, `${directory}/d`, "Is a directory", name);
    await assertRefused(directory, `${directory}/link`, "Is a directory", name);
    await assertRefused(directory, `${directory}/new/`, "Is a directory", name);
    const leave =
      "hint: a .. follows a directory that is not there: leave both out, or make it first\n";
    await assertRefused(directory, `${directory}/new/../q`, "No such file or directory", leave);
    const file = `hint: ${directory}/file is a file, and no directory\n`;
    await assertRefused(directory, `${directory}/file/`, "Not a directory", file);
    await assertRefused(directory, `${directory}/file/key`, "Not a directory", file);
    const hint = "hint: is the variable set that should hold it?\n";
    await assertRefused(directory, "", "No such file or directory", hint);
  }));

Deno.test("a FIFO is no place for a key, with or without a reader", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/fifo`;
    await makeFifo(path);
    await assertRefused(directory, path, "Is a fifo, wanted a regular file", HINT);
    using _reader = await Deno.open(path, { read: true, write: true });
    await assertRefused(directory, path, "Is a fifo, wanted a regular file", HINT);
  }));

Deno.test("a socket is no place for a key", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/socket`;
    using _listener = Deno.listen({ transport: "unix", path });
    await assertRefused(directory, path, "Is a socket, wanted a regular file", HINT);
  }));

Deno.test({
  name: "a device is no place for a key, and keeps its mode",
  ignore: withoutRoot,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/null`;
      const made = await new Deno.Command("mknod", { args: ["-m", "666", path, "c", "1", "3"] })
        .output();
      assertEquals(made.success, true);
      await assertRefused(directory, path, "Is a device, wanted a regular file", HINT);
      await Deno.symlink("null", `${directory}/link`);
      await assertRefused(
        directory,
        `${directory}/link`,
        "Is a device, wanted a regular file",
        HINT,
      );
    }),
});

Deno.test("what /dev/stdout leads to is no place for a key: --stdout is", () =>
  withDirectory(async (directory) => {
    await assertRefused(
      directory,
      "/dev/stdout",
      "Leads into /proc, wanted a regular file",
      HINT,
    );
  }));

Deno.test("symlinks that lead in a circle are refused", () =>
  withDirectory(async (directory) => {
    await Deno.symlink("b", `${directory}/a`);
    await Deno.symlink("a", `${directory}/b`);
    await assertRefused(directory, `${directory}/a`, "Too many levels of symbolic links");
  }));

Deno.test("in an image a path leads where the kernel of the image would lead it, and slashes at its end count", () =>
  withDirectory(async (made) => {
    const root = `${await Deno.realPath(made)}/img`;
    await Deno.mkdir(`${root}/etc`, { recursive: true });
    await Deno.mkdir(`${root}/proc/self/fd`, { recursive: true });
    await Deno.symlink("/etc/f (deleted)", `${root}/proc/self/fd/3`);
    await placeOldKey(`${root}/file`);
    const before = await look(root);
    const refused = {
      "file/": `Could not find file/ in ${root}: Not a directory`,
      "file/../new": `Could not find file/../new in ${root}: Not a directory`,
      "etc/none/../new": `Could not find etc/none/../new in ${root}: No such file or directory`,
      "/etc/new/": `Could not create ${root}/etc/new/: Is a directory`,
      "/proc/self/fd/3": `Could not find /proc/self/fd/3 in ${root}: Leads into /proc`,
    };
    for (const [path, message] of Object.entries(refused)) {
      const outcome = await runProgram(["-l", "--root", root, "-k", path]);
      assertEquals(outcome.code, 2, outcome.stderr);
      assertStringIncludes(outcome.stderr, `corosync-keygen: ${message}\n`);
      assertEquals(await look(root), before);
    }
    const elsewhere = await runProgram(["-l", "--root", "/proc/self/root", "-k", "/none/key"]);
    assertEquals([elsewhere.code, elsewhere.stderr], [
      2,
      "corosync-keygen: Could not enter /proc/self/root: Leads into /proc\n",
    ]);
    const verified = await runProgram(["verify", "--root", root, "file/"]);
    assertEquals(verified.code, 3, verified.stderr);
    assertEquals((await runProgram(["-l", "--root", root, "-k", "etc/../etc/new"])).code, 0);
  }));

Deno.test("a link to a deleted file is no place for a key, wherever the process file system is mounted", () =>
  withDirectory(async (directory) => {
    await Deno.symlink(`${directory}/f (deleted)`, `${directory}/3`);
    const hint = "hint: --stdout writes the key to standard output\n";
    const reason = "Leads into /proc, wanted a regular file";
    await assertRefused(directory, `${directory}/3`, reason, hint);
    // A file that is really called so is one like others.
    await placeOldKey(`${directory}/f (deleted)`);
    assertEquals((await makeNewKey(`${directory}/3`)).code, 0);
  }));
