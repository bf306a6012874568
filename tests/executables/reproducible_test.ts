import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { findPeer } from "../peers.ts";
import { skipUnless } from "../skip.ts";
import { bundle } from "../../scripts/build/bundle.ts";
import { compileWithDeno } from "../../scripts/build/compile_with_deno.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { runTool } from "../../scripts/build/run_tool.ts";
import { sumFile } from "../../scripts/build/sums.ts";
import { hostTarget } from "../../scripts/build/targets.ts";
import { findBaseRuntime } from "./base_runtime.ts";
import { VARIANTS } from "./given.ts";
import { fetchOldestDeno, OLDEST_DENO } from "./oldest_deno.ts";

/** Two places with nothing in common but the beginning, one deeper than the other and no plain word. */
const PLACES = ["a", "some where/quïte/élse"] as const;

/** Clones the commit into a directory and builds it there; the directory of the files. */
async function buildIn(directory: string, ...args: string[]): Promise<string> {
  await runTool(["git", "clone", "--quiet", ROOT, directory]);
  const build = ["run", "-A", "--no-prompt", "scripts/build.ts", "--runtime", "bun", ...args];
  await runTool([Deno.execPath(), ...build], { cwd: directory });
  return `${directory}/dist`;
}

const noCheckout = skipUnless(
  VARIANTS.length > 0 && findPeer("git") !== null && exists(`${ROOT}.git`),
  "two builds of one commit",
  "needs git, a checkout, and deno task test:executables",
);

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== null;
  } catch {
    return false;
  }
}

Deno.test({
  name: "who builds the published commit for one target finds the published sums, byte for byte",
  ignore: noCheckout,
  fn: () =>
    withDirectory(async (directory) => {
      const [published, own] = [
        await buildIn(`${directory}/${PLACES[0]}`, "--all"),
        await buildIn(`${directory}/${PLACES[1]}`),
      ];
      const check = ["sha256sum", "--check", "--strict", "--ignore-missing"];
      const said = await runTool([...check, `${published}/SHA256SUMS`], { cwd: own });
      const names = (await Deno.readTextFile(`${own}/SHA256SUMS`)).match(/\S+$/gm) ?? [];
      // The executable, the list of what is inside, and the licences of that.
      assertEquals(names.length, 3);
      assertEquals(said, names.map((name) => `${name}: OK\n`).join(""));
    }),
});

Deno.test({
  name: "two programs compiled by deno in two directories are the same, byte for byte",
  ignore: noCheckout || VARIANTS.some(({ isExecutable, commands }) => isExecutable && !commands),
  fn: () =>
    withDirectory(async (work) => {
      const base = await findBaseRuntime(work);
      if ("missing" in base) throw new Error(base.missing);
      const command = [await fetchOldestDeno(work)];
      const compiler = { command, version: OLDEST_DENO.version, denort: base.path };
      const sums = [];
      for (const place of PLACES) {
        const directory = `${work}/${place}`;
        await bundle(directory);
        await compileWithDeno(directory, hostTarget()!, compiler, `${directory}/program`);
        sums.push(await sumFile(`${directory}/program`));
      }
      assertEquals(sums[1], sums[0]);
    }),
});
