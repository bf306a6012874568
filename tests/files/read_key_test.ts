import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { readKeyFromStdin } from "../../lib/files/read_key.ts";

/** The program's host, with so many bytes on standard input that arrive 1,000 at a time. */
async function withStdin(sizeBytes: number) {
  const bytes = await fixedKey("pieces", sizeBytes);
  let at = 0;
  const read = (buffer: Uint8Array): Promise<number | null> => {
    const piece = bytes.subarray(at, at + Math.min(1000, buffer.length));
    buffer.set(piece);
    at += piece.length;
    return Promise.resolve(piece.length === 0 ? null : piece.length);
  };
  return { bytes, host: { ...system, stdin: { ...system.stdin, read } } };
}

Deno.test("readKeyFromStdin() reads to the end, whatever the pieces, and not beyond 65,536 bytes", async () => {
  for (const sizeBytes of [0, 128, 4096, 10_000, 65_536, 65_537]) {
    const { bytes, host } = await withStdin(sizeBytes);
    const content = await readKeyFromStdin(host, 3);
    const wanted = Math.min(sizeBytes, 65_536);
    assertEquals(content.sizeBytes, wanted);
    assertEquals(content.bytes, bytes.subarray(0, wanted));
    content.release();
    assertEquals(content.bytes.every((byte) => byte === 0), true);
  }
});
