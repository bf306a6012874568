import type { Sequence } from "../sequence.ts";
import type { PredictionEstimate } from "../types.ts";
import { ContextModel } from "./context_model.ts";
import { predictionEstimate } from "./prediction.ts";

/** B: the longest context, in samples (section 6.3.10). */
const LZ78Y_DEPTH = 16;
/** Contexts, of all lengths together, that the dictionary may hold. */
const MAX_LZ78Y_ENTRIES = 65_536;

/** Samples needed: a full context and two predictions. */
export const MIN_LZ78Y_SAMPLES = LZ78Y_DEPTH + 3;

/**
 * LZ78Y prediction estimate, SP 800-90B section 6.3.10: the contexts of the first samples form a
 * dictionary; of those that end here, the one whose best follower was counted most often is used.
 *
 * @param sequence At least `MIN_LZ78Y_SAMPLES` samples.
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
    const value = values[i];
    if (i > LZ78Y_DEPTH) {
      found = model.walk(values, i, LZ78Y_DEPTH, path);
      let count = 0, prediction = -1;
      for (let d = found; d >= 1; d--) {
        if (model.bestCount(path[d]) > count) {
          count = model.bestCount(path[d]);
          prediction = model.bestSymbol(path[d]);
        }
      }
      if (prediction === value) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
    }
    // The standard counts this sample as the next round begins, after it was predicted: here.
    if (entries < MAX_LZ78Y_ENTRIES && found < LZ78Y_DEPTH) {
      model.extend(values, i, found, LZ78Y_DEPTH, path);
      found = LZ78Y_DEPTH;
    }
    // Longest first: when the dictionary fills up, the shorter contexts are the ones left out.
    for (let d = found; d >= 1; d--) {
      const context = path[d];
      if (model.bestCount(context) === 0) {
        if (entries === MAX_LZ78Y_ENTRIES) continue;
        entries++;
      }
      model.count(context, value, true);
    }
  }
  return { correct, longestRun };
}

/**
 * The LZ78Y predictor over bits, with contexts of d bits as indices 2^d + bits into one table that has
 * the counts of both followers side by side.
 *
 * A longer context in the dictionary was put there no later than any shorter one in it that ends alike, and
 * occurs no more often. So no count exceeds that of a shorter context; the maximum is reached by the
 * shortest, and the standard's choice, the longest that reaches it, is found by walking up while the
 * maximum holds.
 *
 * By the same reasoning a context that has fallen behind the one-bit context in both its counts never
 * decides again, nor does any longer one: their counting stops. That leaves a few steps a bit.
 */
function lz78yBinary(bits: Uint8Array): { correct: number; longestRun: number } {
  const counts = new Int32Array(4 << LZ78Y_DEPTH);
  let entries = 0;
  let correct = 0, run = 0, longestRun = 0;
  let history = 0;
  for (let i = 0; i < LZ78Y_DEPTH; i++) history = history << 1 | bits[i];
  for (let i = LZ78Y_DEPTH; i < bits.length; i++) {
    const bit = bits[i];
    if (i > LZ78Y_DEPTH) {
      if (predict(counts, history) === bit) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
    }
    // The standard counts this bit as the next round begins, after it was predicted: here.
    if (entries < MAX_LZ78Y_ENTRIES) {
      // Longest first: when the dictionary fills up, the shorter contexts are the ones left out.
      for (let d = LZ78Y_DEPTH; d >= 1; d--) {
        const zeros = contextIndex(d, history);
        if (counts[zeros] === 0 && counts[zeros + 1] === 0) {
          if (entries === MAX_LZ78Y_ENTRIES) continue;
          entries++;
        }
        counts[zeros + bit]++;
      }
    } else countFollower(counts, history, bit);
    history = (history << 1 | bit) & 0xffff;
  }
  return { correct, longestRun };
}

/**
 * Counts a follower in a full dictionary, for the contexts that may still decide. Both one-bit contexts
 * are in it: it cannot fill up from a run of one bit, which has 16 contexts.
 */
function countFollower(counts: Int32Array, history: number, bit: number): void {
  const shortest = contextIndex(1, history);
  counts[shortest + bit]++;
  const mostZeros = counts[shortest], mostOnes = counts[shortest + 1];
  for (let d = 2; d <= LZ78Y_DEPTH; d++) {
    const zeros = contextIndex(d, history);
    if (counts[zeros] === 0 && counts[zeros + 1] === 0) continue;
    const count = ++counts[zeros + bit];
    const other = counts[zeros + (bit ^ 1)];
    if (bit === 0 ? count < mostZeros && other < mostOnes : count < mostOnes && other < mostZeros) {
      return;
    }
  }
}

/** What the dictionary says follows; -1 when it has no context that ends here. */
function predict(counts: Int32Array, history: number): number {
  let most = 0, prediction = -1;
  for (let d = 1; d <= LZ78Y_DEPTH; d++) {
    const zeros = contextIndex(d, history);
    const zeroCount = counts[zeros], oneCount = counts[zeros + 1];
    const count = zeroCount > oneCount ? zeroCount : oneCount;
    if (count === 0) continue;
    if (count < most) return prediction;
    most = count;
    prediction = oneCount >= zeroCount ? 1 : 0;
  }
  return prediction;
}

/** Index of the count of zeros after the context of the last `d` bits of `history`. */
function contextIndex(d: number, history: number): number {
  return (1 << d | history & (1 << d) - 1) << 1;
}
