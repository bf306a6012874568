import { deflateSync } from "node:zlib";
import { guessFormat } from "../../lib/assess/format_guess.ts";
import { CONTAINER_KINDS } from "../../lib/key/container_kinds.ts";
import { assert, assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack, throughCommand } from "./through_command.ts";

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
      [
        beginning("!<arch>\n"),
        "an ar archive",
        "ar p /dev/stdin < FILE | corosync-keygen assess -",
      ],
      [beginning("Salted__"), "data encrypted with openssl enc", null],
      [beginning("age-encryption.org/v1\n-> X25519 "), "data encrypted with age", null],
      [
        beginning("\x5d\0\0\x80\0" + "\xff".repeat(8)),
        "LZMA",
        "xz -dc < FILE | corosync-keygen assess -",
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

Deno.test("low noise is neither a capture nor zlib; captures and short streams are named", () => {
  const noise = (...bytes: number[]) =>
    Uint8Array.of(...bytes, ...fair.map((byte) => 9 + byte % 6));
  assertEquals(name(noise(10, 13, 13, 10)) === "a pcapng capture", false);
  for (const order of ["\x1a\x2b\x3c\x4d", "\x4d\x3c\x2b\x1a"]) {
    assertEquals(name(beginning(`\n\r\r\n\x1c\0\0\0${order}`)), "a pcapng capture");
  }
  // The codes of bytes 52 to 5b are of 8 bits, and each is a byte.
  const coded = Uint8Array.of(0x78, 0x5e, ...fair.map((byte) => 0x52 + byte % 10));
  for (const length of [64, 256, 3_000]) {
    const head = coded.subarray(0, length);
    assertEquals(name(head) === "data compressed by zlib", false, String(length));
  }
  const short = new Uint8Array(
    deflateSync("a word and another one, ".repeat(3) + fair.toHex().slice(0, 60)),
  );
  assertEquals([short.length < 128, name(short)], [true, "data compressed by zlib"]);
});

Deno.test("of a NumPy array of 64 bits the lower 16 are taken, in either order", () =>
  withDirectory(async (directory) => {
    for (
      const [type, little] of [["<i8", true], [">u8", false], ["<u4", true], [
        ">i4",
        false,
      ]] as const
    ) {
      const width = Number(type[2]);
      const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (100,), }`;
      const samples = fair.subarray(0, 100 * width);
      const head = beginning(`\x93NUMPY\x01\0\x76\0${header.padEnd(117)}\n`, samples);
      const expected = Array.from({ length: 100 }, (_, i) => {
        const low = little ? i * width : (i + 1) * width - 1;
        return samples[low] + 256 * samples[little ? low + 1 : low - 1];
      });
      const path = `${directory}/array`;
      await Deno.writeFile(path, head);
      const [, numbers] = await throughCommand(guessFormat(head)!.command!, path);
      assertEquals(new TextDecoder().decode(numbers), `${expected.join("\n")}\n`, type);
    }
  }));
