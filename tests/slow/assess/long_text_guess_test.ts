import { startFormatGuess } from "../../../lib/assess/format_guess.ts";
import { MAX_GUESS_BYTES } from "../../../lib/assess/guess.ts";
import { assertEquals } from "../../assert.ts";
import { fairBytes, REQUEST } from "../../report/samples.ts";

const bytes = await fairBytes(1_000_000);
const hex = bytes.toHex();
const base64 = bytes.toBase64();
const bits = Array.from(bytes, (byte) => byte & 1);
const MARK = "\ufeff";

/** What is guessed of a recording that comes in pieces, none of which ends where the beginning does. */
function guessOf(written: string, ended = true, skipBytes = 0) {
  const recording = new TextEncoder().encode(written);
  const guess = startFormatGuess({ ...REQUEST, skipBytes });
  for (let at = 0; at < recording.length; at += 60_000) {
    guess.take(recording.subarray(at, at + 60_000));
  }
  return guess.result(ended);
}

Deno.test("text of more than a mebibyte has the command that reads it, whatever characters come late", () => {
  const cutHex = hex.slice(0, 1_100_000);
  const numbers = bytes.slice(0, 400_000).join(",");
  const table = Array.from(bytes.subarray(0, 100_000), (byte, i) => `${100_000 + i},${byte}`);
  for (
    const [written, format] of [
      [base64.replaceAll(/.{76}/g, "$&\n") + "\n", "base64"],
      [base64, "base64"],
      [`${base64}\n`, "base64"],
      [`${hex}\n`, "hex"],
      [cutHex + hex.slice(1_100_000).toUpperCase(), "hex"],
      [`${cutHex}\r\n${cutHex}\t`, "hex"],
      [`${bits.join("")}${bits.join("")}\n`, "bits"],
      [`${numbers}\n`, "decimal"],
      [`${numbers}; 7`, "decimal"],
    ]
  ) {
    assertEquals(
      guessOf(written)?.command,
      `corosync-keygen assess --format ${format} FILE`,
      `${written.slice(0, 20)}, which ends with ${JSON.stringify(written.slice(-5))}`,
    );
  }
  assertEquals(
    guessOf(`${MARK}${hex}\n`)?.command,
    "corosync-keygen assess --skip 3 --format hex FILE",
  );
  assertEquals(
    guessOf(Array.from(hex.slice(0, 700_000), (digit) => `${digit}\0`).join("") + "\n\0")?.command,
    "iconv -f UTF-16LE -t UTF-8 < FILE | corosync-keygen assess --format hex -",
  );
  assertEquals(
    guessOf(table.join("\n"))?.command,
    "cut -d ',' -f 2 < FILE | tr -d '\"' | corosync-keygen assess --format decimal -",
  );
});

Deno.test("text of more than a mebibyte that its format does not read has no command, and is told where that stops", () => {
  const digits = hex.slice(0, 1_399_999);
  const isIncomplete = "it ends at byte 1399999, after the first of two digits";
  const numbers = Array(300_000).fill("107").join(",");
  for (
    const [written, evidence] of [
      [
        digits,
        `it holds nothing but hexadecimal digits, in the first mebibyte; ` +
        `cannot read it as hex: ${isIncomplete}`,
      ],
      [
        `${hex.slice(0, 1_200_000)}END\n`,
        "it holds nothing but hexadecimal digits, in the first mebibyte; " +
        "cannot read it as hex: byte 1200001 is 'N' (0x4e)",
      ],
      [
        base64.slice(0, 1_333_333),
        "it holds nothing but the 64 characters of base64, in the first mebibyte; " +
        "cannot read it as base64: it ends at byte 1333333, after one digit of four",
      ],
      [
        `${numbers},123456`,
        "whole numbers with spaces or commas between them, in the first mebibyte; " +
        "cannot read it as decimal: the number at byte 1200000 is 123456 or more, the largest " +
        "possible is 65535",
      ],
      [
        `${Array(600_000).fill("7").join(" ")} 300\n`,
        "whole numbers with spaces or commas between them, in the first mebibyte; " +
        "cannot read it on: sample 600000 is 300, the first 524288 were below 256",
      ],
    ]
  ) {
    const { evidence: found, command } = guessOf(written) ?? {};
    assertEquals([found, command], [evidence, null]);
  }
  // An end that somebody else made speaks against nothing.
  assertEquals(guessOf(digits, false)?.command, "corosync-keygen assess --format hex FILE");
  const { evidence } = guessOf(`${MARK}${digits}`, true, 10)!;
  assertEquals(
    evidence.endsWith("it ends at byte 1400012, after the first of two digits"),
    true,
    evidence,
  );
});

Deno.test("a recording of a mebibyte is known to its end", () => {
  const odd = hex.slice(0, MAX_GUESS_BYTES - 1);
  assertEquals(guessOf(`${odd}\n`)?.command, null);
  assertEquals(guessOf(`${odd}0`)?.evidence, "it holds nothing but hexadecimal digits");
});

Deno.test("0 and 1 as numbers are bits only where no other number comes later", () => {
  const numbers = [...bits, ...bits].join(", ");
  const command = "corosync-keygen assess --format decimal";
  assertEquals(guessOf(numbers)?.command, `${command} --bits-per-symbol 1 FILE`);
  assertEquals(guessOf(`${numbers}, 2\n`)?.command, `${command} FILE`);
});
