import { guessFormat } from "../../lib/assess/format_guess.ts";
import { Failure } from "../../lib/failure.ts";
import { startStreamTests } from "../../lib/assess/stream_tests.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes, REQUEST } from "../report/samples.ts";
import { decode, throughCommand } from "./through_command.ts";

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
function wav(bits: number, format = 1, form = "RIFF"): Uint8Array {
  const little = (value: number) => String.fromCharCode(value & 255, value >> 8);
  return file(
    `${form}1234WAVEJUNK\x04\0\0\0....fmt \x10\0\0\0${little(format)}\x01\0` +
      `\x80\xbb\0\0\0\0\0\0\0\0${little(bits)}data1234`,
  );
}

/** A NumPy array with a header of so many bytes. */
function numpy(type: string, header: number): Uint8Array {
  const words = `{'descr': '${type}', 'fortran_order': False, 'shape': (300,), }`;
  const length = String.fromCharCode(header, 0);
  return file(`\x93NUMPY\x01\0${length}${words.padEnd(header - 1)}\n`);
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
  ["a terminal's CR", fair.map((byte) => byte === 13 ? 10 : byte), null],
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
  ["WAV of mu-law", wav(8, 7), SOX_16],
  ["WAV of more than 4 GB", wav(16, 1, "RF64"), null],
  ["FLAC", file("fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0a\xc4\x40\xf0"), SOX_16],
  ["AIFF", file("FORM1234AIFFCOMM\0\0\0\x12\0\x01\0\0\0\0\0\x10"), SOX_16],
  ["AU", file(".snd\0\0\0\x18\0\0\0\0\0\0\0\x03"), SOX_16],
  ["tar", file("name".padEnd(257, "\0") + "ustar"), "tar -xOf - < FILE | corosync-keygen assess -"],
  ["RAR", file("Rar!\x1a\x07"), "unrar p -inul /dev/stdin < FILE | corosync-keygen assess -"],
  ["BMP", file("BM1234\0\0\0\0"), null],
  ["PGM", file("P5\n640 480\n255\n"), null],
  ["LUKS", file("LUKS\xba\xbe"), null],
  ["Parquet", file("PAR1"), null],
  ["NumPy, bytes", numpy("|u1", 70), "corosync-keygen assess --skip 80 FILE"],
  ["NumPy, int16", numpy("<i2", 118), "corosync-keygen assess --skip 128 --format u16le FILE"],
  ["NumPy, uint16", numpy(">u2", 118), "corosync-keygen assess --skip 128 --format u16be FILE"],
  ["NumPy, bits", numpy("|b1", 70), "corosync-keygen assess --skip 80 --bits-per-symbol 1 FILE"],
  [
    "NumPy, uint32",
    numpy("<u4", 118),
    "tail -c +129 < FILE | od -An -v -t u1 -w4 | awk '{print $1 + 256 * $2}' | " +
    "corosync-keygen assess --format decimal -",
  ],
  ["NumPy, float64", numpy("<f8", 118), null],
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

const few = fair.subarray(0, 3_001);
const fewHex = hex.slice(0, 3_001);

/** What od(1) prints: offsets and words of some bytes each, the less significant byte first. */
function dumped(word: (bytes: Uint8Array) => string, wordBytes: number, radix: number): string {
  const rows = Array.from({ length: 187 }, (_, row) => {
    const offset = (16 * row).toString(radix).padStart(7, "0");
    const at = Array.from({ length: 16 / wordBytes }, (_, i) => 16 * row + wordBytes * i);
    return `${offset} ${at.map((i) => word(few.subarray(i, i + wordBytes))).join(" ")}\n`;
  });
  return rows.join("") + (16 * 187).toString(radix).padStart(7, "0") + "\n";
}
const dumpedBytes = Array.from(few.subarray(0, 16 * 187));
const digits = (radix: number, width: number) => (bytes: Uint8Array) =>
  (bytes[0] + (bytes.length > 1 ? 256 * bytes[1] : 0)).toString(radix).padStart(width, "0");
const withoutOffsets = (rows: string) => rows.replaceAll(/^\d+ ?/gm, " ");

function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g)!.map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(five, 2)])
    .join("");
}
const inBase32 = base32(few.subarray(0, 3_000));
const bom = (words: string) => Uint8Array.of(0xef, 0xbb, 0xbf, ...text(words));
const utf16 = (words: string) =>
  Uint8Array.of(0xfe, 0xff, ...Array.from(text(words)).flatMap((code) => [0, code]));

