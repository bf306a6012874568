import type { RecordingFormat } from "../../lib/assess/assessment.ts";
import { startDecoder } from "../../lib/assess/decode.ts";
import type { Decoder } from "../../lib/assess/decoder.ts";
import { guessFormat } from "../../lib/assess/format_guess.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { fairBytes } from "../report/samples.ts";

const text = (words: string) => new TextEncoder().encode(words);
const fair = await fairBytes(20_000);
const hex = Array.from(fair, (byte) => byte.toString(16).padStart(2, "0"));
const numbers = Array.from(fair.subarray(0, 3000));

/** 16-bit samples around a middle, in either order. */
function words(littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(20_000));
  for (let i = 0; i < 10_000; i++) {
    view.setUint16(2 * i, 2048 + (fair[i] >> 3) - (fair[i + 1] >> 3), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

const read = (name: string) =>
  Deno.readFileSync(new URL(`../fixtures/recordings/${name}`, import.meta.url));

const NAMED: readonly [what: string, head: Uint8Array, command: string | null][] = [
  [
    "bits as bytes",
    read("rec-bit-per-byte-20k.bin"),
    "corosync-keygen assess --bits-per-symbol 1 FILE",
  ],
  ["hexadecimal", read("rec-hex-20k.txt"), "corosync-keygen assess --format hex FILE"],
  ["base64", read("rec-base64-20k.txt"), "corosync-keygen assess --format base64 FILE"],
  ["decimals", read("rec-decimals-20k.txt"), "corosync-keygen assess --format decimal FILE"],
  ["16 bits", read("rec-adc16le-20k.bin"), "corosync-keygen assess --format u16le FILE"],
  ["16 bits, big endian", words(false), "corosync-keygen assess --format u16be FILE"],
  ["16 bits, little endian", words(true), "corosync-keygen assess --format u16le FILE"],
  ["nibbles", fair.map((byte) => byte & 15), "corosync-keygen assess --bits-per-symbol 4 FILE"],
  ["7-bit loss", fair.map((byte) => byte & 127), "corosync-keygen assess --bits-per-symbol 7 FILE"],
  [
    "bits as text",
    text(numbers.map((n) => n & 1).join("")),
    "corosync-keygen assess --format bits FILE",
  ],
  [
    "hex in capitals",
    text(hex.join(" ").toUpperCase()),
    "corosync-keygen assess --format hex FILE",
  ],
  [
    "decimals in a line",
    text(numbers.join(", ")),
    "corosync-keygen assess --format decimal FILE",
  ],
  [
    "two columns",
    text(numbers.map((n, i) => `${i}\t${n}`).join("\n")),
    "awk '{print $2}' FILE | corosync-keygen assess --format decimal -",
  ],
  [
    "CSV with a heading",
    text("time,sample\n" + numbers.map((n, i) => `${i},${n}`).join("\n")),
    "tail -n +2 FILE | cut -d ',' -f 2 | tr -d '\"' | corosync-keygen assess --format decimal -",
  ],
  [
    "CRLF damage",
    Uint8Array.from(Array.from(fair).flatMap((byte) => byte === 10 ? [13, 10] : [byte])),
    "perl -0777 -pe 's/\\r\\n/\\n/g' FILE | corosync-keygen assess -",
  ],
  ["a terminal's CR", fair.map((byte) => byte === 13 ? 10 : byte), null],
  [
    "WAV",
    Uint8Array.of(...text("RIFF1234WAVEfmt "), ...fair.subarray(0, 100)),
    "sox FILE -t raw -e unsigned -b 16 -L - | corosync-keygen assess --format u16le -",
  ],
  [
    "gzip",
    Uint8Array.of(0x1f, 0x8b, 8, 0, ...fair.subarray(0, 100)),
    "gzip -dc FILE | corosync-keygen assess -",
  ],
  [
    "xxd",
    text("00000000: b129 5c56 67d6 fd41 2e65 ab5d 91de 1d8d  .)\\Vg..A\n".repeat(9)),
    "xxd -r FILE | corosync-keygen assess -",
  ],
  ["prose", text("The quick brown fox jumps over the lazy dog. ".repeat(9)), null],
];

Deno.test("guessFormat() names what recordings are given as, with the command that reads them", () => {
  for (const [what, head, command] of NAMED) {
    const guess = guessFormat(head);
    assertEquals([guess !== null, guess?.command], [true, command], what);
  }
});

Deno.test("guessFormat() names 1,000 fair recordings, short and long, as nothing", async () => {
  const all = await fairBytes(2_000_000);
  const lengths = [64, 100, 512, 1_000, 2_048, 20_000];
  let at = 0;
  for (let i = 0; i < 1_000; i++) {
    const length = lengths[i % lengths.length];
    if (at + length > all.length) at = i;
    assertEquals(guessFormat(all.subarray(at, at + length)), null, `${length} bytes at ${at}`);
    at += length;
  }
});

Deno.test("guessFormat() does not wonder about symbols that were announced, nor about a constant", () => {
  assertEquals(guessFormat(fair.map((byte) => byte & 15), 4), null);
  assertEquals(guessFormat(new Uint8Array(20_000)), null);
});

/** Puts bytes through a decoder in pieces of a few bytes, as a pipe may bring them. */
function decode(format: RecordingFormat, bytes: Uint8Array, lsbFirst = false): [number[], Decoder] {
  const decoder = startDecoder({ format, lsbFirst, skipBytes: 0, name: "it", most: null });
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += 7) {
    out.push(...decoder.decode(bytes.subarray(at, at + 7)));
  }
  out.push(...decoder.finish(true));
  return [out, decoder];
}

Deno.test("every format gives the bytes that were written in it", () => {
  const bytes = fair.subarray(0, 300);
  const expected = Array.from(bytes);
  const base64 = btoa(String.fromCharCode(...bytes));
  for (
    const [format, written] of [
      ["raw", bytes],
      ["hex", text(hex.slice(0, 300).join("\n"))],
      ["hex", text(hex.slice(0, 300).join("").toUpperCase())],
      ["base64", text(base64.replace(/.{76}/g, "$&\r\n"))],
      ["base64", text(base64.replaceAll("+", "-").replaceAll("/", "_"))],
      ["decimal", text(expected.join("\n"))],
      ["decimal", text(expected.join("; ") + "\n")],
      ["u16le", Uint8Array.from(expected.flatMap((byte) => [byte, 0]))],
      ["u16be", Uint8Array.from(expected.flatMap((byte) => [0, byte]))],
    ] as const
  ) {
    assertEquals(decode(format, written)[0], expected, format);
  }
  assertEquals(decode("bits", text("01 10\n1"))[0], [0, 1, 1, 0, 1]);
  assertEquals(decode("raw", Uint8Array.of(0b1000_0000, 0b0001_0011), true)[0], [1, 0b1100_1000]);
});

Deno.test("of wide samples the 8 bits that contribute most are kept, and said", () => {
  // Bits 0, 3 to 8 and 11 are fair; 1, 2, 9 and 10 never change.
  const fairBits = [0, 3, 4, 5, 6, 7, 8, 11];
  const samples = numbers.map((byte) =>
    fairBits.reduce((sample, bit, i) => sample | (byte >> i & 1) << bit, 0b0110)
  );
  const [out, decoder] = decode("decimal", text(samples.join(" ")));
  assertEquals(decoder.selectedBits?.positions, fairBits);
  assertEquals(out, numbers);
});

Deno.test("what does not belong into a format is told with its place and its value", () => {
  for (
    const [format, written, message] of [
      ["bits", "0102", "byte 3 is '2' (0x32)"],
      ["hex", "0a0g", "byte 3 is 'g' (0x67)"],
      ["hex", "0a0", "it ends at byte 3, after the first of two digits"],
      ["base64", "AAAA\0", "byte 4 is 0x00"],
      ["base64", "AAAAA", "it ends at byte 5, after one digit of four"],
      ["decimal", "12 x", "byte 3 is 'x' (0x78)"],
      ["decimal", "-1", "byte 0 is '-' (0x2d)"],
      [
        "decimal",
        "1 65536",
        "the number at byte 2 is 65536 or more, the largest possible is 65535",
      ],
      ["u16le", "abc", "it ends at byte 3, after the first of two bytes"],
    ] as const
  ) {
    assertThrows(() => decode(format, text(written)), Failure, message);
  }
});
