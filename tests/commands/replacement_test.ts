import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { makeFifo, startProgram } from "../cli/running.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import {
  look,
  makeNewKey,
  OLD_KEY,
  placeOldKey,
  replacedThroughLink,
  SUCCESS,
  verdict,
} from "../files/key_runs.ts";

const withoutRoot = skipUnless(Deno.uid() === 0, "owners of key files", "chown needs root");

Deno.test("a key file has mode 0400 under every umask, new or replaced, and its directory 0755", () =>
  withDirectory(async (directory) => {
    // Of an old key that is not the new one: that would be warned of.
    const old = await fixedKey("old", 128);
    for (const mask of ["0", "022", "077", "0477", "0777"]) {
      const under = ["sh", "-c", `umask ${mask}; exec "$@"`, "sh"];
      const made = `${directory}/${mask}`;
      const first = await makeNewKey(`${made}/authkey`, ["--mkdir"], { under });
      assertEquals(verdict(first), SUCCESS, mask);
      assertEquals(((await Deno.stat(made)).mode ?? 0) & 0o7777, 0o755, mask);
      await Deno.remove(`${made}/authkey`);
      await Deno.writeFile(`${made}/authkey`, old);
      await Deno.chmod(`${made}/authkey`, 0o644);
      assertEquals(verdict(await makeNewKey(`${made}/authkey`, [], { under })), SUCCESS, mask);
      assertEquals(await look(made), ["authkey file 0400 new"], mask);
    }
  }));

