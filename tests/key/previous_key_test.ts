import { readPreviousKey } from "../../lib/key/previous_key.ts";
import { system } from "../../lib/system/mod.ts";
import type { FileStatus } from "../../lib/system/types.ts";
import { assertEquals } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";

/** What is found out about an old file of so many bytes that begins with the new key, and whether it was read for it. */
async function previousOf(sizeBytes: number) {
  const old = await fixedKey("previous", sizeBytes);
  let wasRead = false;
  const readFile = () => {
    wasRead = true;
    return old.slice();
  };
  const host = { ...system, files: { ...system.files, readFile } };
  const existing = { kind: "file", sizeBytes, modifiedMilliseconds: 0 } as FileStatus;
  const previous = await readPreviousKey(host, "authkey", existing, old.slice(0, 128));
  return [previous?.sizeBytes, previous?.fingerprint !== null, previous?.isTheSame, wasRead];
}

Deno.test("readPreviousKey() looks at a file of 65,535 bytes, and only tells the size of one of 65,536", async () => {
  assertEquals(await previousOf(128), [128, true, true, true]);
  assertEquals(await previousOf(4_097), [4_097, true, false, true]);
  assertEquals(await previousOf(65_535), [65_535, true, false, true]);
  assertEquals(await previousOf(65_536), [65_536, false, false, false]);
});

Deno.test("of a key that goes on in the old one none is said to go on where a write of version 0.1 was left unfinished", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const old = await fixedKey("previous", 256);
    await Deno.writeFile(path, old);
    const goesOn = async () =>
      (await readPreviousKey(system, path, system.files.status(path), old.slice(0, 128)))?.goesOn;
    assertEquals(await goesOn(), true);
    // The key before: as long, and at its end the same.
    const before = await fixedKey("before", 256);
    before.set(old.subarray(128), 128);
    await Deno.writeFile(`${directory}/.corosync-keygen-saved-authkey`, before);
    assertEquals(await goesOn(), false);
  }));
