import { constants, deflateRawSync, deflateSync, inflateRawSync } from "node:zlib";
import { assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { isDeflatedMessage, isZlibFile } from "../../lib/key/deflated.ts";

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

const bytesOf = (hex: string) =>
  Uint8Array.from(hex.replaceAll(" ", "").match(/../g) ?? [], (digits) => parseInt(digits, 16));

Deno.test("isDeflatedMessage() knows what gpg signs and stores, however ZIP packed it, whole and from its start", async () => {
  const key = await fixedKey("signed", 256);
  const text = new TextEncoder().encode("a text that is public\n".repeat(20));
  // A signature in one pass, as gpg and sq write it, a signature in front, literal data with and without a name.
  const beginnings = ["900d03000a1601859ce560a1913b01", "c40d03000a1601859ce560a1913b01"]
    .concat("885d04001608 0005 0502", "ac fe 62 00 6b0a4fa0", "cb fe 74 04 6b32353 66b0a4fa0");
  for (const beginning of beginnings) {
    for (const content of [key, text]) {
      const data = new Uint8Array([...bytesOf(beginning), ...content]);
      for (const level of [0, 1, 9]) {
        for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED]) {
          const packed = deflateRawSync(data, { level, strategy });
          // To the end of the file, and of the new form in parts.
          for (const head of ["a301", "c8ea01"]) {
            const message = new Uint8Array([...bytesOf(head), ...packed]);
            const name = `${beginning} ${level} ${strategy} ${head}`;
            assertEquals([await isDeflatedMessage(message), name], [true, name]);
            assertEquals([await isDeflatedMessage(message.subarray(0, 128)), name], [true, name]);
            assertEquals(await isDeflatedMessage(message.with(head.length / 2 - 1, 4)), false);
          }
        }
      }
    }
  }
});

Deno.test("isDeflatedMessage() knows a message of whose start nothing can be unpacked: a table of codes fills it", async () => {
  // Many values of many shares, as a program has them.
  const random = await fixedKey("program", 90_000);
  const content = random.subarray(0, 30_000).map((byte, i) =>
    37 * (byte & random[i + 30_000] & random[i + 60_000])
  );
  const data = new Uint8Array([...bytesOf("900d03000a1601859ce560a1913b01"), ...content]);
  const message = new Uint8Array([0xa3, 1, ...deflateRawSync(data)]);
  const unpacked = inflateRawSync(message.subarray(2, 128), {
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  assertEquals(unpacked.length, 0);
  for (const sizeBytes of [128, 192, 256, 4096, message.length]) {
    assertEquals(await isDeflatedMessage(message.subarray(0, sizeBytes)), true, `${sizeBytes}`);
  }
  // A block without anything ends the stream, and something stands behind it.
  const ended = (await fixedKey("ended", 128)).fill(0xa3, 0, 1).fill(1, 1, 2);
  ended.set([0x03, 0x00], 2);
  assertEquals(await isDeflatedMessage(ended), false);
  // Of fewer bytes than any key has nothing is said by that.
  assertEquals(await isDeflatedMessage(message.subarray(0, 127)), false);
});

Deno.test("isDeflatedMessage() takes neither random bytes nor what holds no packet of a message", async () => {
  for (let i = 0; i < 100; i++) {
    const bytes = await fixedKey(`random ${i}`, 128);
    bytes.set([0xa3, 1]);
    assertEquals(await isDeflatedMessage(bytes), false);
  }
  const packed = deflateRawSync(await fixedKey("packed", 256));
  assertEquals(await isDeflatedMessage(new Uint8Array([0xa3, 1, ...packed])), false);
});
