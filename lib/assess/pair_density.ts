import type { PairDensityResult } from "./stream_types.ts";

/** Cells along each side at most: each takes four values of a byte. */
const MAX_CELLS = 64;
const MIN_CELLS = 4;
/** So many pairs are expected in a cell at least: fewer say nothing, and might say which bytes there were. */
const PAIRS_A_CELL = 16;
/** Pairs from the start of the stream that are counted; a limit keeps it cheap. */
const MAX_PAIRS = 2 ** 20;

/** Counts each byte against the next, at the start of a stream. */
export class PairDensity {
  readonly #counts = new Uint32Array(MAX_CELLS * MAX_CELLS);
  #pairs = 0;
  #last = -1;

  update(bytes: Uint8Array): void {
    const counts = this.#counts;
    let last = this.#last;
    const end = Math.min(bytes.length, MAX_PAIRS - this.#pairs + (last < 0 ? 1 : 0));
    for (let i = 0; i < end; i++) {
      const cell = bytes[i] >>> 2;
      if (last >= 0) counts[last << 6 | cell]++;
      last = cell;
    }
    this.#pairs += Math.max(0, end - (this.#last < 0 ? 1 : 0));
    this.#last = last;
  }

  /** In cells as small as the pairs suffice for; null where they suffice for none. */
  result(): PairDensityResult | null {
    let cells = MAX_CELLS;
    while (cells > MIN_CELLS && this.#pairs < PAIRS_A_CELL * cells * cells) cells /= 2;
    if (this.#pairs < PAIRS_A_CELL * cells * cells) return null;
    const scale = MAX_CELLS / cells;
    const counts = new Array<number>(cells * cells).fill(0);
    this.#counts.forEach((count, i) => {
      const first = Math.floor(i / MAX_CELLS / scale), next = Math.floor(i % MAX_CELLS / scale);
      counts[first * cells + next] += count;
    });
    return { cells, pairs: this.#pairs, counts };
  }
}
