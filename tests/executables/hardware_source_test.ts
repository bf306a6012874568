import { assertEquals } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipUnlessAvailable } from "../skip.ts";
import { testEach, VARIANTS } from "./given.ts";

const SOURCE = "/dev/hwrng";

/** It is there without a generator behind it too; then reading it fails. */
function gives(path: string): boolean {
  try {
    using file = Deno.openSync(path, { read: true });
    return file.readSync(new Uint8Array(1)) === 1;
  } catch {
    return false;
  }
}

testEach(
  VARIANTS,
  `makes a key from ${SOURCE}, which on Deno only a program with all permissions may open`,
  ({ commands }) =>
    withDirectory(async (directory) => {
      const args = ["-r", SOURCE, "-k", `${directory}/key`];
      const { code, stderr } = await runCommand([...commands.program, ...args]);
      assertEquals([code, stderr, (await Deno.stat(`${directory}/key`)).size], [0, "", 128]);
    }),
  skipUnlessAvailable(gives(SOURCE), `keys from ${SOURCE}`, "nothing can be read from it here"),
);
