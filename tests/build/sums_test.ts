import { assertEquals } from "../assert.ts";
import { isIntact, sumFile, sumsText, withSum } from "../../scripts/build/sums.ts";
import { withDirectory } from "../keys.ts";

// FIPS 180-4: the digests of "abc" and of nothing are its best known examples.
const [EMPTY, ABC] = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
] as const;

const sum = (file: string, sha256: string) => ({ file, bytes: 0, sha256 });

Deno.test("sumsText() has a line for each file, sorted, as sha256sum(1) writes it", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/b`, "abc");
    await Deno.writeTextFile(`${directory}/a`, "");
    const sums = [await sumFile(`${directory}/b`), await sumFile(`${directory}/a`)];
    assertEquals(sumsText(sums), `${EMPTY}  a\n${ABC}  b\n`);
  });
});

Deno.test("withSum() adds a line in its place, or puts it in the place of that for the same file", () => {
  const text = sumsText([sum("a", ABC), sum("c", ABC)]);
  assertEquals(withSum("", sum("b", EMPTY)), `${EMPTY}  b\n`);
  assertEquals(withSum(text, sum("b", EMPTY)), `${ABC}  a\n${EMPTY}  b\n${ABC}  c\n`);
  assertEquals(withSum(text, sum("c", EMPTY)), `${ABC}  a\n${EMPTY}  c\n`);
});

Deno.test("isIntact() tells a file from one that was changed, and from none", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/a`, "abc");
    assertEquals(await isIntact(directory, sum("a", ABC)), true);
    assertEquals(await isIntact(directory, sum("a", EMPTY)), false);
    assertEquals(await isIntact(directory, sum("b", ABC)), false);
  });
});
