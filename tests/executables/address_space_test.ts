import { assertEquals, assertLess } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { EXECUTABLES, testEach } from "./given.ts";

const MEBIBYTE = 2 ** 20;

/** More address space than any runtime reserves: V8 reserves 64 GiB. */
const PLENTY_MEBIBYTES = 1 << 20;

/** How near the least address space that is enough has to be found. */
const RESOLUTION_MEBIBYTES = 4;

async function startsWithin(mebibytes: number, command: readonly string[]): Promise<boolean> {
  const limit = `--as=${mebibytes * MEBIBYTE}`;
  return (await runCommand(["prlimit", limit, ...command])).code === 0;
}

/** The least address space in MiB with which an empty program of the same runtime ends well. */
async function leastAddressSpace(empty: readonly string[]): Promise<number> {
  let tooLittle = 0, enough = PLENTY_MEBIBYTES;
  while (enough - tooLittle > RESOLUTION_MEBIBYTES) {
    const middle = Math.floor((tooLittle + enough) / 2);
    if (await startsWithin(middle, empty)) enough = middle;
    else tooLittle = middle;
  }
  return enough;
}

testEach(
  EXECUTABLES,
  "makes a key with 128 MiB of address space more than an empty program needs",
  ({ commands }) =>
    withDirectory(async (directory) => {
      const limit = await leastAddressSpace(commands.empty) + 128;
      const command = [...commands.program, "-l", "-k", `${directory}/key`];
      // What threads reserve differs by some 64 MiB from run to run, of the empty program too.
      let starts = 0;
      while (!await startsWithin(limit, command)) assertLess(++starts, 5);
      assertEquals((await Deno.stat(`${directory}/key`)).size, 128);
    }),
  skipWithout({ programs: { prlimit: "util-linux" } }, "executables in little address space"),
);
