import { bitString } from "../math/bit_string.ts";

/** Widths of which several fill a byte without a rest. */
const PACKED_WIDTHS: readonly number[] = [1, 2, 4, 8];

/**
 * Unpacks bytes that hold 8 / n symbols of n bits each, most significant first, to one symbol a byte.
 *
 * @param bitsPerSymbol 1, 2, 4 or 8. Symbols of other widths would straddle bytes, which no two programs
 * lay out alike.
 * @throws {RangeError} For another width.
 */
export function unpackSymbols(bytes: Uint8Array, bitsPerSymbol: number): Uint8Array {
  if (!PACKED_WIDTHS.includes(bitsPerSymbol)) {
    throw new RangeError(
      `Cannot unpack symbols of ${bitsPerSymbol} bits: only 1, 2, 4 or 8 bits fill a byte evenly`,
    );
  }
  if (bitsPerSymbol === 8) return bytes.slice();
  if (bitsPerSymbol === 1) return bitString(bytes, 8);
  const symbols = new Uint8Array(bytes.length * 8 / bitsPerSymbol);
  const mask = 2 ** bitsPerSymbol - 1;
  let at = 0;
  for (let i = 0; i < bytes.length; i++) {
    for (let shift = 8 - bitsPerSymbol; shift >= 0; shift -= bitsPerSymbol) {
      symbols[at++] = (bytes[i] >>> shift) & mask;
    }
  }
  return symbols;
}
