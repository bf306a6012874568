import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { type Outcome, runProgram } from "../cli/program.ts";
import { look, NEW_KEY, OLD_KEY, placeOldKey, withoutNote } from "../files/key_runs.ts";
import { assertRefused } from "./refused.ts";
import { attacksAreImpossible, withPlace } from "./tools.ts";

/** Reports that cannot be delivered, and keys that go to standard output. */
const ignore = attacksAreImpossible("reports that cannot be delivered");

function attack(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

/** Runs the program inside a line of shell, where "$@" is it. */
function inShell(script: string, args: readonly string[], cwd?: string): Promise<Outcome> {
  return runProgram(args, { under: ["bash", "-c", script, "bash"], ...(cwd ? { cwd } : {}) });
}

/** What becomes of standard output; the exit code is the program's. */
const LOST: Readonly<Record<string, string>> = {
  "a full device": '"$@" >/dev/full',
  "a closed descriptor": '"$@" >&-',
  "a descriptor for reading only": ': >read; "$@" 1<read',
  "a directory": '"$@" 1</',
  "a pipe whose reader has gone":
    '{ sleep 0.3; "$@"; echo $? >&3; } 3>code | true; exit $(cat code)',
  "a full device, both streams": '"$@" >/dev/full 2>&1',
  "closed descriptors, both streams": '"$@" >&- 2>&-',
  "closed descriptors, all three": '"$@" <&- >&- 2>&-',
};

for (const [what, script] of Object.entries(LOST)) {
  attack(
    `a key that is in its place is a success, whatever becomes of the report: ${what}`,
    () =>
      withPlace(async (directory) => {
        const source = `${directory}/source`;
        const path = `${directory}/authkey`;
        await Deno.writeFile(source, NEW_KEY, { mode: 0o400 });
        for (
          const args of [
            ["-r", source, "-k", path],
            ["-r", source, "-k", path, "--json"],
            ["install", source, path],
            ["install", source, path, "--json"],
          ]
        ) {
          await placeOldKey(path);
          const outcome = await inShell(script, args, directory);
          assertEquals(
            await Deno.readFile(path),
            outcome.code === 0 ? NEW_KEY : OLD_KEY,
            args.join(" "),
          );
          assertEquals(outcome.code, 0, `${args.join(" ")}: ${outcome.stderr}`);
          assert(!outcome.stderr.includes("Internal error"), outcome.stderr);
          // The loss is worth a line where it can be seen: the runtimes put /dev/null in the place of a
          // closed descriptor before the program begins.
          if (
            args.includes("--json") &&
            ["a full device", "a pipe whose reader has gone"].includes(what)
          ) {
            assertMatch(
              withoutNote(outcome.stderr),
              /^corosync-keygen: [^\n]+\n(hint: [^\n]+\n)?$/,
            );
          }
          await Deno.remove(path);
        }
      }),
  );
}

attack(
  "a key for a standard output that is closed, full or gone is lost, and that is a failure",
  async () => {
    for (const [what, script] of Object.entries(LOST)) {
      if (what.includes("streams") || what.includes("all three")) continue;
      await withPlace(async (directory) => {
        const outcome = await inShell(script, ["-l", "--stdout"], directory);
        assert(outcome.code !== 0, `${what}: exit 0`);
        assertMatch(outcome.stderr, /^corosync-keygen: [^\n]+\n/m);
        assert(!outcome.stderr.includes("Internal error"), outcome.stderr);
      });
    }
  },
);

attack(
  "a key on standard output that others may read is worth a warning, and no other is",
  () =>
    withPlace(async (directory) => {
      for (
        const [mask, warned] of [["022", true], ["027", true], ["077", false], [
          "0377",
          false,
        ]] as const
      ) {
        const outcome = await inShell(`umask ${mask}; exec "$@" >f`, ["-l", "--stdout"], directory);
        assertEquals(
          [outcome.code, (await Deno.stat(`${directory}/f`)).size],
          [0, 128],
          outcome.stderr,
        );
        const warnings = outcome.stderr.match(/^corosync-keygen: .*$/gm) ?? [];
        assertEquals(warnings.length, warned ? 1 : 0, `umask ${mask}: ${outcome.stderr}`);
        await Deno.remove(`${directory}/f`);
      }
      const piped = await inShell('umask 022; "$@" | wc -c', ["-l", "--stdout"], directory);
      assertEquals([piped.stdout, piped.stderr.includes("corosync-keygen:")], ["128\n", false]);
    }),
);

/** A uid of 0 without its capabilities: modes count. */
const POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all"];

attack(
  "a directory that may be written and not read takes a key; that it is not synced is said",
  () =>
    withPlace(async (directory) => {
      const place = `${directory}/d`;
      await Deno.mkdir(place);
      await Deno.writeFile(`${directory}/source`, NEW_KEY, { mode: 0o400 });
      for (
        const args of [
          ["-l", "-k", `${place}/authkey`],
          ["-l", "-k", `${place}/authkey`, "--json"],
          ["install", `${directory}/source`, `${place}/authkey`],
        ]
      ) {
        await Deno.chmod(place, 0o300);
        const outcome = await runProgram(args, { under: POWERLESS });
        await Deno.chmod(place, 0o700);
        assertEquals(outcome.code, 0, outcome.stderr);
        assertMatch(outcome.stderr, /^corosync-keygen: [^\n]*sync[^\n]*\n/);
        const [line] = await look(place);
        assertStringIncludes(line, "authkey file 0400");
      }
    }),
);

attack(
  "a key file that is its own source changes nothing, and is refused",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      await placeOldKey(path);
      await Deno.link(path, `${directory}/hard`);
      await Deno.symlink("authkey", `${directory}/soft`);
      for (const source of ["authkey", "hard", "soft"]) {
        const outcome = await runProgram(["-r", `${directory}/${source}`, "-k", path]);
        assertRefused(outcome, [1, 2, 6]);
        assertEquals(await Deno.readFile(path), OLD_KEY);
      }
    }),
);
