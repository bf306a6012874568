import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack } from "./through_command.ts";

const text = (words: string) => new TextEncoder().encode(words);
const bytes = Array.from((await fairBytes(3_001)).slice());

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

Deno.test("a list of numbers is read whole, in one line or broken into several", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/a list`;
    for (
      const [what, list] of [
        ["one a line", inLines(bytes, 1)],
        ["one a line, and a blank line", `${inLines(bytes, 1)}\n`],
        ["one a line, and blank lines between", inLines(bytes, 1).replaceAll("7\n", "7\n\n")],
        ["one a line, and now and then two", inLines(bytes, 1).replaceAll("77\n", "77 ")],
        ["all in one", bytes.join(", ")],
        ["16 a line", inLines(bytes, 16)],
        ["with spaces", inLines(bytes, 16, ", ")],
        ["with a comma at each end", inLines(bytes, 16, ", ", ",")],
        ["with semicolons", inLines(bytes, 8, ";")],
        ["with spaces alone", inLines(bytes, 16, " ")],
        ["without an end of the last line", inLines(bytes, 16).trimEnd()],
        ["with zeros before them", bytes.map((byte) => String(byte).padStart(4, "0")).join("\n")],
      ]
    ) {
      assertEquals(guessFormat(text(list))?.name, "decimal numbers", what);
      assertEquals(await givenBack(text(list), path), bytes, what);
    }
  }));

Deno.test("of a table the last column is taken, and that is said", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/a table`;
    const rows = bytes.map((byte, at) => [at, 1_000 - byte, byte]);
    const table = (separator: string, heading: readonly string[] = []) =>
      [...heading, ...rows.map((row) => row.join(separator))].join("\r\n") + "\r\n";
    for (
      const [what, list, name] of [
        ["commas", table(","), "comma separated values"],
        ["a heading", table(",", ["at,other,sample"]), "comma separated values"],
        ["semicolons", table(";", ['"at";"other";"sample"']), "comma separated values"],
        [
          "a comma at each end",
          rows.map(([at, , byte]) => `${at},${byte},\n`).join(""),
          "comma separated values",
        ],
        [
          "a semicolon at each end, and a heading",
          "at;sample;\n" + rows.map(([at, , byte]) => `${at};${byte};\n`).join(""),
          "comma separated values",
        ],
        ["a number of rows", table(",", ["3001"]), "comma separated values"],
        ["a number of rows before columns", table(" ", ["3001"]), "3 columns of numbers"],
        ["blank lines", table(",").replaceAll("7\r\n", "7\r\n\r\n"), "comma separated values"],
        ["blanks", table("  "), "3 columns of numbers"],
        ["tabulators and a heading", table("\t", ["at\tother\tsample"]), "3 columns of numbers"],
        [
          "times and quotes",
          rows.map(([at, , byte]) => `2026-11-27 08:${at},1.5,"${byte}"\n`).join(""),
          "comma separated values",
        ],
        [
          "two columns",
          rows.map(([at, , byte]) => `${at}.5 ${byte}\n`).join(""),
          "two columns of numbers",
        ],
        [
          "six columns",
          rows.map((row) => [...row, ...row].join(",")).join("\n"),
          "comma separated values",
        ],
        [
          "two a line",
          inLines(bytes.flatMap((byte) => [255 - byte, byte]), 2),
          "comma separated values",
        ],
        ["a column with a heading", `sample\n${inLines(bytes, 1)}`, "decimal numbers"],
      ]
    ) {
      const guess = guessFormat(text(list));
      assertEquals(guess?.name, name, what);
      if (name !== "decimal numbers") {
        assertStringIncludes(guess!.evidence, "; the last is taken, number ");
      }
      assertEquals(await givenBack(text(list), path), bytes, what);
    }
  }));