/** What xxd -b prints, the printable ones of each row behind it. */
function inBinary(bytes: Uint8Array): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 6) }, (_, row) => {
    const six = Array.from(bytes.subarray(6 * row, 6 * row + 6));
    const shown = six.map((n) => n >= 32 && n < 127 ? String.fromCharCode(n) : ".").join("");
    const words = six.map((n) => n.toString(2).padStart(8, "0")).join(" ");
    return `${(6 * row).toString(16).padStart(8, "0")}: ${words.padEnd(53)}  ${shown}\n`;
  });
  return rows.join("");
}

/** Records of 16 bytes: length, address, type, data and the checksum that makes their sum 0. */
function intelHex(bytes: Uint8Array, lineEnd: string): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const data = bytes.subarray(16 * row, 16 * row + 16);
    const record = [data.length, 16 * row >> 8, 16 * row & 255, 0, ...data];
    const sum = record.reduce((a, b) => a + b);
    return ":" + [...record, -sum & 255].map((n) => n.toString(16).padStart(2, "0")).join("");
  });
  return [...rows, ":00000001FF", ""].join(lineEnd).toUpperCase();
}

/** As xxd -i writes it. */
function inC(declaration: string, numbers: readonly string[]): string {
  const rows = Array.from(
    { length: Math.ceil(numbers.length / 12) },
    (_, row) => "  " + numbers.slice(12 * row, 12 * row + 12).join(", "),
  );
  return `${declaration} = {\n${rows.join(",\n")}\n};\nunsigned int a_len = ${numbers.length};\n`;
}

