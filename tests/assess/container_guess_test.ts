import { guessFormat } from "../../lib/assess/format_guess.ts";
import { CONTAINER_KINDS } from "../../lib/key/container_kinds.ts";
import { assert, assertEquals } from "../assert.ts";
import { fairBytes } from "../report/samples.ts";

const fair = await fairBytes(3_000);
const beginning = (characters: string, bytes = fair) =>
  Uint8Array.of(...Array.from(characters, (one) => one.charCodeAt(0)), ...bytes);
const name = (head: Uint8Array) => guessFormat(head)?.name;

Deno.test("what a key is mistaken for is no recording either, and is named with what unpacks it", () => {
  for (
    const [head, called, command] of [
      [beginning("GIF89a"), "a GIF image", null],
      [beginning("RIFF1234WEBP"), "a RIFF file, as WAVE, AVI and WebP are", null],
      [beginning("\x7fELF"), "an ELF program", null],
      [beginning("%PDF-1.7"), "a PDF document", null],
      [beginning("\x89PNG\r\n\x1a\n"), "a PNG image", null],
      [beginning("\xfd7zXZ\0"), "xz", "xz -dc < FILE | corosync-keygen assess -"],
      [beginning("\x28\xb5\x2f\xfd"), "Zstandard", "zstd -dc < FILE | corosync-keygen assess -"],
      [beginning("\x04\x22\x4d\x18"), "LZ4", "lz4 -dc < FILE | corosync-keygen assess -"],
      [
        beginning("PK\x03\x04\x14\0\0\0\x08\0"),
        "a zip archive",
        "unzip -p /dev/stdin < FILE | corosync-keygen assess -",
      ],
      // 7z would ask for the passphrase of an encrypted one where the archive comes from.
      [
        beginning("PK\x03\x04\x33\0\x01\0\x63\0"),
        "a zip archive, packed or encrypted as 7-Zip does",
        null,
      ],
      [
        beginning("7z\xbc\xaf\x27\x1c"),
        "a 7z archive",
        "7z x -so /dev/stdin < FILE | corosync-keygen assess -",
      ],
      [beginning("Salted__"), "data encrypted with openssl enc", null],
      [beginning("age-encryption.org/v1\n-> X25519 "), "data encrypted with age", null],
    ] as const
  ) {
    const guess = guessFormat(head);
    assertEquals([guess?.name, guess?.command], [called, command]);
  }
  const all = CONTAINER_KINDS.reduce((sum, { chance }) => sum + chance, 0);
  assert(all < 3e-7, "chances of all kinds are stated in format_guess.ts");
});

Deno.test("text and quiet sources that begin as a container do are no containers", () => {
  const text = (beginning: string) => new TextEncoder().encode(beginning + fair.toHex());
  for (const magic of ["070701", "070707"]) assertEquals(name(text(magic)), "hexadecimal text");
  assertEquals(name(new TextEncoder().encode("GIF8" + fair.toBase64())), "base64 text");
  assertEquals(name(beginning("\xce\xce\xce\xce")), undefined);
});
