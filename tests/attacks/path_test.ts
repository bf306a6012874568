import { assert, assertEquals, assertMatch } from "../assert.ts";
import { type Outcome, PROGRAM, runProgram } from "../cli/program.ts";
import {
  look,
  makeNewKey,
  NEW_KEY,
  OLD_KEY,
  placeOldKey,
  replacedThroughLink,
  SUCCESS,
  verdict,
} from "../files/key_runs.ts";
import { assertPrintable, assertRefused } from "./refused.ts";
import { attacksAreImpossible, run, withPlace } from "./tools.ts";

/** Names that lead elsewhere than their text says. */
const ignore = attacksAreImpossible("names that lead elsewhere");

function attack(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

/** a -> p/q, so that a/.. is p and not the directory that a lies in. */
async function withLinkedDirectories(action: (directory: string) => Promise<void>): Promise<void> {
  await withPlace(async (directory) => {
    await Deno.mkdir(`${directory}/p/q`, { recursive: true });
    await Deno.symlink("p/q", `${directory}/a`);
    await action(directory);
  });
}

attack(
  "`..` after a link is the parent of where it leads, when a key is made or installed",
  () =>
    withLinkedDirectories(async (directory) => {
      const source = `${directory}/source`;
      await Deno.writeFile(source, NEW_KEY, { mode: 0o400 });
      for (const path of ["a/../key", "./a/../key", `${directory}/a/../key`, "a/./../../p/key"]) {
        for (const args of [["-r", source, "-k", path], ["install", source, path]]) {
          const outcome = await runProgram(args, { cwd: directory });
          assertEquals(outcome.code, 0, outcome.stderr);
          assertEquals(await look(`${directory}/p`), ["key file 0400 new", "q directory 0755"]);
          await Deno.remove(`${directory}/p/key`);
        }
      }
      assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name).sort(), [
        "a",
        "p",
        "source",
      ]);
    }),
);

attack(
  "`..` after a link is the parent of where it leads, when a key is read",
  () =>
    withLinkedDirectories(async (directory) => {
      // What a resolution by text would find is no key at all.
      await Deno.writeFile(`${directory}/key`, new Uint8Array(3), { mode: 0o400 });
      await Deno.writeFile(`${directory}/p/key`, NEW_KEY, { mode: 0o400 });
      const inDirectory = { cwd: directory };
      const shown = await runProgram(["fingerprint", `${directory}/p/key`]);
      const fingerprint = /SHA256:[^\s]+/.exec(shown.stdout)?.[0] ?? "none";
      for (const path of ["a/../key", `${directory}/a/../key`]) {
        const outcome = await runProgram(["fingerprint", path], inDirectory);
        assertEquals(outcome.code, 0, outcome.stderr);
        assert(outcome.stdout.includes(fingerprint), outcome.stdout);
        const verified = await runProgram(["verify", path], inDirectory);
        assert(verified.code < 2, verified.stdout + verified.stderr);
        const installed = await runProgram(["install", path, `${directory}/copy`], inDirectory);
        assertEquals(installed.code, 0, installed.stderr);
        assertEquals(await Deno.readFile(`${directory}/copy`), NEW_KEY);
        const made = await runProgram(["-r", path, "-k", `${directory}/made`], inDirectory);
        assertEquals(made.code, 0, made.stderr);
        assertEquals(await Deno.readFile(`${directory}/made`), NEW_KEY);
      }
    }),
);

attack(
  "relative links below linked directories are resolved where they lie",
  () =>
    withLinkedDirectories(async (directory) => {
      await Deno.symlink("../real", `${directory}/p/q/authkey`);
      await Deno.symlink("../../far/../real", `${directory}/p/q/two`);
      await Deno.mkdir(`${directory}/far`);
      assertEquals(verdict(await makeNewKey(`${directory}/a/authkey`)), SUCCESS);
      assertEquals(await Deno.readFile(`${directory}/p/real`), NEW_KEY);
      assertEquals(verdict(await makeNewKey(`${directory}/a/two`)), SUCCESS);
      assertEquals(await Deno.readFile(`${directory}/real`), NEW_KEY);
      const source = `${directory}/p/real`;
      const installed = await runProgram(["install", source, "a/authkey"], { cwd: directory });
      assertEquals(installed.code, 0, installed.stderr);
    }),
);

