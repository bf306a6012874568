import { countOnes, packBits, wordFrom } from "../../math/bits.ts";
import type { Sequence } from "../sequence.ts";
import type { PredictionEstimate } from "../types.ts";
import { predictionEstimate } from "./prediction.ts";

/** D: the largest distance at which a repetition is predicted (section 6.3.8). */
const LAGS = 128;

/**
 * Lag prediction estimate, SP 800-90B section 6.3.8: predictor d says the sample d places back; the one
 * that has been right most often so far is used.
 *
 * @param sequence At least three samples.
 */
export function lag({ values, alphabetSize }: Sequence): PredictionEstimate {
  const tally = alphabetSize === 2 ? lagBinary(values) : lagAnyAlphabet(values, alphabetSize);
  return predictionEstimate("lag", { ...tally, predictions: values.length - 1, alphabetSize });
}

/**
 * Instead of asking 128 predictors about every sample, the earlier occurrences of the sample's value are
 * followed, nearest first: those are the predictors that were right, in the order of their lags.
 */
function lagAnyAlphabet(
  values: Uint8Array,
  alphabetSize: number,
): { correct: number; longestRun: number } {
  const length = values.length;
  const scores = new Int32Array(LAGS + 1);
  // Where each value was last seen, and for each of the last 128 places, where its value was before.
  const seen = new Int32Array(alphabetSize).fill(-LAGS - 1);
  const before = new Int32Array(LAGS);
  let winner = 1;
  let correct = 0, run = 0, longestRun = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    if (i > 0) {
      if (values[i - winner] === value) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
    }
    const nearest = i - LAGS;
    let place = seen[value];
    let best = scores[winner];
    while (place >= nearest && place >= 0) {
      const distance = i - place;
      const score = ++scores[distance];
      if (distance === winner || score >= best) {
        winner = distance;
        best = score;
      }
      place = before[place % LAGS];
    }
    before[i % LAGS] = seen[value];
    seen[value] = i;
  }
  return { correct, longestRun };
}

/**
 * The lag predictor over bits, 32 at a time: one exclusive-or tells which of 32 bits a lag predicts.
 *
 * A lag that trails the best by more than 32 cannot catch up within a word, so its score only grows by
 * the number of bits it predicts. The few that can are followed bit by bit.
 */
function lagBinary(bits: Uint8Array): { correct: number; longestRun: number } {
  const { words } = packBits(bits);
  const scores = new Int32Array(LAGS + 1);
  // What each lag predicts of the current word, for the contenders, which are listed in rising order.
  const hits = new Int32Array(LAGS + 1);
  const contenders = new Int32Array(LAGS);
  let winner = 1;
  let correct = 0, run = 0, longestRun = 0;
  for (let from = 0; from < bits.length; from += 32) {
    const count = Math.min(32, bits.length - from);
    const known = -1 << (32 - count);
    const word = words[from >>> 5];
    const catchable = scores[winner] - count;
    let contending = 0;
    for (let lag = 1; lag <= LAGS; lag++) {
      const shifted = from >= lag ? wordFrom(words, from - lag) : shiftedIn(words, lag - from);
      const hit = ~(word ^ shifted) & known & existing(from, lag);
      if (scores[lag] < catchable) scores[lag] += countOnes(hit);
      else {
        hits[lag] = hit;
        contenders[contending++] = lag;
      }
    }
    for (let shift = 31; shift > 31 - count; shift--) {
      if (hits[winner] >>> shift & 1) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
      if (contending === 1) {
        scores[winner] += hits[winner] >>> shift & 1;
        continue;
      }
      for (let i = 0; i < contending; i++) {
        const lag = contenders[i];
        if ((hits[lag] >>> shift & 1) === 0) continue;
        const score = ++scores[lag];
        if (score >= scores[winner]) winner = lag;
      }
    }
  }
  return { correct, longestRun };
}

/** Bits of the word at `from` that have a bit `lag` places before them. */
function existing(from: number, lag: number): number {
  const missing = lag - from;
  return missing <= 0 ? -1 : missing >= 32 ? 0 : -1 >>> missing;
}

/** The first bits, moved behind the `missing` ones that would stand before them. */
function shiftedIn(words: Int32Array, missing: number): number {
  return missing >= 32 ? 0 : words[0] >>> missing;
}
