import { startFormatGuess } from "../../lib/assess/format_guess.ts";
import { assertEquals } from "../assert.ts";
import { fairBytes } from "../report/samples.ts";

const fair = await fairBytes(4_000);
const hexadecimal = new TextEncoder().encode(fair.toHex());

/** Names what a recording of packed symbols looks like. */
function named(bytes: Uint8Array, bitsPerSymbol: number): string | null {
  const symbols = { bitsPerSymbol, packed: true };
  const guess = startFormatGuess({ format: "raw", symbols, skipBytes: 0 });
  guess.take(bytes);
  return guess.result(true)?.name ?? null;
}

Deno.test("text in which packed symbols were written is named, and no packed symbols are", () => {
  for (const width of [1, 2, 4]) {
    assertEquals(named(hexadecimal, width), "hexadecimal text");
    assertEquals(named(fair, width), null);
    assertEquals(named(fair.map((byte) => byte & 0x11), width), null);
  }
  // Samples of 4 bits about the middle make printable characters.
  assertEquals(named(fair.map((byte) => 0x33 + (byte & 0x33)), 4), null);
});