Deno.test("an old key is replaced as a whole: nothing of a longer one is left behind the new one", () =>
  withDirectory(async (directory) => {
    await placeOldKey(`${directory}/authkey`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  }));

Deno.test("a reader that has the old key open goes on reading the old key", () =>
  withDirectory(async (directory) => {
    await placeOldKey(`${directory}/authkey`);
    using reader = await Deno.open(`${directory}/authkey`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    const seen = new Uint8Array(OLD_KEY.length + 1);
    assertEquals(await reader.read(seen), OLD_KEY.length);
    assertEquals(seen.subarray(0, OLD_KEY.length), OLD_KEY);
  }));

Deno.test("a hard link is broken: the other name keeps the old key", () =>
  withDirectory(async (directory) => {
    await placeOldKey(`${directory}/authkey`);
    await Deno.link(`${directory}/authkey`, `${directory}/backup`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), ["authkey file 0400 new", "backup file 0400 old"]);
  }));

Deno.test("a symlink is followed, over several steps, and stays", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/shared`);
    await placeOldKey(`${directory}/shared/real`);
    await Deno.symlink("real", `${directory}/shared/step`);
    await Deno.symlink("shared/step", `${directory}/authkey`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), [
      0,
      replacedThroughLink(`${directory}/authkey`, `${directory}/shared/real`),
    ]);
    assertEquals(await look(`${directory}/shared`), ["real file 0400 new", "step symlink real"]);
    assertEquals(await look(directory), ["authkey symlink shared/step", "shared directory 0755"]);
  }));

Deno.test("a dangling symlink is followed: the file it names is made", () =>
  withDirectory(async (directory) => {
    await Deno.symlink("real", `${directory}/authkey`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), ["authkey symlink real", "real file 0400 new"]);
  }));

Deno.test("40 symlinks in a row are followed as Linux does, and the 41st is one too many", () =>
  withDirectory(async (directory) => {
    await placeOldKey(`${directory}/0`);
    for (let i = 1; i <= 41; i++) await Deno.symlink(`${i - 1}`, `${directory}/${i}`);
    const tooMany = await makeNewKey(`${directory}/41`);
    assertEquals(verdict(tooMany), [
      2,
      `corosync-keygen: Could not create ${directory}/41: Too many levels of symbolic links\n`,
    ]);
    assertEquals((await look(directory))[0], "0 file 0400 old");
    assertEquals(verdict(await makeNewKey(`${directory}/40`)), [
      0,
      replacedThroughLink(`${directory}/40`, `${directory}/0`),
    ]);
    assertEquals((await look(directory))[0], "0 file 0400 new");
  }));

Deno.test({
  name: "a key belongs to who makes it; that its owner changes is said, and is in the receipt",
  ignore: withoutRoot,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await placeOldKey(path);
      await Deno.chown(path, 1234, 5678);
      const line =
        `corosync-keygen: Warning: ${path} now belongs to 0:0, and no longer to 1234:5678\n`;
      assertEquals(verdict(await makeNewKey(path)), [0, line]);
      const { uid, gid } = await Deno.stat(path);
      assertEquals([uid, gid], [0, 0]);
      assertEquals(await look(directory), ["authkey file 0400 new"]);
      await Deno.chown(path, 0, 5678);
      const again = await makeNewKey(path, ["--json"]);
      const { owner, previousOwner } = JSON.parse(again.stdout).keyFile;
      assertEquals([owner, previousOwner], ["0:0", "0:5678"]);
      const unchanged = JSON.parse((await makeNewKey(path, ["--json"])).stdout).keyFile;
      assertEquals([unchanged.owner, unchanged.previousOwner], ["0:0", null]);
    }),
});

Deno.test("--no-clobber makes a key that is missing and leaves one that is there, exit 7", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    assertEquals(verdict(await makeNewKey(path, ["--no-clobber"])), SUCCESS);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
    assertEquals((await Deno.stat(path)).nlink, 1);
    await Deno.remove(path);
    await placeOldKey(path);
    const refused = [
      7,
      `corosync-keygen: Could not create ${path}: File exists\n` +
      "hint: without --no-clobber it would be replaced\n",
    ] as const;
    assertEquals(verdict(await makeNewKey(path, ["--no-clobber"])), refused);
    assertEquals(await look(directory), ["authkey file 0400 old"]);
  }));

Deno.test("--no-clobber takes an empty file for none, and fewer than 128 bytes neither for that nor for a key", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    for (const [bytes, size] of [[1, "1 byte"], [127, "127 bytes"]] as const) {
      await Deno.writeFile(path, new Uint8Array(bytes));
      assertEquals(verdict(await makeNewKey(path, ["--no-clobber"])), [
        2,
        `corosync-keygen: Could not create ${path}: Is a file of ${size}: no key, which has 128 or more, ` +
        "and not empty\nhint: it may be somebody's: look at it, and remove it\n",
      ]);
      assertEquals((await Deno.readFile(path)).length, bytes);
    }
    await Deno.writeFile(path, await fixedKey("there", 128));
    assertEquals((await makeNewKey(path, ["--no-clobber"])).code, 7);
    await Deno.writeFile(path, new Uint8Array());
    assertEquals(verdict(await makeNewKey(path, ["--no-clobber"])), SUCCESS);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  }));

Deno.test("--no-clobber calls no key what verify refuses, and leaves it: exit 2; what it doubts is one", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const others: [Uint8Array, string][] = [
      [new Uint8Array(128), "every byte is zero, as after a power failure or from a broken source"],
      [new Uint8Array(4096).fill(255), "every byte is the same"],
      [
        new TextEncoder().encode(`${"0123456789abcdef".repeat(16)}\n`),
        "the file is hexadecimal text of 128 bytes",
      ],
    ];
    for (const [bytes, reason] of others) {
      await Deno.writeFile(path, bytes);
      const { code, stderr } = await makeNewKey(path, ["--no-clobber"]);
      assertEquals(code, 2);
      assertStringIncludes(stderr, `Could not create ${path}: What is there is no good key: `);
      assertStringIncludes(stderr, reason);
      assertStringIncludes(stderr, `hint: corosync-keygen verify ${path} says what to do\n`);
      assertEquals(await Deno.readFile(path), bytes);
    }
    await Deno.writeFile(path, await fixedKey("there", 129));
    assertEquals((await makeNewKey(path, ["--no-clobber"])).code, 7);
    for (
      const [name, hint] of [["a;b", `corosync-keygen verify '${directory}/a;b'`], [
        "a\nb",
        "verify",
      ]]
    ) {
      await Deno.writeFile(`${directory}/${name}`, new Uint8Array(128));
      const { stderr } = await makeNewKey(`${directory}/${name}`, ["--no-clobber"]);
      assertStringIncludes(stderr, `hint: ${hint} says what to do\n`);
    }
  }));

Deno.test("--no-clobber calls what is no file no key that is there: exit 2", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/directory`);
    await makeFifo(`${directory}/fifo`);
    await Deno.symlink("/dev/null", `${directory}/device`);
    for (const name of ["directory", "fifo", "device"]) {
      const { code, stderr } = await makeNewKey(`${directory}/${name}`, ["--no-clobber"]);
      assertEquals(code, 2, stderr);
    }
  }));

