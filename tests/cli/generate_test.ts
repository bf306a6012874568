import { assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { runProgram } from "./program.ts";

Deno.test("generate with -l writes a key of 128 bytes and upstream's two lines", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const path = `${directory}/authkey`;
    const { code, stdout, stderr } = await runProgram(["-l", "-k", path]);
    assertEquals(stderr, "");
    assertEquals(
      stdout,
      `Corosync Cluster Engine Authentication key generator.\nWriting corosync key to ${path}.\n`,
    );
    assertEquals(code, 0);
    const status = await Deno.lstat(path);
    assertEquals([status.size, (status.mode ?? 0) & 0o7777], [128, 0o400]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a source that gives the old key again is named, whether or not the old key is reported", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const [source, path] = [`${directory}/copy`, `${directory}/authkey`];
    const key = await fixedKey("again", 128);
    await Deno.writeFile(source, Uint8Array.of(...key, 1));
    const run = async (...options: string[]) => {
      const { code, stderr } = await runProgram([...options, "-r", source, "-k", path]);
      assertEquals(code, 0);
      return stderr.split("\n").slice(1).join("\n");
    };
    assertEquals(await run(), "");
    const warning =
      `corosync-keygen: Warning: The key is not new: ${source} gave the one again that was there\n`;
    for (const options of [[], ["--verbose"], ["--json"]]) {
      assertEquals(await run(...options), warning);
    }
    // One byte more or less is another key.
    assertEquals(await run("--json", "-s", "129"), "");
    assertEquals(await run("--json"), "");
    assertEquals(await Deno.readFile(path), key);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
