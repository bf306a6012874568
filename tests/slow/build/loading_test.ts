import { assert, assertEquals } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { BUNDLE, bundle } from "../../../scripts/build/bundle.ts";

/** Modules of the project in the parts of the bundle that a run opens. */
async function opened(directory: string, args: readonly string[]): Promise<string[]> {
  const log = `${directory}/log`;
  const program = [Deno.execPath(), "run", "-A", "--no-prompt", `${directory}/${BUNDLE}`];
  const { code } = await runCommand([
    ...["strace", "-f", "-s", "4096", "-e", "trace=open,openat", "-o", log],
    ...[...program, ...args],
  ], { cwd: directory });
  assertEquals(code, 0);
  const modules = new Set<string>();
  for (const [, path] of (await Deno.readTextFile(log)).matchAll(/"([^"]+\.js)"/g)) {
    if (!path.startsWith(directory)) continue;
    for (const [, name] of (await Deno.readTextFile(path)).matchAll(/^\/\/ (lib\/\S+\.ts)$/gm)) {
      modules.add(name);
    }
  }
  return [...modules].sort();
}

const needs = { programs: { strace: "strace" } };

/** What none of these runs has a use for. */
const UNNECESSARY =
  /^lib\/(assess\/(?!assessment)|fips_140_2\/(?!limits)|key\/(refused_bytes|\w*findings|\w+_kinds)|math\/(suffix|fourier)|report\/(?!text_style)|sp800_22|sp800_90b\/(?!health)|starvation|system\/(bun|worker)\.)/;

/** The commands, each with its table. */
const COMMAND = /^lib\/cli\/(generate|verify|fingerprint|install|starvation|assess)\.ts$/;

/** What making a key is made of. */
const STAGES = /^lib\/(entropy|key\/(?!image)|selftest|sp800_90b)\//;

Deno.test({
  name: "what is compiled opens for --version, -h and -l what each needs, and no other command",
  ignore: skipWithout(needs, "which files the program opens"),
  fn: () =>
    withDirectory(async (directory) => {
      await bundle(directory);
      const commands = (modules: readonly string[]) => modules.filter((name) => COMMAND.test(name));
      const unnecessary = (modules: readonly string[]) =>
        modules.filter((name) => UNNECESSARY.test(name));

      const version = await opened(directory, ["--version"]);
      assert(version.includes("lib/version.ts"), "the parts of the bundle name their modules");
      assertEquals(version.filter((name) => STAGES.test(name)), []);
      assertEquals(unnecessary(version), []);
      assertEquals(commands(version), ["lib/cli/generate.ts"]);

      // Help names the other commands, and opens none of them.
      const help = await opened(directory, ["-h"]);
      assert(help.includes("lib/cli/commands.ts"));
      assertEquals([unnecessary(help), commands(help)], [[], ["lib/cli/generate.ts"]]);

      const key = await opened(directory, ["-l", "-k", `${directory}/key`]);
      assert(key.includes("lib/key/generate.ts"));
      assertEquals([unnecessary(key), commands(key)], [[], ["lib/cli/generate.ts"]]);
    }),
});
