import { csprngSource, openSource } from "../../lib/entropy/open.ts";
import { Failure } from "../../lib/failure.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";

const QUOTA_BYTES = 65_536;

Deno.test("csprngSource() fills what one call may ask for and no more, with a promise and without", async () => {
  const source = csprngSource();
  for (const [asked, given] of [[QUOTA_BYTES, QUOTA_BYTES], [QUOTA_BYTES + 1, QUOTA_BYTES]]) {
    const now = new Uint8Array(asked);
    const later = new Uint8Array(asked);
    assertEquals([source.readNow?.(now), await source.read(later)], [given, given]);
    // The last 32 bytes of what was given are all zero with probability 2 ** -256.
    for (const buffer of [now, later]) assert(buffer.subarray(given - 32, given).some(Boolean));
    assertEquals([...now.subarray(given)], Array(asked - given).fill(0));
  }
});

Deno.test("a file can only be read with a promise, and its errors name it", async () => {
  const source = await openSource({ kind: "file", path: "/" });
  assertEquals(source.readNow, undefined);
  await assertRejects(() => source.read(new Uint8Array(1)), Failure, "Could not read /: ");
  source.close();
});
