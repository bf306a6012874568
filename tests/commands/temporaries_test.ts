import { assertEquals, assertMatch } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { look, makeNewKey, OLD_KEY, placeOldKey, SUCCESS, verdict } from "../files/key_runs.ts";

const withoutRoot = skipUnless(Deno.uid() === 0, "files of others", "chown needs root");

const STALE = ".corosync-keygen-0123456789abcdef.tmp";
const MINUTE = 60_000;

/** A file that was last written so long ago. */
async function leave(path: string, ageMilliseconds: number): Promise<void> {
  await placeOldKey(path);
  const then = new Date(Date.now() - ageMilliseconds);
  await Deno.utime(path, then, then);
}

Deno.test("a temporary that a killed run has left is removed after ten minutes and not before", () =>
  withDirectory(async (directory) => {
    const young = ".corosync-keygen-fedcba9876543210.tmp";
    const ofVersion01 = ".corosync-keygen-7-0123abcd.tmp";
    await leave(`${directory}/${STALE}`, 10.1 * MINUTE);
    await leave(`${directory}/${ofVersion01}`, 10.1 * MINUTE);
    await leave(`${directory}/${young}`, 9.5 * MINUTE);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), [`${young} file 0400 old`, "authkey file 0400 new"]);
  }));

Deno.test("what a killed run has recorded stays: it may be all that is left of a day", () =>
  withDirectory(async (directory) => {
    const part = ".corosync-keygen-0123456789abcdef.part";
    await leave(`${directory}/${part}`, 7 * 24 * 60 * MINUTE);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), [`${part} file 0400 old`, "authkey file 0400 new"]);
  }));

Deno.test("no command removes what it reads for a leftover, or for a report", () =>
  withDirectory(async (directory) => {
    const left = `${directory}/${STALE}`;
    const key = `${directory}/authkey`;
    const page = `${directory}/page`;
    for (
      const args of [
        ["install", "--force", left, key],
        ["-r", left, "-k", key],
        ["assess", "--fips", "--partial", "--html", page, left],
      ]
    ) {
      await Deno.remove(left).catch(() => {});
      await leave(left, 60 * MINUTE);
      const { code, stderr } = await runProgram(args);
      // Of so few bytes nothing can be assessed.
      assertEquals(code, args[0] === "assess" ? 1 : 0, stderr);
      assertEquals(await Deno.readFile(left), OLD_KEY, args[0]);
    }
    // Deno takes .. as text once permissions are given up.
    await Deno.mkdir(`${directory}/p/q`, { recursive: true });
    await Deno.symlink("p/q", `${directory}/a`);
    await leave(`${directory}/p/${STALE}`, 60 * MINUTE);
    const up = ["install", "--force", `${directory}/a/../${STALE}`, `${directory}/p/authkey`];
    assertEquals((await runProgram(up)).code, 0);
    assertEquals(await Deno.readFile(`${directory}/p/${STALE}`), OLD_KEY);
    // Nor the old key, for being called like a leftover.
    await Deno.remove(key);
    await Deno.symlink(STALE, key);
    assertEquals((await runProgram(["-r", "/dev/zero", "-k", key])).code, 6);
    assertEquals(await Deno.readFile(left), OLD_KEY);
    const redirected = await runProgram(["install", "--force", "-", `${directory}/other`], {
      under: ["sh", "-c", `exec "$@" <${left}`, "sh"],
    });
    assertEquals(redirected.code, 0, redirected.stderr);
    assertEquals(await Deno.readFile(left), OLD_KEY);
  }));

Deno.test({
  name: "a temporary of somebody else is left alone, however old",
  ignore: withoutRoot,
  fn: () =>
    withDirectory(async (directory) => {
      await leave(`${directory}/${STALE}`, 60 * MINUTE);
      await Deno.chown(`${directory}/${STALE}`, 1234, 0);
      assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
      assertEquals(await look(directory), [`${STALE} file 0400 old`, "authkey file 0400 new"]);
    }),
});

Deno.test("what only looks like a temporary is left alone", () =>
  withDirectory(async (directory) => {
    const names = [
      ".corosync-keygen-0123456789abcde.tmp",
      ".corosync-keygen-0123456789ABCDEF.tmp",
      ".corosync-keygen-x-0123abcd.tmp",
      "corosync-keygen-0123456789abcdef.tmp",
      ".corosync-keygen-0123456789abcdef.tmp~",
    ];
    for (const name of names) await leave(`${directory}/${name}`, 60 * MINUTE);
    await Deno.mkdir(`${directory}/${STALE}`, { mode: 0o755 });
    await Deno.utime(`${directory}/${STALE}`, 0, 0);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(
      await look(directory),
      [
        ...names.map((name) => `${name} file 0400 old`),
        `${STALE} directory 0755`,
        "authkey file 0400 new",
      ].sort(),
    );
  }));

Deno.test("a symlink under the name of a temporary is neither removed nor followed", () =>
  withDirectory(async (directory) => {
    await leave(`${directory}/victim`, 60 * MINUTE);
    await Deno.symlink("victim", `${directory}/${STALE}`);
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
    assertEquals(await look(directory), [
      `${STALE} symlink victim`,
      "authkey file 0400 new",
      "victim file 0400 old",
    ]);
  }));

Deno.test("an old key that version 0.1 has saved is named and neither used nor touched", () =>
  withDirectory(async (directory) => {
    const saved = `${directory}/.corosync-keygen-saved-authkey`;
    await leave(saved, 60 * MINUTE);
    const line = `corosync-keygen: Warning: ${saved} is what version 0.1 left of an old key; ` +
      `it is not used: remove it once verify finds nothing to doubt in ${directory}/authkey\n`;
    assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), [0, line]);
    assertEquals(await look(directory), [
      ".corosync-keygen-saved-authkey file 0400 old",
      "authkey file 0400 new",
    ]);
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
      [["-r", "/dev/zero"], 6, /^corosync-keygen: Rejected what \/dev\/zero gave once, and chance/],
      [["-l", "--no-clobber"], 7, /: File exists\n/],
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
    const outcomes = await Promise.all([
      makeNewKey(path),
      runProgram(["-l", "-s", "200", "-k", path]),
    ]);
    assertEquals(outcomes.map(verdict), [SUCCESS, SUCCESS]);
    const [name, ...others] = await look(directory);
    assertMatch(name, /^authkey file 0400 (?:new|200 bytes)$/);
    assertEquals(others, []);
  }));
