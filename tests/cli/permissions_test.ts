import { assert, assertEquals, assertMatch } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { NEW_KEY } from "../files/key_runs.ts";
import { skipUnless } from "../skip.ts";
import { openFedFifo } from "./fifo_feed.ts";
import { runProgram } from "./program.ts";
import { RunningProgram } from "./running.ts";
import { ROOT } from "../../scripts/build/project.ts";

/** The probe: permissions_probe.ts as it is, or compiled where PERMISSIONS_PROBE names the executable. */
const PROBE: readonly string[] = Deno.env.get("PERMISSIONS_PROBE")?.split(" ") ?? [
  ...[Deno.execPath(), "run", "-A", "--no-prompt"],
  `${ROOT}tests/cli/permissions_probe.ts`,
];

async function runtimeName(): Promise<string> {
  const { stdout } = await runProgram(["--version"]);
  return /\((deno|bun) /.exec(stdout)?.[1] ?? stdout;
}

Deno.test("once the source is open, everything but files is refused, and the source stays readable", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    const running = new RunningProgram([...PROBE, fifo.path, `${directory}/authkey`]);
    await fifo.feed(NEW_KEY.slice(0, 64));
    const first = (await running.waitForStdout(/\n/)).split("\n")[0];
    const tries: Record<string, string> = JSON.parse(first);
    assertEquals(Object.keys(tries).length, 20);
    for (const [name, result] of Object.entries(tries)) {
      // A compiled program finds no remote module at all.
      const refused = name === "import"
        ? /Requires .* access|Module not found/
        : /NotCapable|Requires .* access/;
      assertMatch(result, name.startsWith("state of") ? /^(denied|prompt)$/ : refused, name);
    }
    await fifo.feed(NEW_KEY.slice(64));
    const { code, stdout, stderr } = await running.ended();
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout.split("\n")[1], '{"powersDropped":true}');
    assertEquals(await Deno.readFile(`${directory}/authkey`), NEW_KEY);
  }));

Deno.test("the receipt says whether permissions were given up: on Deno they are, on Bun they cannot be", () =>
  withDirectory(async (directory) => {
    const runtime = await runtimeName();
    assert(["deno", "bun"].includes(runtime), runtime);
    for (const source of [["-l"], ["-r", "/dev/urandom"], ["-r", "/dev/random"]]) {
      const { stdout, code } = await runProgram(["--json", ...source, "-k", `${directory}/key`]);
      assertEquals([code, JSON.parse(stdout).powersDropped], [0, runtime === "deno"]);
    }
  }));

Deno.test({
  name: "a key for a directory below /dev needs all permissions on Deno, and the receipt says so",
  ignore: skipUnless(Deno.uid() === 0, "a key below /dev", "only root may write there"),
  fn: async () => {
    const directory = await Deno.makeTempDir({ dir: "/dev/shm" });
    try {
      const { stdout, code } = await runProgram(["--json", "-l", "-k", `${directory}/key`]);
      assertEquals([code, JSON.parse(stdout).powersDropped], [0, false]);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
