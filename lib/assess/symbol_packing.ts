import { bitString } from "../math/bits.ts";

/**
 * Puts the bits of symbols side by side, the most significant first, as they arrive. What does not fill a
 * byte waits for the next symbols.
 */
export class SymbolPacker {
  #waiting = 0;
  #waitingBits = 0;

  /** @param bitsPerSymbol 1 to 8 */
  constructor(readonly bitsPerSymbol: number) {}

  /** @param symbols each below 2 ** bitsPerSymbol */
  pack(symbols: Uint8Array): Uint8Array {
    const bits = this.#waitingBits + symbols.length * this.bitsPerSymbol;
    const bytes = new Uint8Array(Math.floor(bits / 8));
    let at = 0;
    for (const symbol of symbols) {
      this.#waiting = this.#waiting << this.bitsPerSymbol | symbol;
      this.#waitingBits += this.bitsPerSymbol;
      if (this.#waitingBits < 8) continue;
      this.#waitingBits -= 8;
      bytes[at++] = this.#waiting >>> this.#waitingBits;
      this.#waiting &= 2 ** this.#waitingBits - 1;
    }
    return bytes;
  }
}

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
