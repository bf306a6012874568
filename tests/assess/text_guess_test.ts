import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack } from "./through_command.ts";

const text = (words: string) => new TextEncoder().encode(words);
const fair = await fairBytes(20_000);
const few = fair.slice(0, 3_001);
const digits = (byte: number) => byte.toString(16).padStart(2, "0");

/** Rows of 16 bytes each, and the offset behind them. */
function rowsOf(
  bytes: Uint8Array,
  row: (offset: string, words: string[], row: Uint8Array) => string,
) {
  const offset = (at: number) => at.toString(16).padStart(8, "0");
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
    const part = bytes.subarray(16 * i, 16 * i + 16);
    return `${row(offset(16 * i), Array.from(part, digits), part)}\n`;
  });
}

const shown = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".").join("");

const xxd = (bytes: Uint8Array) =>
  rowsOf(bytes, (offset, words, row) => {
    const groups = words.join("").replaceAll(/.{4}(?=.)/g, "$& ");
    return `${offset}: ${groups.padEnd(39)}  ${shown(row)}`;
  }).join("");

const canonical = (bytes: Uint8Array) =>
  rowsOf(bytes, (offset, words, row) => {
    const halves = `${words.slice(0, 8).join(" ")}  ${words.slice(8).join(" ")}`;
    return `${offset}  ${halves.padEnd(48)}  |${shown(row)}|`;
  }).join("") + `${bytes.length.toString(16).padStart(8, "0")}\n`;

/** What od(1) prints of a file. */
async function od(bytes: Uint8Array<ArrayBuffer>, path: string, ...args: string[]) {
  await Deno.writeFile(path, bytes);
  return new TextDecoder().decode(
    (await new Deno.Command("od", { args: [...args, path] }).output()).stdout,
  );
}

Deno.test("usual listings of bytes are given back, whole or with a last row that is not full", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/a listing`;
    for (const length of [64, 65, 79, 100, 160, 3_001]) {
      const bytes = few.slice(0, length);
      for (
        const [name, listing] of [
          ["output of xxd", xxd(bytes)],
          ["output of xxd", xxd(bytes).replaceAll("\n", "\r\n")],
          ["output of hexdump -C", canonical(bytes)],
          ["output of od -t x1", await od(bytes, path, "-v", "-A", "x", "-t", "x1")],
          ["output of od -t x1", await od(bytes, path, "-v", "-t", "x1")],
        ] as const
      ) {
        const head = text(listing);
        assertEquals(guessFormat(head)?.name, name);
        assertEquals(await givenBack(head, path), Array.from(bytes), `${name} of ${length}`);
        // The last row may be cut.
        assertEquals(guessFormat(head.subarray(0, -20), 8, false)?.name, name);
      }
    }
  }));

Deno.test("rows that are left out are told, and no command", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/samples`;
    const zeros = few.map((byte, at) => at < 200 ? 0 : byte);
    for (
      const listing of [
        xxd(few).replace("\n", "\n*\n"),
        canonical(few).replace("\n", "\n*\n"),
        await od(zeros, path, "-A", "x", "-t", "x1"),
      ]
    ) {
      const guess = guessFormat(text(listing));
      assertEquals(guess?.command, null);
      assertStringIncludes(guess!.evidence, "rows are left out where a * stands");
    }
  }));

Deno.test("of other listings no command reads something else", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/samples`;
    const reversed = rowsOf(few, (offset, words, row) => {
      const groups = Array.from({ length: 4 }, (_, i) => words.slice(4 * i, 4 * i + 4).reverse());
      return `${offset}: ${groups.map((group) => group.join("")).join(" ")}  ${shown(row)}`;
    }).join("");
    const listings = [
      reversed,
      xxd(few).replaceAll(/^(.{49})/gm, "$1  "),
      await od(few, path, "-v"),
      await od(few, path, "-v", "-An"),
      await od(few, path, "-v", "-x"),
      await od(few, path, "-v", "-t", "u1"),
      await od(few, path, "-v", "-t", "u2"),
      await od(few, path, "-v", "-t", "o1"),
    ];
    for (const listing of listings) {
      const { name, command } = guessFormat(text(listing)) ?? {};
      assertEquals([name, command], ["text", null], listing.slice(0, 80));
    }
  }));

Deno.test("bytes that were written in digits are given back", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/digits`;
    const hex = few.toHex();
    for (
      const written of [
        hex,
        hex.replaceAll(/.{75}/g, "$&\n"),
        hex.toUpperCase().replaceAll(/.{60}/g, "$&\r\n"),
        hex.replaceAll(/../g, "$& "),
        few.toBase64(),
        few.toBase64().replaceAll(/.{76}/g, "$&\n"),
        Array.from(few).join("\n"),
      ]
    ) {
      assertEquals(await givenBack(text(written), path), Array.from(few), written.slice(0, 80));
    }
    const bits = Array.from(few, (byte) => byte & 1);
    for (const written of [bits.join(""), bits.join("\n"), `${bits.join(" ")}\n`]) {
      assertEquals(await givenBack(text(written), path), bits);
    }
  }));

