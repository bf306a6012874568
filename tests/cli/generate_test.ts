import { assertEquals } from "../assert.ts";
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