attack(
  "a name with `..` that goes through what is missing or no directory is refused",
  () =>
    withLinkedDirectories(async (directory) => {
      await placeOldKey(`${directory}/file`);
      for (const path of ["none/../key", "file/../key", "a/none/../../key"]) {
        assertRefused(await makeNewKey(`${directory}/${path}`), 2);
      }
      // --mkdir makes what is missing; whatever it does with this, nothing is left of a run that fails.
      for (const path of ["new/..", "new/../", "new/.", "new/below/../.."]) {
        assertRefused(await makeNewKey(`${directory}/${path}`, ["--mkdir"]), 2);
      }
      assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name).sort(), [
        "a",
        "file",
        "p",
      ]);
    }),
);

/** Runs a line of shell in which $0 is a directory and "$@" the program; \\377 is no UTF-8. */
function withBadName(script: string, directory: string, args: readonly string[]): Promise<Outcome> {
  return runProgram(args, { cwd: directory, under: ["bash", "-c", script, directory] });
}

attack(
  "a name that is not UTF-8 is refused in one line, wherever it comes from",
  () =>
    withPlace(async (directory) => {
      await Deno.writeFile(`${directory}/source`, NEW_KEY, { mode: 0o400 });
      const args = ["-r", "source"];
      for (
        const script of [
          `exec "$@" -k $'bad\\377'`,
          `exec "$@" -k $'bad\\377/key' --mkdir`,
          `exec "$@" --key-file=$'\\377'`,
          `export COROSYNC_TOTEM_AUTHKEY_FILE=$'bad\\377'; exec "$@"`,
          `ln -s $'bad\\377' link; exec "$@" -k link`,
          `mkdir -p $'bad\\377'; ln -s $'bad\\377' dir; exec "$@" -k dir/key`,
          `exec "$@" -k key -r $'bad\\377'`,
        ]
      ) {
        const before = names(directory);
        const outcome = await withBadName(script, directory, args);
        assertRefused(outcome, [1, 2]);
        assertEquals(
          names(directory).filter((name) => !before.includes(name)).filter(isMade),
          [],
          script,
        );
      }
      for (const command of ["verify", "fingerprint", "install"]) {
        const outcome = await withBadName(`exec "$@" $'bad\\377'`, directory, [command]);
        assert(outcome.code !== 0, command);
        assert(!outcome.stderr.includes("Internal error"), outcome.stderr);
      }
      assertEquals(names(directory).filter(isMade), []);
    }),
);

/** Names of anything but the scene that the scripts set. */
const isMade = (name: string) => !["source", "link", "dir"].includes(name) && !/^bad.$/u.test(name);
const names = (directory: string) => Array.from(Deno.readDirSync(directory), ({ name }) => name);

attack("the name of a deleted file brings no file back", () =>
  withPlace(async (directory) => {
    for (const path of ["/dev/fd/7", "/proc/self/fd/7"]) {
      const script = 'echo >f; exec 7<>f; rm f; exec "$@" -k ' + path;
      const outcome = await withBadName(script, directory, ["-l"]);
      assertRefused(outcome, 2);
      assertEquals(names(directory), []);
    }
  }));

