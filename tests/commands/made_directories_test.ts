import { assertEquals, assertMatch } from "../assert.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";
import { look, NEW_KEY } from "../files/key_runs.ts";
import { withReadOnly, withSmallDisk } from "../files/mounts.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";

/** The directories that --mkdir and install make, when the run fails. */

const ignore = skipWithout(
  { programs: { mount: "mount" }, root: true },
  "directories of failed runs on file systems of their own",
);

/** Both commands that make directories, with what the last argument is the key of. */
const commands = (directory: string) => [
  ["-l", "--mkdir", "-k"],
  ["install", `${directory}/from`],
];

Deno.test("a name that is too long is refused before anything is made", () =>
  withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/from`, NEW_KEY, { mode: 0o400 });
    for (const words of commands(directory)) {
      for (const name of ["x".repeat(256), "ä".repeat(128), `${"x".repeat(256)}/key`]) {
        const path = `${directory}/new/dir/${name}`;
        const { code, stderr } = await runProgram([...words, path]);
        assertEquals([code, stderr], [
          2,
          `corosync-keygen: Could not create ${path}: File name too long\n`,
        ]);
        assertEquals(await look(directory), ["from file 0400 new"]);
      }
      const path = `${directory}/new/${"x".repeat(255)}/${"ä".repeat(127)}`;
      assertEquals((await runProgram([...words, path])).code, 0);
      await Deno.remove(`${directory}/new`, { recursive: true });
    }
  }));

Deno.test({
  name: "a run that finds the disk full removes the directories that it made, and no other",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeFile(`${directory}/from`, NEW_KEY, { mode: 0o400 });
      await Deno.mkdir(`${directory}/full`);
      await withSmallDisk(`${directory}/full`, "size=16k", async () => {
        await Deno.mkdir(`${directory}/full/there`);
        await Deno.writeFile(`${directory}/full/filler`, new Uint8Array(16_384)).catch(() => {});
        const before = await look(`${directory}/full`);
        for (const words of commands(directory)) {
          const path = `${directory}/full/there/new/dir/key`;
          const { code, stderr } = await runProgram([...words, path]);
          assertEquals([code, stderr], [
            4,
            `corosync-keygen: Could not write ${path}: No space left on device\n`,
          ]);
          assertEquals(await look(`${directory}/full`), before);
          assertEquals(await look(`${directory}/full/there`), []);
        }
      });
    }),
});

Deno.test({
  name: "with --mkdir a read-only file system is told before anybody waits for the key",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      using fifo = await openFedFifo(`${directory}/fifo`);
      await Deno.mkdir(`${directory}/ro`);
      await withSmallDisk(`${directory}/ro`, "size=64k", () =>
        withReadOnly(`${directory}/ro`, async () => {
          const path = `${directory}/ro/new/key`;
          const running = startProgram(["-r", fifo.path, "--mkdir", "-k", path]);
          // Nothing is ever written to the FIFO.
          const { code, stderr } = await running.ended();
          assertEquals(code, 2);
          assertMatch(stderr, /^corosync-keygen: Could not create \S+: Read-only file system\n/);
        }));
    }),
});
