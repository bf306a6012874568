import { assertEquals } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { look, makeNewKey, OLD_KEY, placeOldKey, SUCCESS, verdict } from "./key_runs.ts";
import { withBindMount, withSmallDisk } from "./mounts.ts";

const programs = { mount: "mount" };
const ignore = skipWithout({ programs, root: true }, "key files that are mount points");
const SAVED = ".corosync-keygen-saved-authkey";

Deno.test({
  name: "a key file that is a mount point is written in place, and no copy of the old key stays",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await placeOldKey(path);
      await Deno.chmod(path, 0o644);
      await withBindMount(path, async () => {
        const { ino } = await Deno.stat(path);
        assertEquals(verdict(await makeNewKey(path)), SUCCESS);
        assertEquals(await look(directory), ["authkey file 0400 new"]);
        assertEquals((await Deno.stat(path)).ino, ino);
      });
      assertEquals(await look(directory), ["authkey file 0400 new"]);
    }),
});

Deno.test({
  name: "the receipt says that a key was written in place",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await placeOldKey(path);
      await withBindMount(path, async () => {
        const { keyFile } = JSON.parse((await makeNewKey(path, ["--json"])).stdout);
        assertEquals(keyFile, { path, mode: "0400", replacedOldKey: true, method: "in place" });
      });
    }),
});

Deno.test({
  name: "no room for a copy of the old key: the mount point keeps it, exit 4",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      // Two pages: one for the old key, one that the new key's temporary takes and gives back.
      await withSmallDisk(directory, "size=8k", async () => {
        const path = `${directory}/authkey`;
        await placeOldKey(path);
        await Deno.writeFile(`${directory}/full`, new Uint8Array(4096));
        await withBindMount(path, async () => {
          assertEquals(verdict(await makeNewKey(path)), [
            4,
            `corosync-keygen: Could not write ${path}: No space left on device\n`,
          ]);
          assertEquals(await look(directory), [
            "authkey file 0400 old",
            "full file 0644 4096 bytes",
          ]);
        });
      });
    }),
});

Deno.test({
  name: "when the old key cannot be put back either, a hint says where its copy is",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const [disk, place] = [`${directory}/disk`, `${directory}/place`];
      for (const made of [disk, place]) await Deno.mkdir(made);
      await withSmallDisk(disk, "size=4k", async () => {
        // A file with a hole needs its first page only when it is written to, and then there is none.
        await Deno.writeFile(`${disk}/authkey`, new Uint8Array(), { mode: 0o400 });
        await Deno.truncate(`${disk}/authkey`, OLD_KEY.length);
        await Deno.writeFile(`${disk}/full`, new Uint8Array(4096));
        await Deno.writeFile(`${place}/authkey`, new Uint8Array());
        await withBindMount(`${disk}/authkey`, async () => {
          assertEquals(verdict(await makeNewKey(`${place}/authkey`)), [
            4,
            `corosync-keygen: Could not write ${place}/authkey: No space left on device\n` +
            `hint: the old key is in ${place}/${SAVED}\n`,
          ]);
          const left = [`${SAVED} file 0400 200 bytes`, "authkey file 0400 200 bytes"];
          assertEquals(await look(place), left);
          // With room again the next run puts the copy back first, whatever becomes of it then.
          await Deno.remove(`${disk}/full`);
          assertEquals((await runProgram(["-r", "/dev/null", "-k", `${place}/authkey`])).code, 1);
          assertEquals(await look(place), ["authkey file 0400 200 bytes"]);
        }, `${place}/authkey`);
      });
    }),
});

Deno.test({
  name: "the copy that a killed run has saved is put back before anything else",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await Deno.writeFile(path, OLD_KEY.subarray(0, 17), { mode: 0o400 });
      await placeOldKey(`${directory}/${SAVED}`);
      await withBindMount(path, async () => {
        const failed = await runProgram(["-r", "/dev/null", "-k", path]);
        assertEquals(verdict(failed), [
          1,
          `corosync-keygen: Put back the old key of ${path} that a killed run had saved\n` +
          "corosync-keygen: Unexpected end of /dev/null\n",
        ]);
        assertEquals(await look(directory), ["authkey file 0400 old"]);
      });
    }),
});
