/**
 * The bits of symbols, most significant first, one bit a byte.
 *
 * @param symbols One symbol a byte; bits above `bitsPerSymbol` are not looked at.
 * @param bitsPerSymbol 1 to 8.
 * @returns `symbols.length * bitsPerSymbol` bytes of 0 or 1.
 */
export function bitString(symbols: Uint8Array, bitsPerSymbol: number): Uint8Array {
  const bits = new Uint8Array(symbols.length * bitsPerSymbol);
  let at = 0;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i];
    for (let bit = bitsPerSymbol - 1; bit >= 0; bit--) bits[at++] = (symbol >>> bit) & 1;
  }
  return bits;
}
