import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack } from "./through_command.ts";

const text = (words: string) => new TextEncoder().encode(words);
const bytes = Array.from((await fairBytes(3_001)).slice());
const hex = bytes.map((byte) => byte.toString(16));

function inLines(
  numbers: readonly (string | number)[],
  columns: number,
  separator = ",",
  end = "",
): string {
  const rows = Array.from(
    { length: Math.ceil(numbers.length / columns) },
    (_, row) => numbers.slice(columns * row, columns * (row + 1)).join(separator),
  );
  return rows.join(`${end}\n`) + "\n";
}

Deno.test("a list of numbers that was broken into lines is read whole", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/a list`;
    for (
      const [what, list] of [
        ["16 a line", inLines(bytes, 16)],
        ["with spaces", inLines(bytes, 16, ", ")],
        ["with a comma at each end", inLines(bytes, 16, ", ", ",")],
        ["with semicolons", inLines(bytes, 8, ";")],
        ["with quotes", inLines(bytes.map((byte) => `"${byte}"`), 16)],
        ["with spaces alone", inLines(bytes, 16, " ")],
        ["without an end of the last line", inLines(bytes, 16).trimEnd()],
        ["three a line, the last of fewer", inLines(bytes.slice(0, 2_999), 3)],
      ]
    ) {
      const expected = what.startsWith("three") ? bytes.slice(0, 2_999) : bytes;
      assertEquals(await givenBack(text(list), path), expected, what);
    }
    const guess = guessFormat(text(inLines(bytes, 16)));
    assertEquals([guess?.name, guess?.evidence], [
      "a list of numbers",
      "each line has 16 columns between commas, and none that counts: all numbers are taken, line by line",
    ]);
    const signed = guessFormat(text(inLines(bytes.map((byte) => byte - 128), 16)));
    assertEquals([signed?.name, signed?.command], ["a list of numbers", null]);
  }));

Deno.test("of a table the last column is taken, and that is said", () => {
  const rows = bytes.slice(0, 300).map((byte, at) => [at, byte, byte, byte, byte, byte - byte % 2]);
  const told = (table: string) => {
    const { evidence = "", command = null } = guessFormat(text(table)) ?? {};
    return [
      /the last is taken, number (\d+)/.exec(evidence)?.[1],
      evidence.includes("reads all"),
      command,
    ];
  };
  const cut = (columns: number, from = "", file = " < FILE") =>
    `${from}cut -d ',' -f ${columns}${file} | tr -d '"' | corosync-keygen assess --format decimal -`;
  assertEquals(told(rows.map((row) => row.join(",")).join("\n")), ["6", false, cut(6)]);
  const heading = "a,b,c,d,e\n" + rows.map((row) => row.slice(1).join(",")).join("\n");
  assertEquals(told(heading), ["5", false, cut(5, "tail -n +2 < FILE | ", "")]);
  const awk = "awk '{print $6}' < FILE | corosync-keygen assess --format decimal -";
  assertEquals(told(rows.map((row) => row.join(" ")).join("\n")), ["6", false, awk]);
  // Two columns may be pairs of samples as well.
  assertEquals(told(inLines(bytes.slice(0, 3_000), 2)), ["2", true, cut(2)]);
});

Deno.test("hexadecimal and binary numbers that are no bytes are named, and converted", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/numbers`;
    const pad = (width: number) => hex.map((digits) => digits.padStart(width, "0"));
    const binary = bytes.map((byte) => `0b${byte.toString(2)}`);
    for (
      const [name, numbers] of [
        ["hexadecimal numbers", hex.join("\n")], // %x
        ["hexadecimal numbers", pad(3).join("\n")], // %03x
        ["hexadecimal numbers", pad(3).join("\r\n").toUpperCase()],
        ["hexadecimal numbers", pad(4).join("\n")],
        ["hexadecimal numbers", pad(8).join(" ")],
        ["hexadecimal numbers", hex.join(", ")],
        ["hexadecimal numbers with 0x", hex.map((digits) => `0x${digits}`).join("\n")],
        // %#x writes 0 alone.
        [
          "hexadecimal numbers with 0x",
          hex.map((digits) => digits === "0" ? "0" : `0x${digits}`).join(" "),
        ],
        ["hexadecimal numbers with 0x", pad(4).map((digits) => `0x${digits}`).join(", ")],
        ["binary numbers with 0b", binary.join("\n")],
        ["binary numbers with 0b", `[${binary.join(", ")}]`],
        ["an array in C", `int a[] = {${pad(3).map((digits) => `0x${digits}u`).join(", ")}};`],
      ]
    ) {
      assertEquals(guessFormat(text(numbers))?.name, name, numbers.slice(0, 40));
      assertEquals(await givenBack(text(numbers), path), bytes, numbers.slice(0, 40));
    }
  }));

Deno.test("hexadecimal numbers above 65535 are named without a command, and broken text is no numbers", () => {
  const wide = guessFormat(text(hex.map((digits) => `1${digits.padStart(4, "0")}`).join("\n")));
  assertEquals([wide?.name, wide?.command], ["hexadecimal numbers", null]);
  assertStringIncludes(wide!.evidence, "not all are samples, which go up to 65535");
  const digits = hex.map((word) => word.padStart(2, "0")).join("");
  const broken = guessFormat(text(digits.replaceAll(/.{75}/g, "$&\n")));
  assertEquals(broken?.command, "corosync-keygen assess --format hex FILE");
  // od -An -tx2 looks like bytes that are printed two by two.
  const words = guessFormat(text(digits.replaceAll(/.{4}/g, "$& ")));
  assertStringIncludes(words!.evidence, "may be one number");
});

