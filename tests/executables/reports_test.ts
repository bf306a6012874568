import { assertEquals, assertMatch } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { correlatedNoise, uniformNumbers } from "../noise.ts";
import { EXECUTABLES, testEach, VARIANTS } from "./given.ts";

/** That nothing of what is computed gets lost or changed on the way into one file: modules, threads, packages. */

/** One for each report and each standard; all but `--rngtest` print JSON. */
const REPORTS: readonly string[] = [
  "assess noise --json --jobs=1",
  "assess noise --json --raw --claimed-entropy=4",
  "assess fair --json --fips --html=page",
  "assess fair --json --iid --seed=5",
  "assess noise --json --standards --restart=restarts --rows=20 --columns=50 --seed=5",
  "assess noise --json --conditioning=n_in=256,n_out=256,nw=256,h_in=200,vetted --iid --seed=5",
  "assess fair --json --sp800-22",
  "assess fair noise --json",
  "assess fair --rngtest",
];

const SYMBOLS = 20_000;

/** Times, where the report was made, and whether its runtime has permissions to give up. */
const DIFFERS = /^(conditions|seconds|.*milliseconds|powersDropped)$/i;

/** What rngtest prints but speed and time. */
const COUNTS = /^rngtest: (bits received|FIPS 140).*$/gm;

/** Engines differ in the last digits of powers and logarithms. */
const rounded = (value: number) => Number(value.toPrecision(12));

const parsed = (text: string): unknown =>
  JSON.parse(text, (key, value) => {
    if (DIFFERS.test(key)) return undefined;
    return typeof value === "number" ? rounded(value) : value;
  });

/** Exit code and report of each; a page must be whole. */
async function reports(command: readonly string[]): Promise<readonly [string, number, unknown][]> {
  const made: [string, number, unknown][] = [];
  await withDirectory(async (cwd) => {
    const random = uniformNumbers(1);
    const fair = Uint8Array.from({ length: SYMBOLS }, () => Math.floor(256 * random()));
    await Deno.writeFile(`${cwd}/fair`, fair);
    await Deno.writeFile(`${cwd}/noise`, correlatedNoise(SYMBOLS, 0.5, 2));
    await Deno.writeFile(`${cwd}/restarts`, correlatedNoise(1_000, 0.5, 3));
    for (const words of REPORTS) {
      const { code, stdout, stderr } = await runCommand([...command, ...words.split(" ")], { cwd });
      if (words.includes("--json")) made.push([words, code, parsed(stdout || stderr)]);
      else made.push([words, code, stderr.match(COUNTS)]);
    }
    assertMatch(await Deno.readTextFile(`${cwd}/page`), /<svg[^]*<\/html>\n$/);
  });
  return made;
}

const source = VARIANTS.find(({ name }) => name.startsWith("source"))?.commands;
let fromSource: Promise<readonly [string, number, unknown][]> | undefined;

testEach(
  EXECUTABLES,
  "gives every report of assess with the figures that the source gives, and a page",
  async ({ commands }) => {
    fromSource ??= reports(source!.program);
    assertEquals(await reports(commands.program), await fromSource);
  },
);
