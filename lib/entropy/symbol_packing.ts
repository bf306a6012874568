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
