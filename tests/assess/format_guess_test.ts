import { guessFormat, startFormatGuess } from "../../lib/assess/format_guess.ts";
import { Failure } from "../../lib/failure.ts";
import { startStreamTests } from "../../lib/assess/stream_tests.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../assert.ts";
import { changingNoise } from "../noise.ts";
import { fairBytes, REQUEST } from "../report/samples.ts";
import { decode } from "./through_command.ts";

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

/** 12-bit samples in the upper bits of 16. */
function movedUp(littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(20_000));
  for (let i = 0; i < 10_000; i++) {
    view.setUint16(2 * i, fair[i] * 16 + (fair[i + 10_000] & 15) * 4096 & 0xfff0, littleEndian);
  }
  return new Uint8Array(view.buffer);
}

/** A file that begins with some characters. */
function file(beginning: string): Uint8Array {
  return Uint8Array.of(
    ...Array.from(beginning, (character) => character.charCodeAt(0)),
    ...fair.subarray(0, 300),
  );
}

const SOX_16 =
  "sox -D /dev/stdin -t raw -e unsigned -b 16 -L - < FILE | corosync-keygen assess --format u16le -";

/** A WAV file of a format, whose first chunk is another one. */
function wav(bits: number, format = 1): Uint8Array {
  const little = (value: number) => String.fromCharCode(value & 255, value >> 8);
  return file(
    `RIFF1234WAVEJUNK\x04\0\0\0....fmt \x10\0\0\0${little(format)}\x01\0` +
      `\x80\xbb\0\0\0\0\0\0\0\0${little(bits)}data1234`,
  );
}

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
    "awk '{print $2}' < FILE | corosync-keygen assess --format decimal -",
  ],
  [
    "CSV with a heading",
    text("time,sample\n" + numbers.map((n, i) => `${i},${n}`).join("\n")),
    "tail -n +2 < FILE | cut -d ',' -f 2 | tr -d '\"' | corosync-keygen assess --format decimal -",
  ],
  [
    "CRLF damage",
    Uint8Array.from(Array.from(fair).flatMap((byte) => byte === 10 ? [13, 10] : [byte])),
    "perl -C0 -0777 -pe 's/\\r\\n/\\n/g' < FILE | corosync-keygen assess -",
  ],
  [
    "WAV of 8 bits",
    wav(8),
    "sox -D /dev/stdin -t raw -e unsigned -b 8 -L - < FILE | corosync-keygen assess -",
  ],
  ["WAV of 16 bits", wav(16), SOX_16],
  [
    "WAV of 24 bits",
    wav(24),
    "sox -D /dev/stdin -t raw -e unsigned -b 24 -L - < FILE | od -An -v -t u1 -w3 | awk '{print $1 + 256 * $2}' | " +
    "corosync-keygen assess --format decimal -",
  ],
  ["WAV of floating-point numbers", wav(32, 3), null],
  ["WAV of mu-law", wav(8, 7), null],
  ["FLAC", file("fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0a\xc4\x40\xf0"), SOX_16],
  ["tar", file("name".padEnd(257, "\0") + "ustar"), "tar -xOf - < FILE | corosync-keygen assess -"],
  ["RAR", file("Rar!\x1a\x07"), null],
  ["LUKS", file("LUKS\xba\xbe"), null],
  ["NumPy", file("\x93NUMPY\x01\0\x76\0{'descr': '<u2'}"), null],
  ["left-aligned", movedUp(true), "corosync-keygen assess --format u16le FILE"],
  ["left-aligned, big endian", movedUp(false), "corosync-keygen assess --format u16be FILE"],
  [
    "gzip",
    Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 2, 3, ...fair.subarray(0, 100)),
    "gzip -dc < FILE | corosync-keygen assess -",
  ],
  // A checksum of its header and a comment.
  [
    "gzip with flags",
    file("\x1f\x8b\x08\x121234\0\x03"),
    "gzip -dc < FILE | corosync-keygen assess -",
  ],
  ["bzip2 -1", file("BZh11AY&SY"), "bzip2 -dc < FILE | corosync-keygen assess -"],
  ["JPEG of a camera", file("\xff\xd8\xff\xe1"), null],
  [
    "xxd",
    text("00000000: b129 5c56 67d6 fd41 2e65 ab5d 91de 1d8d  .)\\Vg..A\n".repeat(9)),
    "sed 's/^[^:]*: *//; s/  .*//' < FILE | corosync-keygen assess --format hex -",
  ],
  ["prose", text("The quick brown fox jumps over the lazy dog. ".repeat(9)), null],
];

Deno.test("guessFormat() names what recordings are given as, with the command that reads them", () => {
  for (const [what, head, command] of NAMED) {
    const guess = guessFormat(head);
    assertEquals([guess !== null, guess?.command], [true, command], what);
  }
});

