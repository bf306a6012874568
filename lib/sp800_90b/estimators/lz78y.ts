import { ContextModel } from "./context_model.ts";
import { LZ78Y_DEPTH, LZ78Y_ENTRIES, lz78yBinary } from "./lz78y_binary.ts";
import { predictionEstimate } from "./prediction.ts";
import type { Sequence } from "../sequence.ts";
import type { PredictionEstimate } from "../types.ts";

/** Samples needed: a full context and two predictions. */
export const LZ78Y_MIN_SAMPLES = LZ78Y_DEPTH + 3;

/**
 * LZ78Y prediction estimate, SP 800-90B section 6.3.10: the contexts of the first samples form a
 * dictionary; of those that end here, the one whose best follower was counted most often is used.
 *
 * @param sequence At least `LZ78Y_MIN_SAMPLES` samples.
 */
export function lz78y(sequence: Sequence): PredictionEstimate {
  const { values, alphabetSize } = sequence;
  const tally = alphabetSize === 2 ? lz78yBinary(values) : lz78yAnyAlphabet(values);
  const predictions = values.length - LZ78Y_DEPTH - 1;
  return predictionEstimate("lz78y", { ...tally, predictions, alphabetSize });
}

function lz78yAnyAlphabet(values: Uint8Array): { correct: number; longestRun: number } {
  const model = new ContextModel();
  let entries = 0;
  let correct = 0, run = 0, longestRun = 0;
  const path = new Int32Array(LZ78Y_DEPTH + 1);
  let found = 0;
  for (let i = LZ78Y_DEPTH; i < values.length; i++) {
    const value = values[i]!;
    if (i > LZ78Y_DEPTH) {
      found = model.walk(values, i, LZ78Y_DEPTH, path);
      let count = 0, prediction = -1;
      for (let d = found; d >= 1; d--) {
        if (model.bestCount(path[d]!) > count) {
          count = model.bestCount(path[d]!);
          prediction = model.bestSymbol(path[d]!);
        }
      }
      if (prediction === value) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
    }
    // The standard counts this sample as the next round begins, after it was predicted: here.
    if (entries < LZ78Y_ENTRIES && found < LZ78Y_DEPTH) {
      model.extend(values, i, found, LZ78Y_DEPTH, path);
      found = LZ78Y_DEPTH;
    }
    // Longest first: when the dictionary fills up, the shorter contexts are the ones left out.
    for (let d = found; d >= 1; d--) {
      const context = path[d]!;
      if (model.bestCount(context) === 0) {
        if (entries === LZ78Y_ENTRIES) continue;
        entries++;
      }
      model.count(context, value, true);
    }
  }
  return { correct, longestRun };
}
