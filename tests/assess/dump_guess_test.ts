import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack, throughCommand } from "./through_command.ts";

const text = (words: string) => new TextEncoder().encode(words);
const fair = (await fairBytes(3_001)).slice();

interface Dump {
  readonly columns: number;
  readonly group: number;
  readonly radix: number;
  readonly from: number;
  /** Whether the bytes of a group stand in reverse, as with -e. */
  readonly reversed: boolean;
  /** Binary digits instead of hexadecimal ones, as with -b. */
  readonly binary: boolean;
  /** Blanks before the characters. */
  readonly gap: number;
}

const USUAL = { columns: 16, group: 2, radix: 16, from: 0, reversed: false, binary: false, gap: 2 };

/** What xxd prints: offset, groups of bytes, and two blanks before the characters. */
function xxd(bytes: Uint8Array, options: Partial<Dump> = {}): string {
  const { columns, group, radix, from, reversed, binary, gap } = { ...USUAL, ...options };
  const word = (byte: number) =>
    binary ? byte.toString(2).padStart(8, "0") : byte.toString(16).padStart(2, "0");
  const bytesOf = (row: Uint8Array) =>
    Array.from({ length: Math.ceil(row.length / group) }, (_, at) => {
      const words = Array.from(row.subarray(at * group, (at + 1) * group), word);
      return (reversed ? words.reverse() : words).join("");
    }).join(" ");
  const width = bytesOf(new Uint8Array(columns)).length;
  let rows = "";
  for (let at = 0; at < bytes.length; at += columns) {
    const row = bytes.subarray(at, at + columns);
    const characters = Array.from(
      row,
      (byte) => byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".",
    );
    const offset = (from + at).toString(radix).padStart(8, "0");
    rows += `${offset}: ${bytesOf(row).padEnd(width + gap)}${characters.join("")}\n`;
  }
  return rows;
}

/** As the options of xxd make them: the last is the option that says it. */
const DUMPS: readonly [what: string, dump: string][] = [
  ["xxd", xxd(fair)],
  ["-c 32, of which xxd -r takes as many bytes as it prints by itself", xxd(fair, { columns: 32 })],
  ["-c 8", xxd(fair, { columns: 8 })],
  ["-c 1", xxd(fair, { columns: 1 })],
  ["-c 100", xxd(fair, { columns: 100 })],
  ["-c 256 -g 3", xxd(fair, { columns: 256, group: 3 })],
  ["-d, whose offsets xxd -r takes for hexadecimal", xxd(fair, { radix: 10 })],
  ["-d -c 32", xxd(fair, { radix: 10, columns: 32 })],
  ["-s 100, before which xxd -r writes zeros", xxd(fair, { from: 100 })],
  ["-d -s 100", xxd(fair, { from: 100, radix: 10 })],
  ["-g 1", xxd(fair, { group: 1 })],
  ["-g 4", xxd(fair, { group: 4 })],
  ["-g 16", xxd(fair, { group: 16 })],
  ["-u", xxd(fair).replaceAll(/: [0-9a-f ]{39}/g, (bytes) => bytes.toUpperCase())],
  ["-b", xxd(fair, { columns: 6, group: 1, binary: true })],
  ["-b -c 12 -g 2", xxd(fair, { columns: 12, group: 2, binary: true })],
  ["blanks at the ends lost", xxd(fair).replaceAll(/ +\n/g, "\n")],
  ["CR LF", xxd(fair).replaceAll("\n", "\r\n")],
  ["no characters", xxd(fair).replaceAll(/ {2}.*\n/g, "\n")],
];

Deno.test("of what xxd prints with any options the named command takes the bytes, all and no others", () =>
  withDirectory(async (directory) => {
    for (const [what, dump] of DUMPS) {
      assertEquals(await givenBack(text(dump), `${directory}/a dump`), Array.from(fair), what);
    }
  }));

Deno.test("of what xxd prints in another order, with rows left out or in EBCDIC no command is named", () => {
  const reversed = xxd(fair, { reversed: true, group: 4 });
  for (
    const [dump, name, evidence] of [
      [reversed, "output of xxd -e", "print it again without -e"],
      [xxd(fair, { reversed: true }), "output of xxd -e", "print it again without -e"],
      [xxd(fair).replace("\n", "\n*\n"), "output of xxd", "print it again without -a"],
      [xxd(fair).replaceAll(/ {2}.*\n/g, "  ABCDEFGHIJKLMNOP\n"), "output of xxd", "with -p"],
    ] as const
  ) {
    const guess = guessFormat(text(dump));
    assertEquals([guess?.name, guess?.command], [name, null]);
    assertStringIncludes(guess!.evidence, evidence);
  }
});

