import { assertEquals, assertThrows } from "../assert.ts";
import fc from "../fast_check.ts";
import { unpackSymbols } from "../../lib/assess/unpack_symbols.ts";
import { bitString } from "../../lib/math/bit_string.ts";

Deno.test("unpackSymbols() takes the most significant bits first", () => {
  const bytes = Uint8Array.of(0b10110001, 0xf0);
  assertEquals(
    unpackSymbols(bytes, 1),
    Uint8Array.of(1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0),
  );
  assertEquals(unpackSymbols(bytes, 2), Uint8Array.of(0b10, 0b11, 0b00, 0b01, 3, 3, 0, 0));
  assertEquals(unpackSymbols(bytes, 4), Uint8Array.of(0b1011, 0b0001, 15, 0));
  assertEquals(unpackSymbols(bytes, 8), bytes);
});

Deno.test("unpackSymbols() keeps the bit string", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.constantFrom(1, 2, 4, 8), (bytes, width) => {
    assertEquals(bitString(unpackSymbols(bytes, width), width), bitString(bytes, 8));
  }));
});

Deno.test("unpackSymbols() refuses widths that do not fill a byte", () => {
  for (const width of [0, 3, 5, 6, 7, 9, 2.5]) {
    assertThrows(
      () => unpackSymbols(new Uint8Array(3), width),
      RangeError,
      "only 1, 2, 4 or 8 bits",
    );
  }
});
