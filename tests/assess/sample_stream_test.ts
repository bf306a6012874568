import { SymbolPacker, unpackSymbols } from "../../lib/assess/sample_stream.ts";
import { bitString } from "../../lib/math/bits.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import fc from "../fast_check.ts";

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

Deno.test("SymbolPacker puts symbols of three bits side by side, across bytes", () => {
  // 101 011 110 | 000 111 010 ...: 10101111 00001110 10
  const packer = new SymbolPacker(3);
  assertEquals(packer.pack(Uint8Array.of(5, 3, 6, 0, 7, 2)), Uint8Array.of(0xaf, 0x0e));
  // The two bits that waited, 10, and two symbols: 10 111 111.
  assertEquals(packer.pack(Uint8Array.of(7, 7)), Uint8Array.of(0xbf));
});

Deno.test("SymbolPacker undoes unpackSymbols, in pieces of any size", () => {
  const widths = fc.constantFrom(1, 2, 4, 8);
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });
  fc.assert(fc.property(widths, pieces, fc.nat(50), (width, parts, cut) => {
    const bytes = Uint8Array.from(parts.flatMap((part) => Array.from(part)));
    const symbols = unpackSymbols(bytes, width);
    const packer = new SymbolPacker(width);
    const packed = [symbols.subarray(0, cut), symbols.subarray(cut)].flatMap((part) =>
      Array.from(packer.pack(part))
    );
    assertEquals(Uint8Array.from(packed), bytes);
  }));
});