Deno.test("an array in C may have comments of both kinds", () =>
  withDirectory(async (directory) => {
    const rows = (number: (byte: number) => string, comment: string) => {
      const numbers = Array.from(fair, number);
      return Array.from(
        { length: 251 },
        (_, row) => numbers.slice(12 * row, 12 * row + 12).join(", "),
      )
        .join(`,${comment}\n  `);
    };
    const hex = (byte: number) => `0x${byte.toString(16).padStart(2, "0")}`;
    const before = "/* a { of it */\n#include <a.h> // uint8_t\nconst uint8_t a[] PROGMEM = {";
    for (
      const array of [
        `${before} /* 0 */ ${rows(hex, " // a row, one")} };\n`,
        `${before}\n${rows(hex, "  /* a\n * row **/")} }; // the end\n`,
        `${before} ${rows(String, " // a row")} };\n`,
        `{ ${rows(hex, " // a row")} }\n`,
      ]
    ) {
      assertEquals(
        await givenBack(text(array), `${directory}/a.h`),
        Array.from(fair),
        array.slice(0, 99),
      );
    }
    assertEquals(guessFormat(text("// a = { /* 12, 13 };\n".repeat(9)))?.name, "text");
    // An end that a limit made may lie within a comment.
    const cut = text(`${before} ${rows(hex, " /* a row */")}`).subarray(0, -30);
    assertEquals(guessFormat(cut, 8, false)?.name, "an array in C with comments");
  }));

/** What od prints of bytes, or of numbers of 16 bits. */
async function od(samples: Uint8Array | Uint16Array, path: string, options: string) {
  await Deno.writeFile(path, new Uint8Array(samples.buffer, 0, samples.byteLength));
  const args = ["-v", ...options.split(" "), path];
  return (await new Deno.Command("od", { args, env: { LC_ALL: "C" } }).output()).stdout;
}

/** The numbers that a command gives to --format decimal, before they become symbols. */
async function numbersOf(dump: Uint8Array, path: string): Promise<number[]> {
  await Deno.writeFile(path, dump);
  const [format, input] = await throughCommand(guessFormat(dump)?.command ?? "", path);
  assertEquals(format, "decimal");
  return new TextDecoder().decode(input).trim().split(/\s+/).map(Number);
}

/** Samples of 12 bits at 2048 and less than 31 beside it. */
const adc = Uint16Array.from(fair.subarray(0, 2_000), (byte) => 2_018 + byte % 61);

Deno.test("od's numbers in decimal are read as such, however many digits all of them have", () =>
  withDirectory(async (directory) => {
    for (
      const options of [
        "-t u2",
        "-t d2",
        "-d",
        "-t u2 -A d",
        "-t u2 -A x",
        "-t u2 -w32",
        "-t u2z",
      ]
    ) {
      const dump = await od(adc, `${directory}/samples`, options);
      assertEquals(await numbersOf(dump, `${directory}/dump`), Array.from(adc), options);
    }
    for (const [from, count] of [[0, 256], [90, 20], [5, 20], [180, 70]]) {
      const bytes = fair.map((byte) => from + byte % count);
      const dump = await od(bytes, `${directory}/samples`, "-t u1");
      assertEquals(await numbersOf(dump, `${directory}/dump`), Array.from(bytes), `from ${from}`);
    }
  }));

