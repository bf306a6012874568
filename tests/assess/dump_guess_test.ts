import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack } from "./through_command.ts";

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
}

const USUAL: Dump = { columns: 16, group: 2, radix: 16, from: 0, reversed: false, binary: false };

/** What xxd prints: offset, groups of bytes, and two blanks before the characters. */
function xxd(bytes: Uint8Array, options: Partial<Dump> = {}): string {
  const { columns, group, radix, from, reversed, binary } = { ...USUAL, ...options };
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
    rows += `${offset}: ${bytesOf(row).padEnd(width)}  ${characters.join("")}\n`;
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
