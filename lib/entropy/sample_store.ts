/** Room that is made at first where nobody knows how much will come. */
const FIRST_ROOM = 1 << 20;

/**
 * Keeps the first samples of a stream in memory for those who have to see them all at once.
 *
 * @example
 * const store = new SampleStore(1_000_000, null);
 * store.add(piece);
 * estimate(store.samples);
 */
export class SampleStore {
  #held: Uint8Array;
  #count = 0;

  /**
   * @param most samples that are kept; more are let go
   * @param expected how many will come, where that is known: room for them is made at once
   */
  constructor(readonly most: number, expected: number | null) {
    this.#held = new Uint8Array(Math.min(most, expected ?? FIRST_ROOM));
  }

  /** Copies samples while there is room. */
  add(samples: Uint8Array): void {
    const kept = samples.subarray(0, this.most - this.#count);
    const needed = this.#count + kept.length;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.min(this.most, Math.max(needed, 2 * this.#held.length)));
      larger.set(this.#held.subarray(0, this.#count));
      this.#held.fill(0);
      this.#held = larger;
    }
    this.#held.set(kept, this.#count);
    this.#count = needed;
  }

  /** What is kept; a view, which the next `add` may leave behind. */
  get samples(): Uint8Array {
    return this.#held.subarray(0, this.#count);
  }
}
