import { lagBinary, LAGS } from "./lag_binary.ts";
import { predictionEstimate } from "./prediction.ts";
import type { Sequence } from "../sequence.ts";
import type { PredictionEstimate } from "../types.ts";

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
    const value = values[i]!;
    if (i > 0) {
      if (values[i - winner] === value) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
    }
    const nearest = i - LAGS;
    let place = seen[value]!;
    let best = scores[winner]!;
    while (place >= nearest && place >= 0) {
      const distance = i - place;
      const score = ++scores[distance]!;
      if (distance === winner || score >= best) {
        winner = distance;
        best = score;
      }
      place = before[place % LAGS]!;
    }
    before[i % LAGS] = seen[value]!;
    seen[value] = i;
  }
  return { correct, longestRun };
}
