import { ContextModel } from "./context_model.ts";
import { MMC_DEPTH, MMC_ENTRIES, multiMmcBinary } from "./multi_mmc_binary.ts";
import { predictionEstimate } from "./prediction.ts";
import type { Sequence } from "../sequence.ts";
import type { PredictionEstimate } from "../types.ts";

/**
 * MultiMMC prediction estimate, SP 800-90B section 6.3.9: Markov models of orders 1 to 16 each say what
 * followed the last samples most often; the one that has been right most often so far is used.
 *
 * @param sequence At least four samples.
 */
export function multiMmc(sequence: Sequence): PredictionEstimate {
  const { values, alphabetSize } = sequence;
  const tally = alphabetSize === 2 ? multiMmcBinary(values) : multiMmcAnyAlphabet(values);
  return predictionEstimate("multi_mmc", {
    ...tally,
    predictions: values.length - 2,
    alphabetSize,
  });
}

function multiMmcAnyAlphabet(values: Uint8Array): { correct: number; longestRun: number } {
  const model = new ContextModel();
  const entries = new Int32Array(MMC_DEPTH + 1);
  // The largest order that still takes entries; smaller orders may fill up before it.
  let deepestOpen = MMC_DEPTH;
  const scores = new Int32Array(MMC_DEPTH + 1);
  let winner = 1;
  let correct = 0, run = 0, longestRun = 0;
  // The contexts before sample i, of which the first `found` occurred before.
  const path = new Int32Array(MMC_DEPTH + 1);
  let found = 0;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (i > 1) {
      found = model.walk(values, i, Math.min(MMC_DEPTH, i), path);
      const heard = winner <= found && model.bestCount(path[winner]!) > 0 &&
        model.bestSymbol(path[winner]!) === value;
      if (heard) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
      for (let d = 1; d <= found; d++) {
        const context = path[d]!;
        if (model.bestCount(context) > 0 && model.bestSymbol(context) === value) {
          scores[d]!++;
          if (scores[d]! >= scores[winner]!) winner = d;
        }
      }
    }
    // The standard counts this sample as the next round begins, after it was predicted: here.
    const longest = Math.min(deepestOpen, i);
    if (found < longest) {
      model.extend(values, i, found, longest, path);
      found = longest;
    }
    for (let d = 1; d <= found; d++) {
      if (model.count(path[d]!, value, entries[d]! < MMC_ENTRIES)) entries[d]!++;
    }
    while (deepestOpen > 0 && entries[deepestOpen]! >= MMC_ENTRIES) deepestOpen--;
  }
  return { correct, longestRun };
}
