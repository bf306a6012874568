import { assertEquals } from "../assert.ts";
import { quoted, runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";

/** Swallows keys and stops, and says each time whether the terminal is set as it was. */
const PROGRAM = `
import { system } from "${new URL("../../lib/system/mod.ts", import.meta.url).href}";

const settings = async () => {
  const { stdout } = await new Deno.Command("stty", { args: ["-g"], stdin: "inherit" }).output();
  return new TextDecoder().decode(stdout);
};
const before = await settings();
const release = system.stdin.swallowKeys();
const during = await settings();
release();
console.log(during === before, await settings() === before);
Deno.exit();
`;

Deno.test({
  name:
    "a terminal whose keys are swallowed no more is set as before at once, not when the program ends",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "the system on a terminal"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/program.ts`, PROGRAM);
      const words = [Deno.execPath(), "run", "--quiet", "-A", `${directory}/program.ts`];
      const command = words.map(quoted).join(" ");
      const outcome = await runCommand(["script", "--quiet", "--command", command, "/dev/null"]);
      assertEquals(outcome.stdout.trim().split("\n").at(-1), "false true");
    }),
});
