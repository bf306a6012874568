import { assert, assertEquals } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { IS_WHOLE } from "../share.ts";
import { skipUnlessAvailable } from "../skip.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { runTool } from "../../scripts/build/run_tool.ts";
import { findBaseRuntime } from "./base_runtime.ts";
import { VARIANTS } from "./given.ts";
import { fetchOldestDeno, OLDEST_DENO } from "./oldest_deno.ts";

const compiled = VARIANTS.find(({ name }) => name === `compiled by Deno ${OLDEST_DENO.version}`);
const what = `building with Deno ${OLDEST_DENO.version}`;
// No package brings the base runtime.
const ignore = skipUnlessAvailable(
  compiled?.commands !== null && compiled !== undefined,
  what,
  compiled?.missing ?? "deno task test:executables makes what is tested here",
);

/** The project as a fresh clone in a directory whose name is no plain word, and the Deno to use there. */
async function withClone(
  action: (clone: string, deno: string, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  await withDirectory(async (work) => {
    const base = await findBaseRuntime(work);
    if ("missing" in base) throw new Error(base.missing);
    const deno = await fetchOldestDeno(work);
    const clone = `${work}/a clöne`;
    await runTool(["git", "clone", "--quiet", ROOT, clone]);
    // This version trusts only its own list of certificates unless it is told to ask the system.
    await action(clone, deno, { DENORT_BIN: base.path, DENO_TLS_CA_STORE: "system" });
  });
}

/** A program that was just built makes a key, and a page with the packages that only pages need. */
async function assertWorks(program: string, directory: string): Promise<void> {
  const made = await runCommand([program, "-l", "-k", `${directory}/key`]);
  assertEquals([made.code, made.stderr], [0, ""]);
  assertEquals((await Deno.stat(`${directory}/key`)).size, 128);
  const page = `${directory}/page.html`;
  const args = ["assess", "--csprng", "--samples", "20000", "--jobs", "2", "--html", page];
  const assessed = await runCommand([program, ...args]);
  assertEquals([assessed.code, assessed.stderr], [0, ""]);
  assert((await Deno.readTextFile(page)).includes("<svg"));
}

Deno.test({
  name: "plain deno compile -A main.ts gives a working program",
  ignore,
  fn: () =>
    withClone(async (clone, deno, env) => {
      const program = `${clone}/program`;
      const words = [deno, "compile", "--quiet", "-A", "--output", program, "main.ts"];
      await runTool(words, { cwd: clone, env });
      await assertWorks(program, clone);
    }),
});

Deno.test({
  name: "task compile ends well on the oldest Deno, with a receipt, a list and sums that fit",
  ignore,
  fn: () =>
    withClone(async (clone, deno, env) => {
      await runTool([deno, "task", "--quiet", "compile"], { cwd: clone, env });
      const dist = `${clone}/dist`;
      await runTool(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: dist });
      const names = Array.from(Deno.readDirSync(dist), ({ name }) => name).sort();
      const program = names.find((name) => name.endsWith("linux-x64"))!;
      const licences = program.replace("linux-x64", "deno.licenses.txt");
      assertEquals(names, ["SHA256SUMS", "build.json", licences, program, `${program}.cdx.json`]);
      await assertWorks(`${dist}/${program}`, clone);
    }),
});

Deno.test({
  name:
    "what is installed or packaged is what was just built, and nothing of an earlier commit stays",
  ignore,
  fn: () =>
    withClone(async (clone, deno, env) => {
      const maintainer = { DEBFULLNAME: "A Maintainer", DEBEMAIL: "a@example.org" };
      const task = (...words: string[]) =>
        runCommand([deno, "task", "--quiet", ...words], {
          cwd: clone,
          env: { ...env, ...maintainer, DESTDIR: `${clone}/dist/stage` },
        });
      const must = async (...words: string[]) => {
        const { code, stdout, stderr } = await task(...words);
        assertEquals(code, 0, stdout + stderr);
        return stderr;
      };
      const commit = ["commit", "--quiet", "--allow-empty", "--message", "Another"];
      const who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
      await must("compile");
      await runTool(["git", "-C", clone, ...who, ...commit]);
      for (const words of ["install", "package"]) {
        const { code, stderr } = await task(words);
        assertEquals([code, /is of commit \w{40}, and \w{40} is checked out/.test(stderr)], [
          1,
          true,
        ]);
      }
      const said = await must("compile", "--runtime", "bun");
      assertEquals(said.match(/^Removed .*, which an earlier build made$/gm)?.length, 3, said);
      assertEquals(await must("install"), "");
      const installed = `${clone}/dist/stage/usr/local/sbin/corosync-keygen`;
      assert((await runTool([installed, "--version"])).includes(" (bun "));
      const dist = `${clone}/dist`;
      const sums = await Deno.readTextFile(`${dist}/SHA256SUMS`);
      const names = Array.from(Deno.readDirSync(dist), ({ name }) => name);
      const others = ["SHA256SUMS", "build.json", "stage"];
      assertEquals(sums.match(/\S+$/gm), names.filter((name) => !others.includes(name)).sort());
    }),
});

Deno.test({
  name: "the sources have the types, format and lock file that the oldest Deno wants too",
  ignore,
  fn: () =>
    withClone(async (clone, deno, env) => {
      if (IS_WHOLE) {
        await runTool([deno, "task", "--quiet", "check"], { cwd: clone, env });
        return;
      }
      // The constants take half of the time, and are the same on every version.
      const { tasks } = JSON.parse(await Deno.readTextFile(`${clone}/deno.json`));
      const steps = Array.from(
        tasks.check.command.matchAll(/"([^"]+)"/g) as Iterable<RegExpMatchArray>,
        ([, step]) => step,
      ).filter((step) => step !== "task constants");
      assertEquals(steps.length, 5);
      const run = [deno, "run", "-A", "scripts/task.ts", "check", ...steps, "--"];
      await runTool(run, { cwd: clone, env });
    }),
});
