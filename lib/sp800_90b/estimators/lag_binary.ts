import { countOnes, packBits, wordFrom } from "../../math/packed_bits.ts";

/** D: the largest distance at which a repetition is predicted (section 6.3.8). */
export const LAGS = 128;

/**
 * The lag predictor over bits, 32 at a time: one exclusive-or tells which of 32 bits a lag predicts.
 *
 * A lag that trails the best by more than 32 cannot catch up within a word, so its score only grows by
 * the number of bits it predicts. The few that can are followed bit by bit.
 */
export function lagBinary(bits: Uint8Array): { correct: number; longestRun: number } {
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
    const word = words[from >>> 5]!;
    const catchable = scores[winner]! - count;
    let contending = 0;
    for (let lag = 1; lag <= LAGS; lag++) {
      const shifted = from >= lag ? wordFrom(words, from - lag) : shiftedIn(words, lag - from);
      const hit = ~(word ^ shifted) & known & existing(from, lag);
      if (scores[lag]! < catchable) scores[lag]! += countOnes(hit);
      else {
        hits[lag] = hit;
        contenders[contending++] = lag;
      }
    }
    for (let shift = 31; shift > 31 - count; shift--) {
      if (hits[winner]! >>> shift & 1) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
      if (contending === 1) {
        scores[winner]! += hits[winner]! >>> shift & 1;
        continue;
      }
      for (let i = 0; i < contending; i++) {
        const lag = contenders[i]!;
        if ((hits[lag]! >>> shift & 1) === 0) continue;
        const score = ++scores[lag]!;
        if (score >= scores[winner]!) winner = lag;
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
  return missing >= 32 ? 0 : words[0]! >>> missing;
}