const GIVEN_BACK: readonly [what: string, head: Uint8Array, bytes: ArrayLike<number>][] = [
  ["od", text(dumped(digits(8, 6), 2, 8)), dumpedBytes],
  ["od -b", text(dumped(digits(8, 3), 1, 8)), dumpedBytes],
  ["od -x", text(dumped(digits(16, 4), 2, 8)), dumpedBytes],
  ["od -tx1", text(dumped(digits(16, 2), 1, 8)), dumpedBytes],
  ["od -tu1", text(dumped((bytes) => String(bytes[0]).padStart(3), 1, 8)), dumpedBytes],
  ["hexdump", text(dumped(digits(16, 4), 2, 16)), dumpedBytes],
  ["od -An", text(withoutOffsets(dumped(digits(8, 6), 2, 8))), dumpedBytes],
  ["od -An -b", text(withoutOffsets(dumped(digits(8, 3), 1, 8))), dumpedBytes],
  ["xxd -b", text(inBinary(few)), few],
  ["Intel HEX", text(intelHex(few, "\n")), few],
  ["Intel HEX with CR", text(intelHex(few, "\r\n")), few],
  ["an array in C", text(inC("unsigned char a[]", fewHex.map((byte) => `0x${byte}`))), few],
  ["an array in C on one line", text(`int a[] = {${few.join(",")}};\n`), few],
  ["UTF-8 of Latin-1", text(String.fromCharCode(...few)), few],
  ["base32", text(inBase32), few.subarray(0, 3_000)],
  ["base32 in lines", text(inBase32.replaceAll(/.{76}/g, "$&\r\n")), few.subarray(0, 3_000)],
  ["base32, lower case", text(inBase32.toLowerCase()), few.subarray(0, 3_000)],
  ["hex with 0x", text(fewHex.map((byte) => `0x${byte}`).join(", ")), few],
  ["C array", text(`{ ${fewHex.map((byte) => `0X${byte.toUpperCase()}`).join(",\n")} };`), few],
  ["hex with \\x", text(fewHex.map((byte) => `\\x${byte}`).join("")), few],
  ["hex with colons", text(fewHex.join(":") + "\n"), few],
  ["hex with hyphens", text(fewHex.join("-").toUpperCase()), few],
  ["hex with commas", text(fewHex.join(", ")), few],
  ["JSON", text(JSON.stringify(Array.from(few))), few],
  ["JSON in lines", text(JSON.stringify(Array.from(few), null, 2)), few],
  ["bits with commas", text(Array.from(few, (byte) => byte & 1).join(",")), few.map((n) => n & 1)],
  ["bits in JSON", text(JSON.stringify(Array.from(few, (n) => n & 1))), few.map((n) => n & 1)],
  ["hex behind a mark", bom(fewHex.join("")), few],
  ["hex with colons behind a mark", bom(fewHex.join(":")), few],
  ["decimals behind a mark", bom(Array.from(few).join("\r\n")), few],
  ["columns behind a mark", bom(Array.from(few, (n, i) => `${i} ${n}`).join("\n")), few],
  ["times and samples", text(Array.from(few, (n, i) => `${i}.5,"${n}"\r\n`).join("")), few],
  ["hex in UTF-16", utf16(fewHex.join("")), few],
  ["decimals in UTF-16", utf16(Array.from(few).join("\n")), few],
  [
    "decimals in UTF-16 without a mark",
    utf16(Array.from(few).join("\n")).subarray(2),
    few,
  ],
  [
    "bits in UTF-16, little endian",
    Uint8Array.from(Array.from(few).flatMap((n) => [48 + (n & 1), 0])),
    few.map((n) => n & 1),
  ],
  [
    "64-bit samples near 1e9",
    new Uint8Array(BigUint64Array.from(few, (n) => 1_000_013_312n + BigInt(n)).buffer),
    few,
  ],
  [
    "64-bit samples",
    new Uint8Array(BigUint64Array.from(few, (n) => 0x1234567800n + BigInt(n)).buffer),
    few,
  ],
];