Deno.test("lists of numbers of one width are named as numbers", () => {
  const decimal = "corosync-keygen assess --format decimal FILE";
  const named = (numbers: string) => {
    const { name, command } = guessFormat(text(numbers)) ?? {};
    return [name, command];
  };
  const four = bytes.map((byte) => 1_000 + byte);
  assertEquals(named(four.join(", ")), ["decimal numbers", decimal]);
  assertEquals(named(four.join(" ")), ["decimal numbers", decimal]);
  assertEquals(named(inLines(four, 16, ", ", ",")), ["decimal numbers", decimal]);
  assertEquals(named(bytes.map((byte) => String(byte).padStart(4, "0")).join(",")), [
    "decimal numbers",
    decimal,
  ]);
  assertEquals(named(bytes.map((byte) => 100_000 + byte).join(", ")), ["decimal numbers", null]);
  assertEquals(named(bytes.map((byte) => byte - 2_000).join(", ")), ["numbers as text", null]);
  assertEquals(named(bytes.map((byte) => byte / 8).join(", ")), ["numbers as text", null]);
});

Deno.test("numbers between brackets are read with what parts them: JSON, arrays behind each other, and R's", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/numbers`;
    const arrays = [0, 1_000, 2_000].map((from) => `[${bytes.slice(from, from + 1_000)}]`);
    const r = Array.from({ length: 250 }, (_, row) => {
      const numbers = bytes.slice(12 * row, 12 * row + 12).map((one) => String(one).padStart(4));
      return `${`[${12 * row + 1}]`.padStart(7)}${numbers.join("")}`;
    });
    for (
      const [what, list] of [
        ["one array", `[${bytes.slice(0, 3_000).join(", ")}]\n`],
        ["arrays without a blank between them", arrays.join("")],
        ["an array of arrays", `[${arrays.join(",")}]`],
        ["as R prints them", r.join("\n") + "\n"],
      ]
    ) assertEquals(await givenBack(text(list), path), bytes.slice(0, 3_000), what);
  }));

Deno.test("lines of comments are left out before numbers are looked at", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/log`;
    for (const [at, comments] of ["# 2026-11-27\n# by me\n", "#\n# a\n# b\n# c, d\n"].entries()) {
      const decimal = `${comments}${bytes.join("\n")}\n`;
      assertEquals(await givenBack(text(decimal), path), bytes, `${at}, decimal`);
      const words = `${comments}${hex.map((one) => `0x${one.padStart(2, "0")}`).join("\n")}\n`;
      assertEquals(await givenBack(text(words), path), bytes, `${at}, hexadecimal`);
    }
    assertEquals(guessFormat(text("# a\n# b\n".repeat(20)))?.name, "text");
    assertEquals(guessFormat(text("# a\n# b\n" + "some words\n".repeat(20)))?.name, "text");
  }));

Deno.test("numbers without an 8 or 9 may be octal, those without a 2 binary, and that is said", () => {
  const evidence = (numbers: string) => guessFormat(text(numbers))?.evidence ?? "";
  const octal = bytes.map((byte) => byte.toString(8));
  for (const numbers of [octal.join("\n"), octal.join(", "), inLines(octal, 16)]) {
    assertStringIncludes(evidence(numbers), "no digit is above 7: they may be octal");
  }
  const binary = bytes.map((byte) => (byte & 15).toString(2)).join(", ");
  assertStringIncludes(evidence(binary), "no digit is above 1: they may be binary");
  for (const numbers of [bytes, bytes.map((byte) => byte % 8)]) {
    assertEquals(/octal|binary/.test(evidence(numbers.join("\n"))), false);
  }
});

Deno.test("binary numbers without zeros before them are converted, bits in lines are not", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/binary`;
    const binary = bytes.map((byte) => byte.toString(2));
    for (const numbers of [binary.join("\n"), binary.join(" ") + "\n", binary.join("\r\n")]) {
      assertEquals(guessFormat(text(numbers))?.name, "binary numbers");
      assertEquals(await givenBack(text(numbers), path), bytes);
    }
    const few = guessFormat(text(binary.slice(0, 20).join("\n")));
    assertEquals([few?.name, few?.command], ["bits or binary numbers as text", null]);
    const wide = guessFormat(text(bytes.map((byte) => (1000 * byte).toString(2)).join("\n")));
    assertEquals([wide?.name, wide?.command], ["binary numbers", null]);
    const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0"));
    for (
      const lines of [bits.join("\n"), bits.join("").replaceAll(/.{75}/g, "$&\n"), bits.join("")]
    ) {
      assertEquals(guessFormat(text(lines))?.name, "bits as text");
    }
  }));

Deno.test("rows that are counted from 0000000 on are no dump", () => {
  const rows = Array.from(
    bytes.slice(0, 500),
    (byte, at) => `${String(at).padStart(7, "0")} ${2_018 + byte % 61}\n`,
  );
  const guess = guessFormat(text(rows.join("")));
  assertEquals(guess?.name, "two columns of numbers");
  assertEquals(guess?.command?.startsWith("awk '{print $2}' < FILE | "), true);
});
