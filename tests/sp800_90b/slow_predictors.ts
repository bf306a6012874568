/** The predictors of SP 800-90B sections 6.3.7 to 6.3.10 as their pseudocode has them, for comparison. */

interface Sequence {
  readonly values: Uint8Array;
  readonly alphabetSize: number;
}
interface Tally {
  readonly correct: number;
  readonly longestRun: number;
  readonly predictions: number;
}
type Counts = Map<string, number[]>;

/** Predictions of several predictors for place i, of which a scoreboard hears the best one so far. */
function scored(
  sequence: Sequence,
  first: number,
  predict: (i: number) => (number | null)[],
): Tally {
  const scores: number[] = [];
  let winner = 0, correct = 0, run = 0, longestRun = 0;
  const { values } = sequence;
  for (let i = first; i < values.length; i++) {
    const predictions = predict(i);
    run = predictions[winner] === values[i] ? run + 1 : 0;
    if (run > 0) correct++;
    longestRun = Math.max(longestRun, run);
    predictions.forEach((prediction, j) => {
      scores[j] ??= 0;
      if (prediction !== values[i]) return;
      scores[j]++;
      if (scores[j] >= (scores[winner] ?? 0)) winner = j;
    });
  }
  return { correct, longestRun, predictions: values.length - first };
}

/** The most frequent symbol; the larger one wins a tie. */
function mostFrequent(counts: readonly number[]): { symbol: number; count: number } {
  let symbol = 0;
  counts.forEach((count, y) => {
    if (count >= counts[symbol]) symbol = y;
  });
  return { symbol, count: counts[symbol] };
}

function multiMostCommonInWindow(sequence: Sequence): Tally {
  const { values, alphabetSize } = sequence;
  return scored(sequence, 63, (i) =>
    [63, 255, 1_023, 4_095].map((size) => {
      if (i < size) return null;
      const window = values.subarray(i - size, i);
      const counts = Array<number>(alphabetSize).fill(0);
      for (const value of window) counts[value]++;
      const most = Math.max(...counts);
      // Of those as frequent, the one seen last.
      return window[window.findLastIndex((value) => counts[value] === most)];
    }));
}

function lag(sequence: Sequence): Tally {
  return scored(
    sequence,
    1,
    (i) => Array.from({ length: 128 }, (_, d) => i > d ? sequence.values[i - d - 1] : null),
  );
}

function multiMmc(sequence: Sequence): Tally {
  const { values, alphabetSize } = sequence;
  const models = Array.from({ length: 17 }, (): Counts => new Map());
  return scored(sequence, 2, (i) =>
    Array.from({ length: 16 }, (_, index) => {
      const d = index + 1, model = models[d];
      if (d < i) {
        const key = values.subarray(i - d - 1, i - 1).join();
        if (!model.has(key)) model.set(key, Array<number>(alphabetSize).fill(0));
        model.get(key)![values[i - 1]]++;
      }
      const counts = d <= i ? model.get(values.subarray(i - d, i).join()) : undefined;
      return counts === undefined ? null : mostFrequent(counts).symbol;
    }));
}

function lz78y(sequence: Sequence): Tally {
  const { values, alphabetSize } = sequence;
  const dictionary: Counts = new Map();
  return scored(sequence, 17, (i) => {
    for (let j = 16; j >= 1; j--) {
      const key = values.subarray(i - j - 1, i - 1).join();
      if (!dictionary.has(key)) dictionary.set(key, Array<number>(alphabetSize).fill(0));
      dictionary.get(key)![values[i - 1]]++;
    }
    let prediction: number | null = null, most = 0;
    for (let j = 16; j >= 1; j--) {
      const counts = dictionary.get(values.subarray(i - j, i).join());
      if (counts === undefined) continue;
      const { symbol, count } = mostFrequent(counts);
      if (count > most) [prediction, most] = [symbol, count];
    }
    return [prediction];
  });
}

const PREDICTORS = {
  multi_most_common_in_window: multiMostCommonInWindow,
  lag,
  multi_mmc: multiMmc,
  lz78y,
};

/** What a predictor of the standard does; its tables are not limited, so keep sequences short. */
export function predictSlowly(name: keyof typeof PREDICTORS, sequence: Sequence): Tally {
  return PREDICTORS[name](sequence);
}