Deno.test("numbers that are 0 or 1 are read as bits, and not as samples of 8", () => {
  const bits = bytes.map((byte) => byte & 1);
  const commandOf = (list: string) => guessFormat(text(list))?.command;
  const asBits = "--format decimal --bits-per-symbol 1";
  assertEquals(commandOf(bits.join(",")), `corosync-keygen assess ${asBits} FILE`);
  assertEquals(
    commandOf(bits.map((bit, at) => `${at},${bit}\n`).join("")),
    `cut -d ',' -f 2 < FILE | tr -d '"' | corosync-keygen assess ${asBits} -`,
  );
  assertEquals(
    commandOf(`bit\n${bits.join("\n")}\n`),
    `tail -n +2 < FILE | corosync-keygen assess ${asBits} -`,
  );
  assertEquals(
    commandOf(bits.with(100, 2).join(",")),
    "corosync-keygen assess --format decimal FILE",
  );
});

Deno.test("numbers that are no samples are named without a command", () => {
  const rows = (of: (byte: number, at: number) => string) => bytes.map(of).join("\n") + "\n";
  const whole =
    "a sample with a fraction, an exponent or a sign has to become a whole number first";
  const most = "and not all are samples, which go up to 65535";
  const otherRows =
    "most lines have 2 columns between commas, the last of them a number; the others have to go first";
  for (
    const [list, name, evidence] of [
      [rows((byte) => `${byte - 128}`), "numbers as text", whole],
      [rows((byte) => `+${byte}`), "numbers as text", whole],
      [rows((byte) => `${byte}e0`), "numbers as text", whole],
      [rows((byte) => `${byte / 8}`), "numbers as text", whole],
      [bytes.map((byte) => byte - 128).join(", "), "numbers as text", whole],
      [rows((byte, at) => `${at},${byte - 128}`), "comma separated values", whole],
      [
        rows((byte, at) => `${at} ${1e6 + byte}`),
        "two columns of numbers",
        "each line has 2 columns; not all numbers of the last are samples, which go up to 65535",
      ],
      [rows((byte, at) => `${at},${byte}`) + "end\n", "comma separated values", otherRows],
      [
        rows((byte, at) => `${at},${byte}`) + "3000,\n3001,nan\n",
        "comma separated values",
        otherRows,
      ],
      [rows((byte, at) => `${at},${byte - 128}`) + "3000,\n", "comma separated values", otherRows],
      [
        rows((byte) => `${65_281 + byte}`),
        "decimal numbers",
        `each line is a whole number, ${most}`,
      ],
      [
        rows((byte) => `${byte}`) + "# the end\n",
        "decimal numbers",
        "most lines are whole numbers, and the others have to go first",
      ],
      [
        "# noise\n# of a diode\n" + rows((byte) => `${byte}`),
        "decimal numbers",
        "most lines are whole numbers, and the others have to go first",
      ],
      [
        bytes.map((byte) => 65_281 + byte).join(", "),
        "decimal numbers",
        "the largest possible is 65535",
      ],
    ]
  ) {
    const guess = guessFormat(text(list));
    assertEquals([guess?.name, guess?.command], [name, null], list.slice(0, 60));
    assertStringIncludes(guess!.evidence, evidence);
  }
});

Deno.test("what is said of each line is said of those behind a heading where there is one", () => {
  const evidence = (list: string) => guessFormat(text(list))?.evidence;
  const table = bytes.map((byte, at) => `${at},${byte}\n`).join("");
  const columns = "has 2 columns between commas; the last is taken, number 2";
  assertEquals(
    evidence(`sample\n${inLines(bytes, 1)}`),
    "each line behind the first is a whole number",
  );
  assertEquals(evidence(inLines(bytes, 1)), "each line is a whole number");
  assertEquals(evidence(`at,sample\n${table}`), `each line behind the first ${columns}`);
  assertEquals(evidence(table), `each line ${columns}`);
});

Deno.test("what may be octal, a dump or fractions behind a comma is not named as numbers", () => {
  for (
    const numbers of [
      bytes.map((byte) => byte.toString(8).padStart(3, "0")).join("\n"),
      bytes.map((byte, at) => `${String(at).padStart(7, "0")} ${byte}`).join("\n"),
      bytes.map((byte) => `0,${String(byte).padStart(3, "0")}`).join("\n"),
      bytes.map((byte, at) => `${at};1,${byte + 100}`).join("\n"),
    ]
  ) assertEquals(guessFormat(text(numbers))?.name, "text", numbers.slice(0, 60));
});
