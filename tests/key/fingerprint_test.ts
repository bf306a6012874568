import { assertEquals, assertMatch, assertNotEquals } from "../assert.ts";
import { fingerprint } from "../../lib/key/fingerprint.ts";

const counter = (sizeBytes: number): Uint8Array =>
  Uint8Array.from({ length: sizeBytes }, (_, index) => index % 256);

// Each vector: printf 'corosync-keygen key fingerprint v1\n' and the bytes | openssl dgst -sha256
// -binary | base64 | tr -d =
Deno.test("fingerprint() agrees with openssl", async () => {
  assertEquals(await fingerprint(new Uint8Array(128)), {
    full: "SHA256:x4jGehPKSGPGRrqsljWL7StaNActRD8V3P0ZVD795sc",
    first128Bytes: "SHA256:x4jGehPKSGPGRrqsljWL7StaNActRD8V3P0ZVD795sc",
  });
  assertEquals(await fingerprint(counter(256)), {
    full: "SHA256:Xl2Apw5G3M7NVJIDbsdc/2TiQODvy1oL6gXssaJ3bPk",
    first128Bytes: "SHA256:kKqOVXgEQnKQL/P1bmc7r6/Do5BU67jebLN10uqXaeQ",
  });
});

Deno.test("fingerprint() shows that corosync 2.x takes a long key and its start for one key", async () => {
  const long = await fingerprint(counter(256));
  const short = await fingerprint(counter(128));
  assertNotEquals(long.full, short.full);
  assertEquals(long.first128Bytes, short.first128Bytes);
  assertEquals(short.full, short.first128Bytes);
});

Deno.test("fingerprint() counts byte 4096 and not byte 4097", async () => {
  const key = counter(4097);
  const before = await fingerprint(key);
  key[4096] ^= 1;
  assertEquals(await fingerprint(key), before);
  key[4095] ^= 1;
  assertNotEquals((await fingerprint(key)).full, before.full);
});

Deno.test("fingerprint() counts byte 128 for corosync 2.x and not byte 129", async () => {
  const key = counter(129);
  const before = await fingerprint(key);
  key[128] ^= 1;
  assertEquals((await fingerprint(key)).first128Bytes, before.first128Bytes);
  key[127] ^= 1;
  assertNotEquals((await fingerprint(key)).first128Bytes, before.first128Bytes);
});

Deno.test("fingerprint() leaves the key as it was and pads nothing", async () => {
  const key = counter(300);
  const { full } = await fingerprint(key);
  assertEquals(key, counter(300));
  assertMatch(full, /^SHA256:[A-Za-z0-9+/]{43}$/);
});
