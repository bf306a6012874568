import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack } from "./through_command.ts";

const bytes = (await fairBytes(3_001)).slice();
const numbers = Array.from(bytes);
const MARK = "\ufeff";
const ORDERS = [[true, "little", "LE"], [false, "big", "BE"]] as const;

/** Text in UTF-16. */
function wide(written: string, isLittle: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * written.length));
  for (let at = 0; at < written.length; at++) {
    view.setUint16(2 * at, written.charCodeAt(at), isLittle);
  }
  return new Uint8Array(view.buffer);
}

Deno.test("text in UTF-16 is given back by way of iconv, with a byte order mark and without one", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/wide text`;
    for (
      const written of [
        numbers.join("\r\n"),
        `value\r\n${numbers.join("\r\n")}\r\n`,
        numbers.map((byte, i) => `${i},${byte}`).join("\r\n"),
        numbers.map((byte, i) => `${i} ${byte}`).join("\n"),
        bytes.toHex(),
        `${bytes.toHex().replaceAll(/.{60}/g, "$&\r\n")}\r\n`,
        bytes.toBase64(),
      ]
    ) {
      for (const [isLittle, word, order] of ORDERS) {
        for (const mark of ["", MARK]) {
          const head = wide(mark + written, isLittle);
          const { name, evidence, command } = guessFormat(head)!;
          assertEquals(name, `text in UTF-16, ${word} endian`, written.slice(0, 40));
          const charset = mark === "" ? `UTF-16${order}` : "UTF-16";
          assertEquals(command?.startsWith(`iconv -f ${charset} -t UTF-8 < FILE | `), true);
          const { name: inUtf8 } = guessFormat(new TextEncoder().encode(written))!;
          assertStringIncludes(evidence, `; in UTF-8 it is ${inUtf8}: `);
          assertEquals(await givenBack(head, path), numbers, written.slice(0, 40));
        }
      }
    }
  }));

Deno.test("of text in UTF-16 that nothing of ours reads no command is named", () => {
  const prose = "Die Spannung in \u00b5V, je Zeile eine: alle Werte sind ganze Zahlen.\r\n".repeat(
    9,
  );
  for (const [isLittle, word] of ORDERS) {
    assertEquals(guessFormat(wide(MARK + prose, isLittle)), {
      name: `text in UTF-16, ${word} endian`,
      evidence: "a byte order mark stands in front",
      command: null,
    });
    const cyrillic = "Напряжение в микровольтах, по одному числу в строке.\r\n".repeat(9);
    assertEquals(
      guessFormat(wide(MARK + cyrillic, isLittle))?.name,
      `text in UTF-16, ${word} endian`,
    );
    // Behind the mark stand no characters: a sample of -257 may come first.
    assertEquals(guessFormat(new Uint8Array([...wide(MARK, isLittle), ...bytes])), null);
    const odd = guessFormat(wide(MARK + bytes.toHex().slice(1), isLittle))!;
    assertEquals(odd.command, null);
    assertStringIncludes(odd.evidence, "cannot read it as hex: it ends at byte 6001, after");
  }
});

Deno.test("samples of 16 bits within the printable characters are no text without a byte order mark", () => {
  const samples = numbers.map((byte, i) =>
    String.fromCharCode(80 + (byte & 7) + (numbers[i ^ 1] & 7))
  );
  for (const [isLittle] of ORDERS) {
    const { name, command } = guessFormat(wide(samples.join(""), isLittle))!;
    assertEquals(name.startsWith("samples of 16 bits"), true, name);
    assertStringIncludes(command!, "--format u16");
  }
});
