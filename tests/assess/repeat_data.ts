import { SymbolPacker } from "../../lib/assess/sample_stream.ts";
import { xorshift32 } from "../sp800_90b/reference_data.ts";

/** Bytes in which nothing repeats but by chance, the same for the same seed. */
export function fairBytes(length: number, seed: number): Uint8Array {
  const draw = xorshift32(seed);
  return Uint8Array.from({ length }, () => draw() >>> 24);
}

/** Bits of symbols side by side, as the stream tests put them. */
export function pack(symbols: Uint8Array, bitsPerSymbol: number): Uint8Array {
  return new SymbolPacker(bitsPerSymbol).pack(symbols);
}

/** Bits of bytes, most significant first. */
export function bitsOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 8 * bytes.length }, (_, i) => bytes[i >> 3] >> (7 - i % 8) & 1);
}