Deno.test("--no-clobber makes the file that a dangling symlink names", () =>
  withDirectory(async (directory) => {
    await Deno.symlink("real", `${directory}/authkey`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`, ["--no-clobber"])), SUCCESS);
    assertEquals(await look(directory), ["authkey symlink real", "real file 0400 new"]);
  }));

Deno.test("--mkdir makes all missing parents; without it exit 2, a hint, and none is made", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/a/b/c/authkey`;
    assertEquals(verdict(await makeNewKey(path)), [
      2,
      `corosync-keygen: Could not create ${path}: No such file or directory\n` +
      "hint: --mkdir makes the missing directories\n",
    ]);
    assertEquals(await look(directory), []);
    assertEquals(verdict(await makeNewKey(path, ["--mkdir"])), SUCCESS);
    assertEquals(await look(`${directory}/a/b`), ["c directory 0755"]);
    assertEquals(await look(`${directory}/a/b/c`), ["authkey file 0400 new"]);
  }));

Deno.test("--mkdir makes no directory for a key that the source does not give", () =>
  withDirectory(async (directory) => {
    const outcome = await makeNewKey(`${directory}/a/authkey`, ["--mkdir", "-s", "129"]);
    assertEquals(outcome.code, 1);
    assertMatch(outcome.stderr, /^corosync-keygen: Unexpected end of [^\n]*\n$/);
    assertEquals(await look(directory), []);
  }));

Deno.test("names may be long: 255 bytes are taken, 256 are refused by the file system", () =>
  withDirectory(async (directory) => {
    const name = "k".repeat(255);
    assertEquals(verdict(await makeNewKey(`${directory}/${name}`)), SUCCESS);
    assertEquals(await look(directory), [`${name} file 0400 new`]);
    const path = `${directory}/${name}k`;
    const refused = `corosync-keygen: Could not create ${path}: File name too long\n`;
    assertEquals(verdict(await makeNewKey(path)), [2, refused]);
    assertEquals(await look(directory), [`${name} file 0400 new`]);
  }));

Deno.test("while the program runs others may write to nothing new that the umask kept from them", () =>
  withDirectory(async (directory) => {
    await makeFifo(`${directory}/fifo`);
    for (
      const [mask, left] of [["0", "0000"], ["002", "0002"], ["077", "0022"], ["0477", "0022"]]
    ) {
      const under = ["sh", "-c", `umask ${mask}; exec "$@"`, "sh"];
      const running = startProgram(["-r", `${directory}/fifo`, "-k", `${directory}/k`], { under });
      await running.waitForStdout(/^Gathering /m);
      const status = await Deno.readTextFile(`/proc/${running.processId}/status`);
      assertEquals(/^Umask:\t(\d+)$/m.exec(status)?.[1], left, mask);
      running.kill("SIGTERM");
      assertEquals((await running.ended()).code, 128 + 15);
    }
  }));