attack(
  "control characters of names do not reach the terminal",
  () =>
    withPlace(async (directory) => {
      const wild = `${directory}/a\x1b[2Jb\rc\x07`;
      await Deno.mkdir(wild);
      await placeOldKey(`${wild}/key`);
      await Deno.writeFile(`${directory}/short`, new Uint8Array(3));
      await Deno.symlink("/none\x1b[31m/x", `${directory}/link`);
      await Deno.writeTextFile(
        `${directory}/corosync.conf`,
        "totem {\n  version: 2\n  keyfile: /none/\x1b[31mred\n}\n",
      );
      const env = { COROSYNC_MAIN_CONFIG_FILE: `${directory}/corosync.conf` };
      for (
        const args of [
          ["-l", "-k", `${wild}/key`],
          ["-l", "-k", `${wild}/none/key`],
          ["-l", "-k", wild],
          ["-r", `${wild}/none`, "-k", `${directory}/key`],
          ["-l", "-k", `${directory}/link`],
          ["verify", `${wild}/key`],
          ["verify", `${wild}/none`],
          ["verify"],
          ["fingerprint"],
          ["fingerprint", `${wild}/key`, `${wild}/none`],
          ["install", `${wild}/none`, `${directory}/key`],
          ["install", `${directory}/short`, `${wild}/key`],
          ["install", `${wild}/key`, `${wild}/copy`],
          ["assess", `${wild}/none`],
          ["-l", `stray\x1b[31m`],
          [`--\x1b[31m`],
        ]
      ) {
        const { stdout, stderr } = await runProgram(args, { env });
        assertPrintable(stderr);
        assertPrintable(stdout);
      }
    }),
);

/** Deno itself does not start a source file there; what is compiled or bundled for Bun does. */
const startsInGoneDirectory = !PROGRAM.includes("run") || !/deno[^/]*$/.test(PROGRAM[0]);

attack("a key is made from a working directory that is gone", async () => {
  if (!startsInGoneDirectory) return;
  await withPlace(async (directory) => {
    const script = 'mkdir gone; cd gone; rmdir ../gone; exec "$@"';
    const made = await withBadName(script, directory, ["-l", "-k", `${directory}/key`]);
    assertEquals([made.code, made.stderr], [0, ""]);
    assertMatch((await look(directory)).join(), /^key file 0400/);
    const relative = await withBadName(script, directory, ["-l", "-k", "key"]);
    assertRefused(relative, 2);
  });
});

attack(
  "a key is made in the deepest directory that a path can name",
  () =>
    withPlace(async (directory) => {
      // PATH_MAX is 4,096 with the zero at the end: 4,095 letters are the longest path of all.
      for (const length of [4080, 4095, 4096]) {
        let deep = directory;
        const name = "/authkey";
        while (deep.length + name.length < length) {
          deep += `/${"d".repeat(Math.min(200, length - name.length - deep.length - 1))}`;
        }
        // One letter short or over is a name of no letter: the slash is doubled.
        const path = deep + name;
        assertEquals(path.length, length);
        await run("sh", "-c", makeDeep(directory, deep));
        const outcome = await makeNewKey(path);
        if (length < 4096) {
          assertEquals(verdict(outcome), SUCCESS);
          assertEquals(await Deno.readFile(path), NEW_KEY);
        } else {
          assertRefused(outcome, 2, /File name too long/);
        }
        await run("rm", "-rf", `${directory}/${"d".repeat(200)}`);
      }
    }),
);

/** Goes down step by step, since the whole name may be too long for one call. */
function makeDeep(directory: string, deep: string): string {
  const steps = deep.slice(directory.length).split("/").filter((step) => step !== "");
  return `cd ${directory}; ${steps.map((step) => `mkdir -p ${step}; cd -P ${step}`).join("; ")}`;
}

attack(
  "an old key in a chain of links and `..` is the one that is replaced",
  () =>
    withLinkedDirectories(async (directory) => {
      await placeOldKey(`${directory}/p/old`);
      await Deno.symlink("a/../old", `${directory}/authkey`);
      assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), [
        0,
        replacedThroughLink(`${directory}/authkey`, `${directory}/p/old`),
      ]);
      assertEquals(await look(`${directory}/p`), ["old file 0400 new", "q directory 0755"]);
      assertEquals(OLD_KEY.length, 200);
    }),
);
