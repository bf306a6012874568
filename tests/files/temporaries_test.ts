import { assertEquals, assertMatch } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { look, makeNewKey, NEW_KEY, placeOldKey, SUCCESS, verdict } from "./key_runs.ts";

/** A process id that no process has: the one of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = new Deno.Command("true").spawn();
  await child.status;
  return child.pid;
}

Deno.test("a temporary that a killed run has left is removed, one of a living run is not", () =>
  withDirectory(async (directory) => {
    const stale = `.corosync-keygen-${await endedProcess()}-0123abcd.tmp`;
    const living = `.corosync-keygen-${Deno.pid}-0123abcd.tmp`;
    for (const name of [stale, living]) await placeOldKey(`${directory}/${name}`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), [`${living} file 0400 old`, "authkey file 0400 new"]);
  }));

Deno.test("what only looks like a temporary is left alone", () =>
  withDirectory(async (directory) => {
    const names = [
      `.corosync-keygen-${await endedProcess()}-0123abc.tmp`,
      ".corosync-keygen-12-0123ABCD.tmp",
      ".corosync-keygen-x-0123abcd.tmp",
      "corosync-keygen-12-0123abcd.tmp",
      ".corosync-keygen-12-0123abcd.tmp~",
    ];
    for (const name of names) await placeOldKey(`${directory}/${name}`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(
      await look(directory),
      [...names.map((name) => `${name} file 0400 old`), "authkey file 0400 new"].sort(),
    );
  }));

Deno.test("a stale temporary that is a symlink is removed and not followed", () =>
  withDirectory(async (directory) => {
    await placeOldKey(`${directory}/victim`);
    const stale = `.corosync-keygen-${await endedProcess()}-0123abcd.tmp`;
    await Deno.symlink("victim", `${directory}/${stale}`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), ["authkey file 0400 new", "victim file 0400 old"]);
  }));

Deno.test("a run that fails leaves nothing beside the old key", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await placeOldKey(path);
    const failures: readonly [args: readonly string[], code: number, error: RegExp][] = [
      [["-s", "4097"], 1, /^corosync-keygen: Unsupported key size/],
      [["-r", `${directory}/none`], 1, /^corosync-keygen: Failed to open random source/],
      [["-r", directory], 1, /^corosync-keygen: Could not read/],
      [["-r", "/dev/null"], 1, /^corosync-keygen: Unexpected end/],
      [["-r", "/dev/zero"], 6, /\ncorosync-keygen: Rejected what \/dev\/zero gave 3 times/],
      [["-l", "--no-clobber"], 2, /: File exists\n/],
      [["-l", "stray"], 1, /^corosync-keygen: Unexpected argument 'stray'/],
    ];
    for (const [args, code, error] of failures) {
      const outcome = await runProgram(["-k", path, ...args]);
      assertEquals(outcome.code, code, args.join(" "));
      assertMatch(outcome.stderr, error);
      assertEquals(await look(directory), ["authkey file 0400 old"], args.join(" "));
    }
  }));

Deno.test("two runs at once both succeed and leave one whole key", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const outcomes = await Promise.all([makeNewKey(path), makeNewKey(path)]);
    assertEquals(outcomes.map(verdict), [SUCCESS, SUCCESS]);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
    assertEquals(await Deno.readFile(path), NEW_KEY);
  }));
