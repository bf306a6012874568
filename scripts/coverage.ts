/** Which lines of lib the tests reach: `deno task coverage`. */
import { ROOT } from "./build/project.ts";
import { parseScriptArguments, runScript } from "./command_line.ts";

const OPTIONS = [{ name: "output", value: "DIR", summary: "keep the profile there" }];

await runScript("coverage", async () => {
  const { values } = parseScriptArguments("coverage", OPTIONS, Deno.args);
  const kept = values["output"]?.at(-1);
  const directory = kept ?? await Deno.makeTempDir({ prefix: "corosync-keygen-coverage-" });
  try {
    const deno = (...args: string[]) =>
      new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
    // Tests that run the program as a process are counted too: Deno hands the setting on.
    const slow = "--ignore=tests/cluster,tests/executables,tests/package";
    const tests = await deno(
      "test",
      "--config",
      "tests/deno.json",
      "-A",
      "--no-prompt",
      "--quiet",
      `--coverage=${directory}`,
      slow,
    );
    const report = await deno("coverage", "--include=/lib/", directory);
    if (!tests.success || !report.success) Deno.exit(1);
  } finally {
    if (kept === undefined) await Deno.remove(directory, { recursive: true });
  }
});
