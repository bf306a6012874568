import { repeatedTuples } from "../math/repeated_tuples.ts";
import { collision } from "./estimators/collision.ts";
import { compression, MIN_COMPRESSION_BITS } from "./estimators/compression.ts";
import { lag } from "./estimators/lag.ts";
import { longestRepeatedSubstring, tTuple } from "./estimators/tuples.ts";
import { lz78y, MIN_LZ78Y_SAMPLES } from "./estimators/lz78y.ts";
import { markov } from "./estimators/markov.ts";
import { mostCommonValue } from "./estimators/most_common_value.ts";
import { multiMmc } from "./estimators/multi_mmc.ts";
import {
  MIN_MULTI_MCW_SAMPLES,
  multiMostCommonInWindow,
} from "./estimators/multi_most_common_in_window.ts";
import { type Sequence, sequenceOf } from "./sequence.ts";
import type {
  Estimate,
  EstimatorJob,
  EstimatorName,
  EstimatorOutcome,
  NonIidAssessment,
  NotComputed,
  SequenceKind,
  SymbolSequence,
} from "./types.ts";

/** Estimators that need nothing but the sequence, with the fewest samples they can say anything about. */
const ESTIMATOR_FUNCTIONS: Partial<
  Record<EstimatorName, { minSamples: number; estimate: (sequence: Sequence) => Estimate }>
> = {
  most_common_value: { minSamples: 2, estimate: mostCommonValue },
  collision: { minSamples: 7, estimate: collision },
  markov: { minSamples: 2, estimate: markov },
  compression: { minSamples: MIN_COMPRESSION_BITS, estimate: compression },
  multi_most_common_in_window: {
    minSamples: MIN_MULTI_MCW_SAMPLES,
    estimate: multiMostCommonInWindow,
  },
  lag: { minSamples: 3, estimate: lag },
  multi_mmc: { minSamples: 4, estimate: multiMmc },
  lz78y: { minSamples: MIN_LZ78Y_SAMPLES, estimate: lz78y },
};

/**
 * Time of each job for one sample, relative to the others, as bench/estimators.ts measured it at a million
 * samples; for bits and for larger alphabets.
 */
const COSTS: readonly [readonly EstimatorName[], bits: number, symbols: number][] = [
  [["t_tuple", "longest_repeated_substring"], 18, 45],
  [["multi_mmc"], 15, 150],
  [["lag"], 6, 3],
  [["multi_most_common_in_window"], 4, 15],
  [["lz78y"], 3, 15],
  [["compression"], 1, 0],
  [["collision"], 0.4, 0],
  [["markov"], 0.2, 0],
  [["most_common_value"], 0.2, 0.1],
];

/** What only bit strings are put through. */
const BINARY_ONLY: ReadonlySet<EstimatorName> = new Set(["collision", "markov", "compression"]);

/** Pieces of the largest assessment: those on the symbols, those on the bit string, and the tests of section 5.2. */
export const MAX_ESTIMATOR_JOBS = 2 * COSTS.length - BINARY_ONLY.size + 1;

/**
 * The independent pieces of an assessment, largest first: hand them to as many workers as there are, or
 * run them one after the other.
 *
 * @param bitsPerSymbol Width of the symbols.
 * @param alphabetSize Distinct symbols that occur; with two, the sequence is a bit string itself.
 */
export function estimatorJobs(bitsPerSymbol: number, alphabetSize: number): EstimatorJob[] {
  const binary = alphabetSize === 2;
  const jobs: EstimatorJob[] = COSTS
    .filter(([estimators]) => binary || !BINARY_ONLY.has(estimators[0]))
    .map(([estimators, bits, symbols]) => ({
      sequence: "original",
      estimators,
      relativeCost: binary ? bits : symbols,
    }));
  if (!binary) {
    jobs.push(...COSTS.map(([estimators, bits]): EstimatorJob => ({
      sequence: "bitstring",
      estimators,
      relativeCost: bits * bitsPerSymbol,
    })));
  }
  return jobs.sort((a, b) => b.relativeCost - a.relativeCost);
}

/**
 * Whether each estimator of an assessment gave a figure. Where one did not get to run, or the samples are too few for
 * it, the assessed min-entropy is an upper limit.
 */
export function allEstimated(
  { bitsPerSymbol, alphabetSize, outcomes }: Pick<
    NonIidAssessment,
    "bitsPerSymbol" | "alphabetSize" | "outcomes"
  >,
): boolean {
  const wanted = estimatorJobs(bitsPerSymbol, alphabetSize)
    .reduce((sum, { estimators }) => sum + estimators.length, 0);
  return outcomes.filter(({ result }) => "minEntropy" in result).length === wanted;
}

/**
 * Prepares to run jobs on one recording; the sequences are made when the first job asks for them and kept
 * for the next.
 */
export function estimatorRunner(
  input: SymbolSequence,
): (job: EstimatorJob) => EstimatorOutcome[] {
  const sequences = new Map<SequenceKind, Sequence>();
  return ({ sequence: kind, estimators }) => {
    const sequence = sequences.get(kind) ?? sequenceOf(kind, input);
    sequences.set(kind, sequence);
    return runOn(sequence, estimators).map((result) => ({ sequence: kind, result }));
  };
}

function runOn(
  sequence: Sequence,
  estimators: readonly EstimatorName[],
): (Estimate | NotComputed)[] {
  const samples = sequence.values.length;
  const results: (Estimate | NotComputed)[] = [];
  const wantsTuples = estimators.some((name) => ESTIMATOR_FUNCTIONS[name] === undefined);
  const tuples = wantsTuples ? repeatedTuples(sequence.values, sequence.alphabetSize) : null;
  for (const estimator of estimators) {
    const alone = ESTIMATOR_FUNCTIONS[estimator];
    if (alone !== undefined) {
      const { minSamples, estimate } = alone;
      results.push(
        samples < minSamples
          ? { estimator, reason: `needs ${minSamples} samples, there are ${samples}` }
          : estimate(sequence),
      );
    } else if (tuples !== null) {
      const estimate = estimator === "t_tuple" ? tTuple : longestRepeatedSubstring;
      results.push(estimate(tuples, samples));
    }
  }
  return results;
}
