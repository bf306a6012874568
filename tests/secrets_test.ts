import { assert, assertEquals } from "./assert.ts";
import { fixedKey } from "./keys.ts";
import { findSecret } from "./secrets.ts";

const SECRET = await fixedKey("secret", 128);
const encoder = new TextEncoder();
const hex = (bytes: Uint8Array, between = "") =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(between);
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

/** Eight bytes in a row from the middle of the secret, as a careless program could print them. */
const PART = SECRET.slice(48, 56);
const VIEW = new DataView(PART.buffer);

const LEAKS: Readonly<Record<string, string>> = {
  hexadecimal: `key: ${hex(PART)}`,
  "hexadecimal in capitals": hex(PART).toUpperCase(),
  "hexadecimal with colons": hex(PART, ":"),
  "hexadecimal over two lines": hex(PART).replace(/.{6}/, "$&\n  "),
  "C array": Array.from(PART, (byte) => `0x${hex(Uint8Array.of(byte))}`).join(", "),
  "escapes": Array.from(PART, (byte) => `\\x${hex(Uint8Array.of(byte))}`).join(""),
  "JSON array": JSON.stringify(Array.from(PART)),
  "typed array": Deno.inspect(PART),
  "base64": base64(PART),
  "base64 of more": base64(SECRET.slice(47, 57)),
  "base64 of still more": base64(SECRET.slice(46, 58)),
  "base64url": base64(PART).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
  "number, most significant byte first": `${VIEW.getBigUint64(0)}`,
  "number, least significant byte first": `${VIEW.getBigUint64(0, true)}`,
  "words of four in the other order": `${hex(PART.slice(0, 4).reverse())} ${
    hex(PART.slice(4).reverse())
  }`,
};

for (const [name, text] of Object.entries(LEAKS)) {
  Deno.test(`findSecret() finds eight bytes as ${name}`, () => {
    assert(findSecret(encoder.encode(`before ${text} after`), SECRET).length > 0, text);
  });
}

Deno.test("findSecret() finds eight raw bytes, and not seven in any form", () => {
  assertEquals(findSecret(PART, SECRET), ["raw, words of 1"]);
  const seven = PART.slice(0, 7);
  assertEquals(findSecret(seven, SECRET), []);
  assertEquals(findSecret(encoder.encode(hex(seven)), SECRET), []);
  assertEquals(findSecret(encoder.encode(JSON.stringify(Array.from(seven))), SECRET), []);
});

Deno.test("findSecret() finds nothing in a fingerprint and in other random bytes", async () => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", SECRET));
  const other = await fixedKey("other", 4096);
  for (const bytes of [digest, other]) {
    assertEquals(findSecret(encoder.encode(hex(bytes) + base64(bytes)), SECRET), []);
  }
});
