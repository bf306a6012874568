import { sha256 } from "../../lib/system/sha256.ts";
import { assertEquals } from "../assert.ts";

const hexadecimal = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const text = (words: string) => new TextEncoder().encode(words);

Deno.test("sha256() gives the digests of the examples of FIPS 180-4, in one piece and in several", async () => {
  const ofAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assertEquals(hexadecimal(await sha256(text("abc"))), ofAbc);
  assertEquals(hexadecimal(await sha256(text("a"), text(""), text("bc"))), ofAbc);
  assertEquals(
    hexadecimal(await sha256(text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
  assertEquals(
    hexadecimal(await sha256()),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});
