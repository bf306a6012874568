import { deflateSync } from "node:zlib";
import { assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { isZlibFile } from "../../lib/key/zlib_file.ts";

Deno.test("isZlibFile() takes a stream with its checksum, and of a longer one the start", async () => {
  const text = (await fixedKey("text", 1000)).map((byte) => byte & 0x7f);
  for (const level of [0, 1, 6, 9]) {
    const stream = new Uint8Array(deflateSync(text, { level }));
    assertEquals(await isZlibFile(stream, false), true);
    assertEquals(await isZlibFile(stream.with(-1, stream[stream.length - 1] ^ 1), false), false);
    assertEquals(await isZlibFile(stream.subarray(0, 500), false), false);
    assertEquals(await isZlibFile(stream.subarray(0, 500), true), true);
  }
  const bomb = new Uint8Array(deflateSync(new Uint8Array(5_000_000)));
  assertEquals(await isZlibFile(bomb, false), true);
});

Deno.test("isZlibFile() takes no random bytes, whether or not they begin as zlib does", async () => {
  for (let i = 0; i < 100; i++) {
    const bytes = await fixedKey(`random ${i}`, 8192);
    assertEquals(await isZlibFile(bytes, i % 2 === 0), false);
    bytes.set([0x78, [0x01, 0x5e, 0x9c, 0xda][i % 4]]);
    assertEquals(await isZlibFile(bytes, true), false);
  }
});