Deno.test("of numbers that may be of two bases both are named, and no command", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/samples`;
    for (
      const [from, count, options, bases] of [
        [42, 17, "-t u1", "bytes in hexadecimal or bytes in decimal"],
        [120, 8, "-t u1", "bytes in octal or bytes in decimal"],
        [80, 8, "-t o1", "bytes in octal or bytes in decimal"],
      ] as const
    ) {
      const bytes = fair.map((byte) => from + byte % count);
      const guess = guessFormat(await od(bytes, path, options));
      assertEquals([guess?.name, guess?.command], ["output of od or hexdump", null]);
      assertStringIncludes(guess!.evidence, `what may be ${bases}: print it again`);
    }
  }));

Deno.test("what od prints in several kinds, with signs or as characters is named without a command", () =>
  withDirectory(async (directory) => {
    for (
      const [options, evidence] of [
        ["-t x1u1", "numbers of several kinds in turn"],
        ["-t x1 -t x2", "numbers of several kinds in turn"],
        ["-t d1", "not all are samples"],
        ["-t u4", "not all are samples"],
        ["-t x4", "print it again with od -v -t x1"],
        ["-t c", "print it again with od -v -t x1"],
      ]
    ) {
      const guess = guessFormat(await od(fair, `${directory}/samples`, options));
      assertEquals([guess?.name, guess?.command], ["output of od or hexdump", null], options);
      assertStringIncludes(guess!.evidence, evidence);
    }
  }));

/** Rows of od or hexdump with room for numbers that are missing in the last. */
function hexdump(bytes: Uint8Array, width: number, group: number, base: number, digits: number) {
  let rows = "";
  const offset = (at: number) => at.toString(16).padStart(7, "0");
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Array.from(bytes.subarray(at, at + 16));
    const words = Array.from({ length: Math.ceil(row.length / group) }, (_, i) => {
      const value = row[group * i] + (group > 1 ? 256 * (row[group * i + 1] ?? 0) : 0);
      return value.toString(base).padStart(digits, "0").padStart(width);
    });
    rows += `${offset(at)}${words.join("").padEnd(16 / group * width)}\n`;
  }
  return `${rows}${offset(bytes.length)}\n`;
}

Deno.test("a dump of two bytes each gives back an odd number of bytes, and says what it takes them for", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/dump`;
    for (const length of [65, 100, 2_999]) {
      const bytes = fair.slice(0, length);
      const zeros = bytes.map((byte, at) => at > length - 3 ? 0 : byte);
      for (const dumped of [bytes, zeros]) {
        for (
          const [what, dump] of [
            ["od", await od(dumped, path, "-o")],
            ["od -x", await od(dumped, path, "-x")],
            ["od -t x2z", await od(dumped, path, "-t x2z")],
            ["hexdump", text(hexdump(dumped, 5, 2, 16, 4))],
            ["hexdump -x", text(hexdump(dumped, 8, 2, 16, 4))],
            ["hexdump -o", text(hexdump(dumped, 8, 2, 8, 6))],
          ] as const
        ) {
          assertEquals(await givenBack(dump, path), Array.from(dumped), `${what} of ${length}`);
          const evidence = guessFormat(dump)!.evidence;
          assertStringIncludes(evidence, "taken as of a little-endian machine");
          assertEquals(evidence.includes("00 more"), false);
          const cut = guessFormat(dump.subarray(0, -9), 8, false)!.evidence;
          assertStringIncludes(cut, "of an odd number of bytes a 00 more is read at the end");
        }
      }
    }
    const odd = guessFormat(text(hexdump(fair, 8, 2, 10, 5)));
    assertStringIncludes(odd!.evidence, "of an odd number of bytes the last is one byte alone");
  }));

/** As hexdump -C does it. */
const canonical = (bytes: Uint8Array) =>
  xxd(bytes, { group: 1 }).replaceAll(/^(\S+): (.{23}) (.{23}) {2}(.*)$/gm, "$1  $2  $3  |$4|") +
  `${bytes.length.toString(16).padStart(8, "0")}\n`;

Deno.test("dumps of a few rows, of which the last is not full, are given back", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/dump`;
    for (const length of [64, 65, 79, 100, 140, 160]) {
      const bytes = fair.slice(0, length);
      for (
        const [what, dump] of [
          ["hexdump -C", text(canonical(bytes))],
          ["xxd", text(xxd(bytes))],
          ["xxd -g1", text(xxd(bytes, { group: 1 }))],
          ["xxd -c 32", text(xxd(bytes, { columns: 32 }))],
          ["xxd -c 48", text(xxd(bytes, { columns: 48 }))],
          ["xxd -b", text(xxd(bytes, { columns: 6, group: 1, binary: true }))],
          ["md.b", text(xxd(bytes, { group: 1, from: 2 ** 31, gap: 4 }))],
          ["od -t x1", await od(bytes, path, "-t x1")],
          ["od -t x1z", await od(bytes, path, "-t x1z")],
          ["od -t u1", await od(bytes, path, "-t u1")],
        ] as const
      ) {
        assertEquals(await givenBack(dump, path), Array.from(bytes), `${what} of ${length}`);
      }
    }
    // A group of -e that is not full stands at its right.
    const words = xxd(fair, { group: 4, reversed: true, gap: 4 });
    const ofUboot = guessFormat(text(words));
    assertEquals([ofUboot?.name, ofUboot?.command], ["output of md of U-Boot", null]);
    const partial = "00000000: 038a1f49 f14af070 4356e8b0 8a9c73ca  I...p.J...VC.s..\n" +
      "00000010: 6d059b69 a10286ad 73de0326 8d3d869a  i..m....&..s..=.\n" +
      "00000020: 0f913174       36                    t1..6\n";
    const guess = guessFormat(text(partial));
    assertEquals([guess?.name, guess?.command], ["output of xxd -e", null]);
  }));

Deno.test("where all characters are points, groups of four bytes may be in reverse, and that is said", () => {
  const low = fair.map((byte) => byte % 32);
  const evidence = (options: Partial<Dump>) => {
    const guess = guessFormat(text(xxd(low, options)));
    return [guess?.command === null, guess?.evidence.replace(/^.*hexadecimal/, "")];
  };
  const open =
    ", and nothing tells whether those of each group are in reverse: print it again with -p";
  assertEquals(evidence({ group: 4, reversed: true }), [true, open]);
  assertEquals(evidence({ group: 4 }), [true, open]);
  assertEquals(evidence({}), [false, "; taken as without -e, which nothing tells"]);
  assertEquals(evidence({ group: 1 }), [false, ""]);
});