Deno.test("the command that is named gives back the bytes that were written", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/a recording`;
    for (const [what, head, bytes] of GIVEN_BACK) {
      const { command } = guessFormat(head) ?? {};
      assertEquals(typeof command, "string", what);
      await Deno.writeFile(path, head);
      const [format, input] = await throughCommand(command!, path);
      assertEquals(decode(format, input)[0], Array.from(bytes), `${what}: ${command}`);
    }
  }));

Deno.test("an end or a beginning that a limit made speaks against no format; the end of the source does", () => {
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
    assertEquals(guess(true, format === "hex" ? 2 : 4)?.command, command);
  }
});

Deno.test("what no command reads is named without one", () => {
  const draw = (i: number) => fair[i] + fair[i + 1] / 256 + 0.5;
  for (
    const [head, name] of [
      [text(hex.join("").slice(1)), "hexadecimal text"],
      [text("x" + btoa(String.fromCharCode(...few))), "base64 text"],
      [text("d406d4ee-6b32-4942-b131-596fffa2e868\n".repeat(9)), "UUIDs"],
      [text("d406d4ee-6b32-4942-b131-596fffa2e868".repeat(9)), "UUIDs"],
      [text(fewHex.join("") + "zz"), "text"],
      [text(fewHex.map((byte) => `0x1${byte}${byte}`).join(" ")), "hexadecimal numbers with 0x"],
      [
        text("0000000 31b5 165c 9753\n*\n0000100 31b5 165c 9753\n0000106\n".repeat(2)),
        "output of od or hexdump",
      ],
      [text(dumped(digits(8, 6), 2, 8).replace("\n", "\n*\n")), "output of od or hexdump"],
      [text("70000\n4\n12\n".repeat(30)), "decimal numbers"],
      [text(numbers.map((n, i) => `${i},${n - 100}`).join("\n")), "comma separated values"],
      [text(numbers.map((n, i) => `${i},${n / 4}`).join("\n")), "comma separated values"],
      [text(numbers.map((n, i) => `${i},${n}`).join("\n") + "\nend\n"), "comma separated values"],
      [
        text(numbers.map((n) => `0,${String(n).padStart(3, "0")}`).join("\n")),
        "numbers as text, with a decimal comma",
      ],
      [
        text(numbers.map((n, i) => `${i};1,${String(n).padStart(3, "0")}`).join("\n")),
        "numbers as text, with a decimal comma",
      ],
      [
        new Uint8Array(Uint32Array.from(numbers, (n) => 1e9 + n).buffer),
        "whole or floating-point numbers of 32 bits, little endian",
      ],
      [text(numbers.map((n, i) => `${i} ${1e6 + n}`).join("\n")), "two columns of numbers"],
      [text("12345678901\n".repeat(30)), "text"],
      [new Uint8Array(Float64Array.from({ length: 2_000 }, (_, i) => draw(i)).buffer), floats(64)],
      [new Uint8Array(Float32Array.from({ length: 2_000 }, (_, i) => draw(i)).buffer), floats(32)],
    ] as const
  ) {
    const guess = guessFormat(head);
    assertEquals([guess?.name, guess?.command], [name, null]);
  }
});

function floats(bits: number): string {
  return `floating-point numbers of ${bits} bits, little endian`;
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

Deno.test("whole numbers that are no samples, samples of 24 bits and databases are named as what they are", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const numbers = (most: number) =>
    encode(Array.from({ length: 500 }, (_, i) => `${i * 7919 % most}\n`).join(""));
  const beyond = "each line is a whole number, and not all are samples, which go up to 65535";
  for (const most of [80_000, 3_000_000]) {
    assertEquals(guessFormat(numbers(most)), {
      name: "decimal numbers",
      evidence: beyond,
      command: null,
    });
  }
  assertEquals(
    guessFormat(numbers(65_535))?.command,
    "corosync-keygen assess --format decimal FILE",
  );
  const wide = (order: readonly number[]) =>
    Uint8Array.from(
      { length: 9_000 },
      (_, i) => order[i % 3] === 2 ? fair[i] & 1 : order[i % 3] === 1 ? fair[i] & 63 : fair[i],
    );
  for (
    const [order, name, sum] of [
      [[0, 1, 2], "little", "$1 + 256 * $2"],
      [[2, 1, 0], "big", "$3 + 256 * $2"],
    ] as const
  ) {
    const guess = guessFormat(wide(order));
    assertEquals(guess?.name, `samples of 24 bits, ${name} endian`);
    assertEquals(guess?.command?.includes(sum), true);
  }
  const database = encode("SQLite format 3\0" + "x".repeat(100));
  assertEquals(guessFormat(database)?.name, "an SQLite database");
});

Deno.test("low noise within the capital letters is no base32, which has digits", () => {
  // 25 values from 65 on.
  assertEquals(guessFormat(fair.map((byte) => 65 + byte % 25))?.name, "text");
  const base32 = fair.map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charCodeAt(byte & 31));
  assertEquals(guessFormat(base32)?.name, "base32 text");
});

Deno.test("rows that a dump without offsets leaves out are named, in whatever numbers it is", () => {
  for (const [radix, width] of [[16, 2], [10, 3], [8, 3]] as const) {
    const rows = withoutOffsets(dumped(digits(radix, width), 1, 8)).trimEnd().split("\n");
    rows.splice(3, 0, "*");
    const guess = guessFormat(text(rows.join("\n") + "\n"));
    assertEquals([guess?.name, guess?.command], ["output of od or hexdump without offsets", null]);
    assertStringIncludes(
      guess!.evidence,
      "rows are left out where a * stands: print it again with -v",
    );
  }
  const words = [
    ...withoutOffsets(dumped(digits(8, 6), 2, 8)).split("\n").slice(0, 9),
    "*",
    " 000000",
  ];
  assertEquals(guessFormat(text(words.join("\n")))?.command, null);
});

Deno.test("bytes that went through UTF-8 are named, prose in it and an array with words are not", () => {
  const replaced = text(new TextDecoder().decode(few));
  const guess = guessFormat(replaced);
  assertEquals([guess?.name, guess?.command], ["bytes that went through UTF-8", null]);
  assertStringIncludes(guess!.evidence, "replaced by U+FFFD");
  // A limit may cut a character, and the beginning of an array is enough.
  assertEquals(guessFormat(replaced.subarray(0, 1_000))?.name, "bytes that went through UTF-8");
  assertEquals(guessFormat(text("Größer als über Flüsse, ölig und süß. ".repeat(9))), null);
  const array = text(inC("unsigned char a[]", fewHex.map((byte) => `0x${byte}`)));
  assertEquals(guessFormat(array.subarray(0, 1_001), 8, false)?.name, "an array in C");
  assertEquals(guessFormat(array.subarray(0, 1_001), 8, true)?.command, null);
  const named = text("enum { a = { one, two, three } };\n".repeat(9));
  assertEquals(guessFormat(named)?.name, "text");
});

Deno.test("a mebibyte of any text is looked at once: no pattern goes back over it", () => {
  const long = (piece: string) =>
    guessFormat(text(piece.repeat(Math.ceil(2 ** 20 / piece.length))), 8, true)?.name;
  assertEquals(long("0a1b"), "hexadecimal text");
  assertEquals(long("a = "), "text");
  assertEquals(long(`${"1e5 ".repeat(40)}z\n*\n`), "text");
});

Deno.test("low noise within the printable bytes is not named as text of bits or digits, nor as text without a doubt", () => {
  const about = (middle: number, deviation: number) =>
    Uint8Array.from({ length: 4_096 }, (_, i) => {
      const four = fair[i] + fair[i + 4_000] + fair[i + 8_000] + fair[i + 12_000] - 510;
      return Math.round(middle + deviation * four / 148);
    });
  // White space alone.
  assertEquals(guessFormat(about(11, 0.6))?.name, "symbols of 4 bits, one a byte");
  for (const noise of [about(99.5, 0.7), about(80, 8), about(110, 2)]) {
    const { name, evidence = "", command } = guessFormat(noise) ?? {};
    assertEquals([name, command], ["text", null]);
    assertStringIncludes(evidence, "with little white space: noise may be that too");
  }
  const prose = guessFormat(text("Every byte of prose is a printable character. ".repeat(20)));
  assertEquals(prose?.evidence, "every byte is a printable character");
});

Deno.test("one long line is looked at once, whatever it holds and whatever stands beside it", () => {
  // What each is called is no matter: where a pattern goes back over the line, this lasts for hours.
  for (const one of ["a1", "7", " ", ",", "x"]) {
    guessFormat(text(`${one.repeat(2 ** 20 / one.length)}\n1\n`), 8, false);
  }
  const table = "a,1\nb,2\nc,3\nd,4\n";
  const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".repeat(4);
  for (const one of ["a1", " ", "\t", "\n", ",", ";", "ul", "]", "0 ", "=", "1,", "a:"]) {
    for (
      const before of ["2048\n2047\n2050\n2051\n", table, "ab, cd,\n", "int a[] = {1, ", base32]
    ) {
      guessFormat(text(`${before}${one.repeat(2 ** 17 / one.length)}!\n1\n`), 8, false);
    }
  }
});
