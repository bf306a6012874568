import { assertEquals } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { runProgram } from "../cli/program.ts";

Deno.test("fingerprint --check takes whatever fingerprint, verify and install print, of any length", () =>
  withDirectory(async (directory) => {
    for (const sizeBytes of [128, 256, 4096]) {
      const path = `${directory}/${sizeBytes}`;
      await writeKey(path, await fixedKey("any line", sizeBytes));
      const check = async (text: string) =>
        (await runProgram(["fingerprint", "--check", text, path])).code;
      const { stdout } = await runProgram(["fingerprint", path]);
      assertEquals(await check(stdout.trimEnd()), 0, stdout);
      for (const line of stdout.trimEnd().split("\n")) assertEquals(await check(line), 0, line);
      assertEquals(await check((await runProgram(["verify", path])).stdout), 0);
      assertEquals(await check((await runProgram(["install", path, `${path}.new`])).stdout), 0);
    }
  }));
