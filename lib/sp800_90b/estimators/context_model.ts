/** The empty context, from which all others are reached. */
const ROOT = 0;

/**
 * What followed which context: the tables of the MultiMMC and LZ78Y predictors for any alphabet.
 *
 * Contexts form a tree: the children of a context are those one sample longer into the past. All contexts
 * that end at one place are therefore one walk from the root, which ends at the first that never occurred,
 * and no context is ever stored or compared as a string. A context may stand in the tree only because a
 * longer one needs it; whether it counts is known by `bestCount` or kept by the caller.
 */
export class ContextModel {
  readonly #children = new PairMap();
  readonly #counts = new PairMap();
  #contexts = 1;
  /** Most frequent follower of each context; the largest symbol wins a tie. */
  #bestSymbols = new Uint8Array(1 << 10);
  #bestCounts = new Int32Array(1 << 10);
  /** Whether a context had several followers. Most never do, and need no entry in `#counts`. */
  #mixed = new Uint8Array(1 << 10);

  /**
   * Fills `path[d]` for d from 1 with the context of the d samples before `end`.
   *
   * @returns How many contexts were found; longer ones never occurred.
   */
  walk(values: Uint8Array, end: number, longest: number, path: Int32Array): number {
    let context = ROOT;
    for (let d = 1; d <= longest; d++) {
      const slot = this.#children.find(context, values[end - d]);
      if (slot < 0) return d - 1;
      context = this.#children.value(slot);
      path[d] = context;
    }
    return longest;
  }

  /** Adds the contexts of `found + 1` to `longest` samples before `end` and completes `path`. */
  extend(
    values: Uint8Array,
    end: number,
    found: number,
    longest: number,
    path: Int32Array,
  ): void {
    for (let d = found + 1; d <= longest; d++) {
      const context = this.#contexts++;
      if (context >= this.#bestCounts.length) this.#grow();
      const parent = d === 1 ? ROOT : path[d - 1];
      const value = values[end - d];
      this.#children.insert(this.#children.find(parent, value), parent, value, context);
      path[d] = context;
    }
  }

  /**
   * Counts that `symbol` followed `context`.
   *
   * @param mayAdd Whether to begin counting when it never did before.
   * @returns Whether counting began.
   */
  count(context: number, symbol: number, mayAdd: boolean): boolean {
    const best = this.#bestCounts[context];
    if (best > 0 && this.#mixed[context] === 0) {
      if (symbol === this.#bestSymbols[context]) {
        this.#bestCounts[context] = best + 1;
        return false;
      }
      if (!mayAdd) return false;
      const only = this.#bestSymbols[context];
      this.#counts.insert(this.#counts.find(context, only), context, only, best);
      this.#mixed[context] = 1;
    } else if (best === 0) {
      if (!mayAdd) return false;
      this.#bestCounts[context] = 1;
      this.#bestSymbols[context] = symbol;
      return true;
    }
    const slot = this.#counts.find(context, symbol);
    if (slot < 0 && !mayAdd) return false;
    let count = 1;
    if (slot < 0) this.#counts.insert(slot, context, symbol, 1);
    else {
      count = this.#counts.value(slot) + 1;
      this.#counts.setValue(slot, count);
    }
    if (count > best || (count === best && symbol > this.#bestSymbols[context])) {
      this.#bestCounts[context] = count;
      this.#bestSymbols[context] = symbol;
    }
    return slot < 0;
  }

  /** How often the most frequent follower was counted; 0 when none was. */
  bestCount(context: number): number {
    return this.#bestCounts[context];
  }

  /** The most frequent follower, where `bestCount` is not 0. */
  bestSymbol(context: number): number {
    return this.#bestSymbols[context];
  }

  #grow(): void {
    const counts = new Int32Array(2 * this.#bestCounts.length);
    counts.set(this.#bestCounts);
    this.#bestCounts = counts;
    const symbols = new Uint8Array(counts.length);
    symbols.set(this.#bestSymbols);
    this.#bestSymbols = symbols;
    const mixed = new Uint8Array(counts.length);
    mixed.set(this.#mixed);
    this.#mixed = mixed;
  }
}

/** Spreads keys over the table; the odd constant is 2^32 divided by the golden ratio. */
const SPREAD = 0x9e3779b1;

/**
 * A hash map from (node, symbol) to a number of 31 bits, in two flat arrays: open addressing, linear
 * probing, at most half full. Nothing is ever removed.
 */
class PairMap {
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
      const found = keys[slot];
      if (found === key) return slot;
      if (found === 0) return ~slot;
      slot = (slot + 1) & mask;
    }
  }

  value(slot: number): number {
    return this.#values[slot];
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
      const key = keys[i];
      if (key === 0) continue;
      let slot = Math.imul(key, SPREAD) >>> this.#shift;
      while (wider[slot] !== 0) slot = (slot + 1) & (wider.length - 1);
      wider[slot] = key;
      widerValues[slot] = values[i];
    }
    this.#keys = wider;
    this.#values = widerValues;
  }
}