Deno.test("low noise is no noise that lost its highest bit", () => {
  const low = changingNoise(100_000, () => 20, 1).map((byte) => Math.max(0, byte - 100));
  assertEquals(guessFormat(low)?.name, "symbols of 7 bits, one a byte");
  for (const deviation of [20, 60]) {
    const lost = changingNoise(100_000, () => deviation, 1).map((byte) => byte & 127);
    assertEquals(guessFormat(lost)?.name, "bytes without their highest bit");
  }
});

Deno.test("noise about the middle is named as nothing, whatever its width", () => {
  for (const deviation of [20, 30, 60]) {
    assertEquals(guessFormat(changingNoise(100_000, () => deviation, 1)), null, `${deviation}`);
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

Deno.test("an end that a limit made speaks against no format; the end of the source does, also behind --skip", () => {
  const base64 = text(btoa(String.fromCharCode(...fair.subarray(0, 3000))));
  for (
    const [format, recording, bytes] of [["base64", base64, 3997], [
      "hex",
      text(hex.join("")),
      3999,
    ]] as const
  ) {
    const guess = (ended: boolean, skipBytes = 0) => {
      const tests = startStreamTests({ ...REQUEST, skipBytes }, null, { decided: null });
      tests.take(recording.subarray(0, bytes));
      tests.finish(ended);
      return tests.results().guess;
    };
    assertEquals(guess(true)?.command, null, format);
    assertStringIncludes(guess(true)?.evidence ?? "", `cannot read it as ${format}: it ends at`);
    const command = `corosync-keygen assess --format ${format} FILE`;
    assertEquals(guess(false)?.command, command);
    // All that is behind what was skipped is read by the command.
    const [reads, fails] = format === "hex" ? [3, 2] : [3, 4];
    assertEquals(guess(true, reads)?.command, command);
    assertEquals(guess(true, fails)?.command, null);
    assertStringIncludes(guess(true, fails)!.evidence, `it ends at byte ${bytes}, `);
  }
});

Deno.test("what is said of all bytes holds behind the first mebibyte too, or is said of that alone", () => {
  const guessOf = (first: Uint8Array, ...others: Uint8Array[]) => {
    const guess = startFormatGuess({ ...REQUEST, skipBytes: 0 });
    let left = 2 ** 20;
    for (; left > 0; left -= first.length) guess.take(first);
    for (const other of others) guess.take(other);
    return guess.result(true);
  };
  const narrow = fair.map((byte) => byte & 15);
  const command = (width: number) => `corosync-keygen assess --bits-per-symbol ${width} FILE`;
  const evidence = "no byte is above 15";
  const name = "symbols of 4 bits, one a byte";
  assertEquals(guessOf(narrow, narrow), { name, evidence, command: command(4) });
  assertEquals(guessOf(narrow, narrow, Uint8Array.of(16)), {
    name: "symbols of 5 bits, one a byte",
    evidence: "no byte is above 16",
    command: command(5),
  });
  assertEquals(guessOf(narrow, Uint8Array.of(128)), null);
  const digits = text(`${hex.slice(0, 16).join("")}\n`);
  const inFirst = "it holds nothing but hexadecimal digits, in the first mebibyte";
  assertEquals(guessOf(digits, digits), {
    name: "hexadecimal text",
    evidence: inFirst,
    command: "corosync-keygen assess --format hex FILE",
  });
  assertEquals(guessOf(digits, digits, text("END\n")), {
    name: "hexadecimal text",
    evidence: `${inFirst}; cannot read it as hex: byte ${
      (Math.ceil(2 ** 20 / digits.length) + 1) * digits.length + 1
    } is 'N' (0x4e)`,
    command: null,
  });
  assertStringIncludes(guessOf(words(true))!.evidence, ", in the first mebibyte");
});

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

Deno.test("a recording that ends within a sample is refused with how many of its bytes do not", () => {
  for (
    const [format, written, hint] of [
      ["hex", "0a 0", "its first 2 bytes end with a sample; --bytes 2 reads no more"],
      ["base64", "AA==\nA\n", "its first 2 bytes end with a sample; --bytes 2"],
      ["u16be", "abc", "its first 2 bytes end with a sample; --bytes 2 reads no more"],
      ["u16le", "a", undefined],
      ["hex", "0", undefined],
    ] as const
  ) {
    const error = assertThrows(() => decode(format, text(written)), Failure);
    assertEquals(error.hint?.slice(0, hint?.length), hint, written);
  }
});

Deno.test("nothing is guessed from one byte repeated, whatever it is; from two values something may be", () => {
  for (let byte = 0; byte < 256; byte++) {
    for (const length of [64, 1_000]) {
      assertEquals(guessFormat(new Uint8Array(length).fill(byte)), null, `${byte}`);
    }
  }
  const hexadecimal = Uint8Array.from({ length: 64 }, (_, i) => i % 3 === 0 ? 0x31 : 0x41);
  assertEquals(guessFormat(hexadecimal)?.name, "hexadecimal text");
});
