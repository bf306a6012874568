import { predictionEstimate } from "./prediction.ts";
import type { Sequence } from "../sequence.ts";
import type { PredictionEstimate } from "../types.ts";

/** Samples in each window (section 6.3.7). */
const WINDOWS = [63, 255, 1_023, 4_095] as const;

/** Samples needed: the shortest window and two predictions. */
export const MIN_MULTI_MCW_SAMPLES = WINDOWS[0] + 2;

/**
 * MultiMCW prediction estimate, SP 800-90B section 6.3.7: four predictors say the most common value of
 * their windows; the one that has been right most often so far is used.
 *
 * @param sequence At least `MIN_MULTI_MCW_SAMPLES` samples.
 */
export function multiMostCommonInWindow(sequence: Sequence): PredictionEstimate {
  const { values, alphabetSize } = sequence;
  const length = values.length;
  const windows = WINDOWS.map((size) => new Window(sequence, size));
  const scores = new Float64Array(WINDOWS.length);
  let winner = 0;
  let correct = 0, run = 0, longestRun = 0;
  const first = WINDOWS[0];
  for (let i = 0; i < first; i++) for (const window of windows) window.slide(i);
  for (let i = first; i < length; i++) {
    const value = values[i];
    // The first window is full from here on, so there is always a winner that can predict.
    if (windows[winner].mostCommon === value) {
      correct++;
      if (++run > longestRun) longestRun = run;
    } else run = 0;
    for (let w = 0; w < windows.length; w++) {
      const window = windows[w];
      if (window.mostCommon === value && i >= window.size) {
        scores[w]++;
        if (scores[w] >= scores[winner]) winner = w;
      }
      window.slide(i);
    }
  }
  const predictions = length - WINDOWS[0];
  return predictionEstimate("multi_most_common_in_window", {
    correct,
    longestRun,
    predictions,
    alphabetSize,
  });
}

/** The last samples of a sequence and their most common value; the latest one wins a tie. */
class Window {
  mostCommon = 0;
  /** No other value occurs more often; may be too high, since only a full look lowers it. */
  #othersAtMost = 0;
  readonly #counts: Int32Array;
  /** Where each value was last seen. */
  readonly #seen: Int32Array;
  readonly #values: Uint8Array;

  constructor(sequence: Sequence, readonly size: number) {
    this.#values = sequence.values;
    this.#counts = new Int32Array(sequence.alphabetSize);
    this.#seen = new Int32Array(sequence.alphabetSize);
  }

  /** Takes in the sample at `index` and gives up the one that falls out. */
  slide(index: number): void {
    const counts = this.#counts;
    const added = this.#values[index];
    this.#seen[added] = index;
    const count = ++counts[added];
    if (added !== this.mostCommon) {
      if (count >= counts[this.mostCommon]) {
        this.#othersAtMost = Math.max(this.#othersAtMost, counts[this.mostCommon]);
        this.mostCommon = added;
      } else if (count > this.#othersAtMost) this.#othersAtMost = count;
    }
    if (index < this.size) return;
    const removed = this.#values[index - this.size];
    counts[removed]--;
    if (removed === this.mostCommon && counts[removed] <= this.#othersAtMost) this.#lookAgain();
  }

  #lookAgain(): void {
    const counts = this.#counts, seen = this.#seen;
    let best = this.mostCommon;
    let others = 0;
    for (let value = 0; value < counts.length; value++) {
      if (value === best) continue;
      const count = counts[value];
      if (count > counts[best] || (count === counts[best] && seen[value] > seen[best])) {
        others = Math.max(others, counts[best]);
        best = value;
      } else if (count > others) others = count;
    }
    this.mostCommon = best;
    this.#othersAtMost = others;
  }
}