Deno.test("text that is in no format of ours, or that none of ours reads, has no command", () => {
  const hex = Array.from(few, digits);
  for (
    const [written, name] of [
      [hex.join("").slice(1), "hexadecimal text"],
      ["x" + few.toBase64(), "base64 text"],
      // Numbers of three digits are no bytes.
      [hex.map((word) => `0${word}`).join("\n"), "text"],
      [Array.from(few, (byte) => byte.toString(16)).join("\n"), "text"],
      [hex.map((word) => `0x${word}`).join(", "), "text"],
      [hex.join(":"), "text"],
      [JSON.stringify(Array.from(few)), "text"],
      [`int a[] = {${few.join(",")}};\n`, "text"],
      ["d406d4ee-6b32-4942-b131-596fffa2e868\n".repeat(9), "text"],
      [hex.join("") + "zz", "text"],
    ]
  ) {
    const guess = guessFormat(text(written));
    assertEquals([guess?.name, guess?.command], [name, null], written.slice(0, 80));
  }
  const words = guessFormat(text(hex.join("").replaceAll(/.{4}/g, "$& ")));
  assertStringIncludes(words!.evidence, "may be one number");
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
  // All printable characters alike, of which one in 95 is a space.
  const alike = fair.filter((byte) => byte >= 32 && byte < 127);
  for (const noise of [about(99.5, 0.7), about(80, 8), about(110, 2), alike]) {
    const { name, evidence = "", command } = guessFormat(noise) ?? {};
    assertEquals([name, command], ["text", null]);
    assertStringIncludes(evidence, "noise may be that too");
  }
});

Deno.test("one long line is looked at once, whatever it holds and whatever stands beside it", () => {
  // What each is called is no matter: where a pattern goes back over the line, this lasts for hours.
  for (const one of ["a1", "7", " ", ",", "x"]) {
    guessFormat(text(`${one.repeat(2 ** 20 / one.length)}\n1\n`), 8, false);
  }
  const table = "a,1\nb,2\nc,3\nd,4\n";
  for (const one of ["a1", " ", "\t", "\n", ",", ";", "ul", "]", "0 ", "=", "1,", "a:"]) {
    for (
      const before of ["2048\n2047\n2050\n2051\n", table, "ab, cd,\n", "0000000 1\n"]
    ) {
      guessFormat(text(`${before}${one.repeat(2 ** 17 / one.length)}!\n1\n`), 8, false);
    }
  }
});

Deno.test("text behind a byte order mark is read without it, whatever ends its lines", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/marked`;
    const numbers = Array.from(few);
    const hex = few.toHex();
    for (
      const [written, expected] of [
        [numbers.join("\r\n"), numbers],
        [`value\r\n${numbers.join("\r\n")}\r\n`, numbers],
        [`time;value\r\n${numbers.map((byte, i) => `${i};${byte}`).join("\r\n")}\r\n`, numbers],
        [numbers.map((byte, i) => `${i},${byte}`).join("\r\n"), numbers],
        [hex.replaceAll(/.{60}/g, "$&\r\n"), numbers],
        [xxd(few), numbers],
      ] as const
    ) {
      const head = text(`\ufeff${written}`);
      assertEquals(await givenBack(head, path), expected, written.slice(0, 40));
      const { name, evidence } = guessFormat(head)!;
      assertEquals(name, guessFormat(text(written))!.name);
      assertStringIncludes(evidence, "; a byte order mark stands in front");
    }
    const odd = guessFormat(text(`\ufeff${hex}0`));
    assertEquals(odd?.command, null);
    assertStringIncludes(
      odd!.evidence,
      `it ends at byte ${hex.length + 4}, after the first of two`,
    );
  }));

Deno.test("text with characters that are no ASCII did not go through text mode", () => {
  const rows = Array.from(few, (byte, i) => `${i};${byte}`);
  const table = ["Zeit;Spannung in µV", ...rows].join("\r\n");
  assertEquals(guessFormat(text(table)), null);
  assertEquals(guessFormat(text(`\ufeff${table}`)), {
    name: "text",
    evidence: "a byte order mark stands in front",
    command: null,
  });
  // Noise behind the three bytes is no text.
  assertEquals(guessFormat(Uint8Array.of(0xef, 0xbb, 0xbf, ...few)), null);
});
