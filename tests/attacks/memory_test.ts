import { assert, assertEquals, assertGreater } from "../assert.ts";
import { PROGRAM, runCommand } from "../cli/program.ts";
import { NEW_KEY } from "../files/key_runs.ts";
import { attacksAreImpossible, compile, withPlace } from "./tools.ts";

/**
 * Copies of a key that are still in the memory of the process when it ends: everything that is mapped and may
 * be written, searched for each 16 bytes of the key. What a garbage collector frees unwiped shows there.
 */
const ignore = attacksAreImpossible("copies of keys in memory");

const STDOUT = ["-r", "source", "--stdout"];

/** Deno writes to standard output by way of a buffer of its own, which cannot be wiped. */
const KEPT_BY_RUNTIME = /deno[^/]*$/.test(PROGRAM[0]) ? 1 : 0;

/** The runs of the program that end with no copy left; {@linkcode NEW_KEY} is in `source`. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  "making a key": ["-r", "source", "-k", "made"],
  "making a key, --json": ["-r", "source", "-k", "made", "--json"],
  "making a key for standard output": STDOUT,
  "verify": ["verify", "source"],
  "verify, --json": ["verify", "source", "--json"],
  "fingerprint": ["fingerprint", "source", "source"],
  "fingerprint, --json": ["fingerprint", "source", "--json"],
  "install": ["install", "source", "installed"],
  "install, --json": ["install", "source", "installed", "--json"],
};

interface Scan {
  readonly code: number;
  readonly scannedBytes: number;
  /** Copies of that part of the key of which there are most. */
  readonly copies: number;
  readonly places: string;
}

async function scan(scanner: string, directory: string, command: readonly string[]): Promise<Scan> {
  const words = ["sh", "-c", 'exec "$@" >/dev/null', "sh"];
  const { code, stderr } = await runCommand(
    [...words, scanner, `${directory}/source`, `${directory}/counts`, ...command],
    { cwd: directory },
  );
  const counts = await Deno.readTextFile(`${directory}/counts`);
  await Deno.remove(`${directory}/counts`);
  const [, scanned, copies] = /^SCANNED (\d+) BLOCKS (\d+)\n/.exec(counts) ?? [];
  return {
    code,
    scannedBytes: Number(scanned),
    copies: Number(copies),
    places: counts + stderr,
  };
}

Deno.test({
  name: "the scan finds a copy that is kept, one that was freed, and none where there is none",
  ignore,
  fn: () =>
    withPlace(async (directory) => {
      await Deno.writeFile(`${directory}/source`, NEW_KEY);
      const scanner = await compile("memory_scan", directory);
      const script = `${directory}/script.js`;
      for (
        const [body, found] of [
          ["globalThis.kept = Deno.readFileSync('source');", true],
          ["await crypto.subtle.digest('SHA-256', Deno.readFileSync('source'));", true],
          ["Deno.readFileSync('script.js');", false],
        ] as const
      ) {
        await Deno.writeTextFile(script, body);
        const deno = [Deno.execPath(), "run", "-A", "--no-prompt", script];
        const { code, copies, scannedBytes } = await scan(scanner, directory, deno);
        assertEquals([code, copies > 0], [0, found], body);
        assertGreater(scannedBytes, 1_000_000);
      }
    }),
});

for (const [name, args] of Object.entries(RUNS)) {
  Deno.test({
    name: args === STDOUT && KEPT_BY_RUNTIME > 0
      ? `${name} leaves one copy of the key in memory, in the runtime's buffer`
      : `${name} leaves no copy of the key in memory`,
    ignore,
    fn: () =>
      withPlace(async (directory) => {
        await Deno.writeFile(`${directory}/source`, NEW_KEY, { mode: 0o400 });
        const scanner = await compile("memory_scan", directory);
        const { code, copies, scannedBytes, places } = await scan(scanner, directory, [
          ...PROGRAM,
          ...args,
        ]);
        assert(code <= 1, places);
        assertGreater(scannedBytes, 1_000_000);
        assertEquals(copies, args === STDOUT ? KEPT_BY_RUNTIME : 0, places);
      }),
  });
}
