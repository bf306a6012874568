import { deflateSync } from "node:zlib";
import { guessFormat } from "../../lib/assess/format_guess.ts";
import { CONTAINER_KINDS } from "../../lib/key/container_kinds.ts";
import { assert, assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack } from "./through_command.ts";

const fair = await fairBytes(3_000);
const beginning = (characters: string, bytes = fair) =>
  Uint8Array.of(...Array.from(characters, (one) => one.charCodeAt(0)), ...bytes);
const name = (head: Uint8Array) => guessFormat(head)?.name;

/** What compress(1) begins with, and codes of 9 bits that are bytes. */
function compressed(flags: number, bytes = fair.subarray(0, 200)): Uint8Array {
  const out = new Uint8Array(3 + Math.ceil(bytes.length * 9 / 8) + 1);
  out.set([0x1f, 0x9d, flags]);
  bytes.forEach((byte, i) => {
    const at = 3 + (9 * i >> 3), word = byte << (9 * i & 7);
    out[at] |= word & 255;
    out[at + 1] |= word >> 8;
  });
  return out.subarray(0, -1);
}

Deno.test("what a key is mistaken for is no recording either, and is named with what unpacks it", () => {
  for (
    const [head, called, command] of [
      [beginning("GIF89a"), "a GIF image", null],
      [beginning("II*\0"), "a TIFF image", null],
      [beginning("MM\0*"), "a TIFF image", null],
      [beginning("hsqs"), "a SquashFS image", null],
      [beginning("RIFF1234WEBP"), "a WebP image", null],
      [beginning("\xed\xab\xee\xdb"), "an RPM package", null],
      [beginning("LZIP\x01"), "lzip", "lzip -dc < FILE | corosync-keygen assess -"],
      [beginning("\x89LZO\0\r\n\x1a\n"), "lzop", "lzop -dc < FILE | corosync-keygen assess -"],
      [
        beginning("070701"),
        "a cpio archive",
        "cpio -i --to-stdout --quiet < FILE | corosync-keygen assess -",
      ],
      [beginning("!<arch>\n"), "an ar archive", "ar p FILE | corosync-keygen assess -"],
      [beginning("Salted__"), "data encrypted with openssl enc", null],
      [beginning("age-encryption.org/v1\n-> X25519 "), "data encrypted with age", null],
      [
        beginning("\x5d\0\0\x80\0" + "\xff".repeat(8)),
        "LZMA",
        "xz -dc FILE | corosync-keygen assess -",
      ],
      [beginning("SIMPLE  =    T"), "FITS", null],
      [beginning("\0\0\0 ftypisom"), "MPEG-4", null],
      [compressed(0x90), "output of compress", "gzip -dc < FILE | corosync-keygen assess -"],
      [compressed(0x8c), "output of compress", "gzip -dc < FILE | corosync-keygen assess -"],
      // gzip reads neither.
      [compressed(0x89), "output of compress", null],
      [compressed(0x10), "output of compress", null],
    ] as const
  ) {
    const guess = guessFormat(head);
    assertEquals([guess?.name, guess?.command], [called, command]);
  }
  for (const flags of [0x91, 0x88, 0xb0]) assertEquals(name(compressed(flags)), undefined);
  const all = CONTAINER_KINDS.reduce((sum, { chance }) => sum + chance, 0);
  assert(all < 3e-7, "chances of all kinds are stated in container_guess.ts");
});

Deno.test("zlib of any level is named by what it unpacks to, and unpacked", () =>
  withDirectory(async (directory) => {
    const low = fair.map((byte) => byte & 15);
    for (const bytes of [fair, low]) {
      for (const level of [0, 1, 6, 9]) {
        const head = new Uint8Array(deflateSync(bytes, { level }));
        assertEquals(name(head), "data compressed by zlib");
        assertEquals(await givenBack(head, `${directory}/zlib`), Array.from(bytes));
      }
    }
    const broken = new Uint8Array(deflateSync(low));
    broken.fill(0xa5, 60, 90);
    assertEquals(name(broken) === "data compressed by zlib", false);
    assertEquals(name(beginning("\x78\x9c")), undefined);
  }));

Deno.test("text and quiet sources that begin as a container do are no containers", () => {
  const text = (beginning: string) => new TextEncoder().encode(beginning + fair.toHex());
  for (const magic of ["070701", "070707"]) assertEquals(name(text(magic)), "hexadecimal text");
  assertEquals(name(new TextEncoder().encode("GIF8" + fair.toBase64())), "base64 text");
  assertEquals(name(beginning("\xce\xce\xce\xce")), undefined);
});
