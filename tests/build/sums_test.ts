import { assertEquals } from "../assert.ts";
import { writeSums } from "../../scripts/build/sums.ts";
import { withDirectory } from "../keys.ts";

Deno.test("writeSums() covers what is for users, sorted, as sha256sum(1) writes it", async () => {
  await withDirectory(async (directory) => {
    // FIPS 180-4: the digests of "abc" and of nothing are its best known examples.
    await Deno.writeTextFile(`${directory}/corosync-keygen-1-b`, "abc");
    await Deno.writeTextFile(`${directory}/corosync-keygen-1-a`, "");
    await Deno.writeTextFile(`${directory}/build.json`, "abc");
    await Deno.writeTextFile(`${directory}/notes`, "abc");
    await writeSums(directory);
    const [empty, abc] = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ];
    assertEquals(
      await Deno.readTextFile(`${directory}/SHA256SUMS`),
      `${abc}  build.json\n${empty}  corosync-keygen-1-a\n${abc}  corosync-keygen-1-b\n`,
    );
  });
});
