/** How often tuples of each length repeat, overlapping occurrences counted. Index w is for length w. */
export interface RepeatedTuples {
  /** Length of the longest substring that occurs at least twice; 0 when none does. */
  readonly longest: number;
  /** Occurrences of the most frequent tuple of each length, 1 to `longest`. */
  readonly mostFrequent: Int32Array;
  /** Pairs of equal tuples of each length: the sum of c (c - 1) / 2 over occurrences c. */
  readonly pairs: Float64Array;
}

/**
 * Counts the repeated tuples of every length at once, in one pass over what neighbouring suffixes of a
 * text share, in sorted order.
 *
 * Neighbours that share at least w values form a group for each tuple of length w that occurs more than
 * once. The groups of all lengths are nested; a stack of the open ones closes each exactly once, and what
 * it holds for a range of lengths is entered at the range's two ends and summed at the end.
 *
 * Sums of pairs are exact up to texts of 1.3e8 values (2^53 pairs).
 */
export class TupleCounter {
  #longest = 0;
  #mostFrequent = new Int32Array(64);
  #pairs = new Float64Array(64);
  // Open groups: the length their tuples share and the suffix they begin at. Lengths increase strictly, so
  // there are never more than the longest of them beside the one that holds everything.
  #lengths = new Int32Array(65);
  #begins = new Int32Array(65);
  #depth = 0;
  /** Suffixes seen; the first shares nothing with one before. */
  #suffixes = 1;

  /** Takes in the next suffix by the length it shares with the one before it. */
  add(shared: number): void {
    if (shared > this.#longest) this.#grow(shared);
    let begin = this.#suffixes - 1;
    if (this.#lengths[this.#depth] > shared) begin = this.#close(shared);
    if (shared > this.#lengths[this.#depth]) {
      this.#depth++;
      this.#lengths[this.#depth] = shared;
      this.#begins[this.#depth] = begin;
    }
    this.#suffixes++;
  }

  /** Closes all groups and says what was counted. */
  finish(): RepeatedTuples {
    this.#close(0);
    const longest = this.#longest;
    const mostFrequent = this.#mostFrequent.slice(0, longest + 1);
    const pairs = this.#pairs.slice(0, longest + 1);
    for (let w = longest - 1; w >= 1; w--) {
      pairs[w] += pairs[w + 1];
      mostFrequent[w] = Math.max(mostFrequent[w], mostFrequent[w + 1]);
    }
    pairs[0] = 0;
    return { longest, mostFrequent, pairs };
  }

  /** Closes the groups whose tuples are longer than `shared`; returns where the last of them began. */
  #close(shared: number): number {
    const lengths = this.#lengths;
    let begin = this.#suffixes - 1;
    while (lengths[this.#depth] > shared) {
      const tupleLength = lengths[this.#depth];
      begin = this.#begins[this.#depth];
      this.#depth--;
      const count = this.#suffixes - begin;
      if (count > this.#mostFrequent[tupleLength]) this.#mostFrequent[tupleLength] = count;
      const groupPairs = count * (count - 1) / 2;
      this.#pairs[tupleLength] += groupPairs;
      this.#pairs[Math.max(lengths[this.#depth], shared)] -= groupPairs;
    }
    return begin;
  }

  #grow(longest: number): void {
    this.#longest = longest;
    if (longest < this.#pairs.length) return;
    const size = Math.max(longest + 1, 2 * this.#pairs.length);
    const extended = (array: Int32Array, length: number): Int32Array<ArrayBuffer> => {
      const longer = new Int32Array(length);
      longer.set(array);
      return longer;
    };
    this.#mostFrequent = extended(this.#mostFrequent, size);
    this.#lengths = extended(this.#lengths, size + 1);
    this.#begins = extended(this.#begins, size + 1);
    const pairs = new Float64Array(size);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
  }
}
