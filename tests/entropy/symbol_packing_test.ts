import fc from "../fast_check.ts";
import { SymbolPacker } from "../../lib/entropy/symbol_packing.ts";
import { unpackSymbols } from "../../lib/assess/unpack_symbols.ts";
import { assertEquals } from "../assert.ts";

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
