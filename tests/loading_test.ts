import { assert, assertEquals } from "./assert.ts";
import { runCommand } from "./cli/program.ts";
import { withDirectory } from "./keys.ts";
import { skipWithout } from "./peers.ts";
import { ROOT } from "../scripts/build/project.ts";

/** Source files of the project that a run of the program opens, below its root. */
async function opened(args: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  await withDirectory(async (directory) => {
    const log = `${directory}/log`;
    const program = [Deno.execPath(), "run", "-A", "--no-prompt", `${ROOT}main.ts`];
    const { code } = await runCommand([
      ...["strace", "-f", "-s", "4096", "-e", "trace=open,openat", "-o", log],
      ...[...program, ...args],
    ], { cwd: directory });
    assertEquals(code, 0);
    for (const [, path] of (await Deno.readTextFile(log)).matchAll(/"([^"]+\.ts)"/g)) {
      if (path!.startsWith(ROOT)) files.add(path!.slice(ROOT.length));
    }
  });
  return [...files].sort();
}

const needs = { programs: { strace: "strace" } };

/** What none of these runs has a use for. */
const UNNECESSARY =
  /^lib\/(estimators|starvation|report|stats\/(suffix|fourier)|system\/(bun|worker))/;

Deno.test({
  name: "--version and -h open neither the stages of the pipeline nor another command",
  ignore: skipWithout(needs, "which files the program opens"),
  fn: async () => {
    const version = await opened(["--version"]);
    assert(version.includes("lib/version.ts"), "strace sees what Deno opens");
    const stages =
      /^lib\/(generate|assess|verify|starvation)\.ts|^lib\/(entropy|health|selftest|keyfile)\//;
    assertEquals(version.filter((path) => stages.test(path) || UNNECESSARY.test(path)), [
      // What an option's value may be is known where options are read.
      "lib/keyfile/image.ts",
      "lib/keyfile/key_size.ts",
    ]);
    assertEquals(version.filter((path) => /_command\.ts$/.test(path)), [
      "lib/cli/generate_command.ts",
    ]);
    // Help names the other commands, so it reads their tables, and nothing else of them.
    const help = await opened(["-h"]);
    assertEquals(help.filter((path) => UNNECESSARY.test(path)), []);
    assertEquals(help.filter((path) => /_command\.ts$/.test(path)), [
      "lib/cli/generate_command.ts",
    ]);
  },
});

Deno.test({
  name: "making a key opens nothing of assessing, reporting or Bun",
  ignore: skipWithout(needs, "which files the program opens"),
  fn: () =>
    withDirectory(async (directory) => {
      const files = await opened(["-l", "-k", `${directory}/key`]);
      assertEquals(files.filter((path) => UNNECESSARY.test(path)), []);
    }),
});
