import { ENDING_SIGNALS } from "../../lib/system/signal_numbers.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { assertEquals } from "../assert.ts";

const WAITING = `
import { withWorkDirectory } from "${ROOT}scripts/build/work_directory.ts";
await withWorkDirectory(Deno.args[0], ".around-", () =>
  withWorkDirectory(Deno.args[0], ".made-", async (directory) => {
    console.log(directory);
    if (Deno.args[1] === "fail") throw new Error("failed");
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  }));
`;

/** Starts a script that is making something in `output`; resolves when its directory is there. */
async function start(output: string, ...args: string[]) {
  const script = `${output}/script.ts`;
  await Deno.writeTextFile(script, WAITING);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--no-check", script, output, ...args],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { child, directory: new TextDecoder().decode(value).trim() };
}

const namesIn = (directory: string) => Array.from(Deno.readDirSync(directory), ({ name }) => name);
const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

for (const [name, number] of Object.entries(ENDING_SIGNALS)) {
  Deno.test(`a script that ${name} ends leaves no directory of what it was making`, async () => {
    const output = await Deno.makeTempDir();
    try {
      const { child, directory } = await start(output);
      assertEquals(await exists(directory), true);
      child.kill(name as Deno.Signal);
      const { code } = await child.status;
      assertEquals([code, ...namesIn(output)], [128 + number, "script.ts"]);
    } finally {
      await Deno.remove(output, { recursive: true });
    }
  });
}

Deno.test("a script that fails leaves no directory of what it was making", async () => {
  const output = await Deno.makeTempDir();
  try {
    const { child, directory } = await start(output, "fail");
    const { code } = await child.status;
    assertEquals([code, directory === "", ...namesIn(output)], [1, false, "script.ts"]);
  } finally {
    await Deno.remove(output, { recursive: true });
  }
});
