import type { Sequence } from "../sequence.ts";
import type { PredictionEstimate } from "../types.ts";
import { ContextModel } from "./context_model.ts";
import { predictionEstimate } from "./prediction.ts";

/** D: the longest context, in samples (section 6.3.9). */
const MMC_DEPTH = 16;
/** Pairs of context and follower that each model may hold. */
const MAX_MMC_ENTRIES = 100_000;
/** Marks a context that nothing was counted for. Beyond any balance of fewer than 2^30 bits. */
const NEVER = 0x40000000;

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
    const value = values[i];
    if (i > 1) {
      found = model.walk(values, i, Math.min(MMC_DEPTH, i), path);
      const used = winner <= found && model.bestCount(path[winner]) > 0 &&
        model.bestSymbol(path[winner]) === value;
      if (used) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
      for (let d = 1; d <= found; d++) {
        const context = path[d];
        if (model.bestCount(context) > 0 && model.bestSymbol(context) === value) {
          scores[d]++;
          if (scores[d] >= scores[winner]) winner = d;
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
      if (model.count(path[d], value, entries[d] < MAX_MMC_ENTRIES)) entries[d]++;
    }
    while (deepestOpen > 0 && entries[deepestOpen] >= MAX_MMC_ENTRIES) deepestOpen--;
  }
  return { correct, longestRun };
}

/**
 * The MultiMMC predictor over bits, with contexts of d bits as indices 2^d + bits into one table.
 *
 * Of the two counts only their balance (ones minus zeros) decides: one is predicted unless zeros lead,
 * since the larger symbol wins ties. Up to order 15 there are at most 2^16 pairs, fewer than a model may
 * hold, so that only order 16 needs to know which pairs it holds.
 */
function multiMmcBinary(bits: Uint8Array): { correct: number; longestRun: number } {
  const balances = new Int32Array(2 << MMC_DEPTH).fill(NEVER);
  const deepestPairs = new Uint8Array(2 << MMC_DEPTH);
  let deepestEntries = 0;
  const scores = new Int32Array(MMC_DEPTH + 1);
  let winner = 1, best = 0;
  let correct = 0, run = 0, longestRun = 0;
  let history = bits[0];
  for (let i = 1; i < bits.length; i++) {
    const bit = bits[i];
    const step = 2 * bit - 1;
    const depth = i < MMC_DEPTH ? i : MMC_DEPTH;
    if (i > 1) {
      const used = winner <= depth ? balances[contextIndex(winner, history)] : NEVER;
      if (used !== NEVER && (used >= 0 ? 1 : 0) === bit) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
    }
    const ordinary = depth < MMC_DEPTH ? depth : MMC_DEPTH - 1;
    for (let d = 1; d <= ordinary; d++) {
      const index = contextIndex(d, history);
      const balance = balances[index];
      if (balance === NEVER) balances[index] = step;
      else {
        balances[index] = balance + step;
        // 1 when the prediction (the sign) is the bit; no branch, since it is right half the time.
        const hit = (balance >>> 31) ^ bit;
        const score = scores[d] + hit;
        scores[d] = score;
        if (score >= best && hit !== 0) {
          winner = d;
          best = score;
        }
      }
    }
    if (depth === MMC_DEPTH) {
      const index = contextIndex(MMC_DEPTH, history);
      const balance = balances[index];
      if (balance !== NEVER && ((balance >>> 31) ^ bit) === 1) {
        const score = ++scores[MMC_DEPTH];
        if (score >= best) {
          winner = MMC_DEPTH;
          best = score;
        }
      }
      const pair = (history & (1 << MMC_DEPTH) - 1) << 1 | bit;
      if (deepestPairs[pair] === 0 && deepestEntries < MAX_MMC_ENTRIES) {
        deepestPairs[pair] = 1;
        deepestEntries++;
      }
      if (deepestPairs[pair] !== 0) balances[index] = (balance === NEVER ? 0 : balance) + step;
    }
    history = (history << 1 | bit) & 0xffff;
  }
  return { correct, longestRun };
}

/** Index of the context of the last `d` bits of `history`. */
function contextIndex(d: number, history: number): number {
  return 1 << d | history & (1 << d) - 1;
}
