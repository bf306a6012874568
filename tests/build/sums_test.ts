import { assertEquals } from "../assert.ts";
import { sumsText } from "../../scripts/build/sums.ts";
import { withDirectory } from "../keys.ts";

Deno.test("sumsText() covers what is for users, sorted, as sha256sum(1) writes it", async () => {
  await withDirectory(async (directory) => {
    // FIPS 180-4: the digests of "abc" and of nothing are its best known examples.
    await Deno.writeTextFile(`${directory}/corosync-keygen-1-b`, "abc");
    await Deno.writeTextFile(`${directory}/corosync-keygen-1-a`, "");
    await Deno.writeTextFile(`${directory}/build.json`, "abc");
    await Deno.writeTextFile(`${directory}/notes`, "abc");
    const [empty, abc] = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ];
    assertEquals(
      await sumsText(directory),
      `${abc}  build.json\n${empty}  corosync-keygen-1-a\n${abc}  corosync-keygen-1-b\n`,
    );
  });
});

Deno.test("sumsText() takes the file of the first directory where two have one of that name", async () => {
  await withDirectory(async (directory) => {
    for (const place of ["made", "dist"]) {
      await Deno.mkdir(`${directory}/${place}`);
      await Deno.writeTextFile(`${directory}/${place}/build.json`, place === "made" ? "abc" : "");
    }
    await Deno.writeTextFile(`${directory}/dist/corosync-keygen-0`, "");
    const lines = (await sumsText(`${directory}/made`, `${directory}/dist`)).trimEnd().split("\n");
    assertEquals(lines.map((line) => [line.slice(0, 4), line.slice(66)]), [
      ["ba78", "build.json"],
      ["e3b0", "corosync-keygen-0"],
    ]);
  });
});
