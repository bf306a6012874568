import { assert, assertEquals, assertMatch } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { fixedKey } from "../keys.ts";
import { assertRefused } from "./refused.ts";
import { attacksAreImpossible, giveLinkToNobody, NOBODY, run, withPlace } from "./tools.ts";
import { Victims } from "./victims.ts";

/** Pages and recordings: files that are written beside the key, by the same rules. */
const ignore = attacksAreImpossible("pages and recordings in the wrong place");

function attack(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

/** Something small to assess. */
async function writeSource(directory: string): Promise<string> {
  const path = `${directory}/source`;
  await Deno.writeFile(path, await fixedKey("assessed", 20_000));
  return path;
}

const STARVATION = ["starvation", "--rounds", "1", "--pause", "0", "-r", "/dev/urandom"];
const names = (directory: string) =>
  Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();

attack("--html replaces no device and no FIFO", () =>
  withPlace(async (directory) => {
    const source = await writeSource(directory);
    for (
      const [what, ...command] of [
        ["isCharDevice", "mknod", "-m", "666", `${directory}/page`, "c", "1", "3"],
        ["isFifo", "mkfifo", "-m", "666", `${directory}/page`],
      ] as const
    ) {
      await run(command[0], ...command.slice(1));
      for (const args of [["assess", "--fips", source], STARVATION]) {
        const outcome = await runProgram([...args, "--html", `${directory}/page`], {
          under: ["timeout", "60"],
        });
        assert(!outcome.stderr.includes("Internal error"), outcome.stderr);
        assertEquals((await Deno.lstat(`${directory}/page`))[what], true, args.join(" "));
        assertEquals(names(directory), ["page", "source"]);
      }
      await Deno.remove(`${directory}/page`);
    }
  }));

attack("--html follows a link and keeps it", () =>
  withPlace(async (directory) => {
    const source = await writeSource(directory);
    await Deno.symlink("real", `${directory}/page`);
    for (let run = 0; run < 2; run++) {
      const args = ["assess", "--fips", source, "--html", `${directory}/page`];
      const outcome = await runProgram(args);
      assertEquals(outcome.code, 0, outcome.stderr);
      assertEquals(await Deno.readLink(`${directory}/page`), "real");
      assertMatch(await Deno.readTextFile(`${directory}/real`), /^<!doctype html>/i);
      assertEquals(names(directory), ["page", "real", "source"]);
    }
  }));

attack(
  "two outputs by one name, or an output that is the source, are refused and nothing is lost",
  () =>
    withPlace(async (directory) => {
      const source = await writeSource(directory);
      const content = await Deno.readFile(source);
      await Deno.link(source, `${directory}/hard`);
      await Deno.symlink("source", `${directory}/soft`);
      await Deno.mkdir(`${directory}/d`);
      const file = `${directory}/f`;
      for (
        const outputs of [
          ["--record", file, "--html", file],
          ["--record", file, "--html", `${directory}/d/../f`],
          ["--html", source],
          ["--html", `${directory}/hard`],
          ["--html", `${directory}/soft`],
          ["--record", source],
        ]
      ) {
        const outcome = await runProgram(["assess", "--fips", source, ...outputs]);
        assert(outcome.code !== 0, outputs.join(" "));
        assertRefused(outcome, [1, 2, 4]);
        assertEquals(await Deno.readFile(source), content, outputs.join(" "));
        assertEquals(await Deno.readFile(`${directory}/hard`), content);
        assertEquals(await Deno.readLink(`${directory}/soft`), "source");
        assertEquals(names(directory), ["d", "hard", "soft", "source"]);
      }
    }),
);

attack("a page below /dev/shm is written after the measurement", async () => {
  const directory = await Deno.makeTempDir({ dir: "/dev/shm" });
  try {
    const outcome = await runProgram([...STARVATION, "--html", `${directory}/page`]);
    assertEquals(outcome.code, 0, outcome.stderr);
    assertMatch(await Deno.readTextFile(`${directory}/page`), /^<!doctype html>/i);
    await Deno.writeFile(`${directory}/source`, await fixedKey("assessed", 20_000));
    const args = ["assess", "--fips", `${directory}/source`, "--html", `${directory}/other`];
    const assessed = await runProgram([...args, "--record", `${directory}/record`]);
    assertEquals(assessed.code, 0, assessed.stderr);
    assertEquals(names(directory), ["other", "page", "record", "source"]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

attack("a file named - is never made", () =>
  withPlace(async (directory) => {
    await writeSource(directory);
    for (const outputs of [["--html", "-"], ["--record", "-"], ["--html=-"], ["--record=-"]]) {
      const outcome = await runProgram(["assess", "--fips", "source", ...outputs], {
        cwd: directory,
      });
      assert(!outcome.stderr.includes("Internal error"), outcome.stderr);
      assertEquals(names(directory), ["source"], outputs.join(" "));
    }
    await runProgram([...STARVATION, "--html", "-"], { cwd: directory });
    assertEquals(names(directory), ["source"]);
  }));

attack(
  "in a sticky directory no page and no recording goes into somebody else's file or through a link",
  () =>
    withPlace(async (place) => {
      const victims = await Victims.make(`${place}/victims`, "authkey");
      const directory = `${place}/tmp`;
      await Deno.mkdir(directory);
      await Deno.chmod(directory, 0o1777);
      const source = await writeSource(place);
      for (
        const plant of [
          async (path: string) => {
            await Deno.writeTextFile(path, "theirs");
            await Deno.chown(path, NOBODY.uid, NOBODY.gid);
          },
          async (path: string) => {
            await Deno.symlink(victims.path("shadow"), path);
            await giveLinkToNobody(path);
          },
          async (path: string) => {
            await Deno.symlink(victims.path("none"), path);
            await giveLinkToNobody(path);
          },
        ]
      ) {
        await plant(`${directory}/out`);
        const before = await Deno.lstat(`${directory}/out`);
        for (const option of ["--html", "--record"]) {
          const args = ["assess", "--fips", source, option, `${directory}/out`];
          assertRefused(await runProgram(args), [2, 4]);
          const { ino, uid, size } = await Deno.lstat(`${directory}/out`);
          assertEquals([ino, uid, size], [before.ino, NOBODY.uid, before.size]);
          assertEquals(names(directory), ["out"]);
        }
        await Deno.remove(`${directory}/out`);
      }
      await victims.assertUnharmed("pages and recordings");
    }),
);

attack(
  "a recording is its owner's alone under every umask, and a page is for all",
  () =>
    withPlace(async (directory) => {
      const source = await writeSource(directory);
      await run("setfacl", "--default", "--modify", "user:nobody:rwx", directory);
      for (const mask of ["0", "022", "077", "0777"]) {
        const outcome = await runProgram(
          ["assess", "--fips", source, "--record", `${directory}/r`, "--html", `${directory}/h`],
          { under: ["sh", "-c", `umask ${mask}; exec "$@"`, "sh"] },
        );
        assertEquals(outcome.code, 0, outcome.stderr);
        assertEquals(((await Deno.stat(`${directory}/r`)).mode ?? 0) & 0o7777, 0o600, mask);
        for (const name of ["r", "h"]) await Deno.remove(`${directory}/${name}`);
      }
    }),
);
