/** Spreads keys over the table; the odd constant is 2^32 divided by the golden ratio. */
const SPREAD = 0x9e3779b1;

/**
 * A hash map from (node, symbol) to a number of 31 bits, in two flat arrays: open addressing, linear
 * probing, at most half full. Nothing is ever removed.
 */
export class PairMap {
  #keys = new Int32Array(1 << 10);
  #values = new Int32Array(1 << 10);
  #shift = 22;
  #size = 0;

  /**
   * Where the pair stands, for `value` and `setValue`; the complement of where it would stand when it is
   * absent. Valid until the next `insert`.
   *
   * @param node Below 2^23.
   * @param symbol Below 256.
   */
  find(node: number, symbol: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    // Zero stands for an empty place.
    const key = (node << 8 | symbol) + 1;
    let slot = Math.imul(key, SPREAD) >>> this.#shift;
    for (;;) {
      const found = keys[slot]!;
      if (found === key) return slot;
      if (found === 0) return ~slot;
      slot = (slot + 1) & mask;
    }
  }

  value(slot: number): number {
    return this.#values[slot]!;
  }

  setValue(slot: number, value: number): void {
    this.#values[slot] = value;
  }

  /** Adds a pair for which `find` returned the negative number `absent`. */
  insert(absent: number, node: number, symbol: number, value: number): void {
    let slot = ~absent;
    if (2 * (this.#size + 1) > this.#keys.length) {
      this.#grow();
      slot = ~this.find(node, symbol);
    }
    this.#keys[slot] = (node << 8 | symbol) + 1;
    this.#values[slot] = value;
    this.#size++;
  }

  #grow(): void {
    const keys = this.#keys, values = this.#values;
    const wider = new Int32Array(2 * keys.length);
    const widerValues = new Int32Array(wider.length);
    this.#shift--;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (key === 0) continue;
      let slot = Math.imul(key, SPREAD) >>> this.#shift;
      while (wider[slot] !== 0) slot = (slot + 1) & (wider.length - 1);
      wider[slot] = key;
      widerValues[slot] = values[i]!;
    }
    this.#keys = wider;
    this.#values = widerValues;
  }
}
