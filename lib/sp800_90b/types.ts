/**
 * Results of the non-IID track of NIST SP 800-90B (January 2018), section 6.3. Every estimator returns
 * each intermediate of the standard under a readable name; the standard's symbol stands beside it.
 * Entropies are in bits per sample of the sequence that was looked at: per symbol for the original
 * sequence, per bit for the bit string.
 */

/**
 * Which sequence is looked at: the symbols as read, or the string of their bits, most significant bit
 * first. One-bit symbols have the original sequence only (section 3.1.3).
 */
export type SequenceKind = "original" | "bitstring";

/** The ten estimators in the order of section 6.3. */
export const ESTIMATOR_NAMES = [
  "most_common_value",
  "collision",
  "markov",
  "compression",
  "t_tuple",
  "longest_repeated_substring",
  "multi_most_common_in_window",
  "lag",
  "multi_mmc",
  "lz78y",
] as const;

export type EstimatorName = typeof ESTIMATOR_NAMES[number];

/** Samples to assess: one symbol a byte, each below `2 ** bitsPerSymbol`. */
export interface SymbolSequence {
  readonly symbols: Uint8Array;
  /** 1 to 8. */
  readonly bitsPerSymbol: number;
  /** Of symbols that are a part of wider samples (section 6.4). */
  readonly reduced?: ReducedSamples | null;
}

/** What wider samples were reduced to. */
export interface ReducedSamples {
  /** Bits that were kept, 0 the least significant; ascending. */
  readonly keptBits: readonly number[];
  /** The first sample, whole. */
  readonly firstSample: number;
  /** The other recording that decided it; null: this one. */
  readonly rankedIn: string | null;
  /** Samples of that recording that were ranked: the first. */
  readonly rankedSamples: number;
}

/** Section 6.3.1. */
export interface MostCommonValueEstimate {
  readonly estimator: "most_common_value";
  readonly modeCount: number;
  /** p-hat: the share of the most common value. */
  readonly proportion: number;
  /** p_u: upper end of the 99 percent confidence interval. */
  readonly upperBound: number;
  readonly minEntropy: number;
}

/** Section 6.3.2; binary sequences only. */
export interface CollisionEstimate {
  readonly estimator: "collision";
  /** v: collisions found. */
  readonly collisions: number;
  /** Sum of t_i: samples the collisions took. */
  readonly samplesUsed: number;
  /** X-bar: mean time to a collision, in samples. */
  readonly mean: number;
  /** sigma-hat: sample standard deviation of the times. */
  readonly standardDeviation: number;
  /** X-bar': lower end of the 99 percent confidence interval of the mean. */
  readonly lowerBound: number;
  /** False when no probability fits so long a mean; `probability` is then its lower bound. */
  readonly solutionFound: boolean;
  /** p: probability of the more likely bit. */
  readonly probability: number;
  readonly minEntropy: number;
}

/** Section 6.3.3; binary sequences only. */
export interface MarkovEstimate {
  readonly estimator: "markov";
  /** P_0 and P_1. */
  readonly initial: readonly [number, number];
  /** P_{i,j}: probability that j follows i, as `transition[i][j]`. */
  readonly transition: readonly [readonly [number, number], readonly [number, number]];
  /** p-hat_max: probability of the likeliest sequence of 128 bits. */
  readonly likeliestSequenceProbability: number;
  readonly minEntropy: number;
}

/** Section 6.3.4; binary sequences only. */
export interface CompressionEstimate {
  readonly estimator: "compression";
  /** X-bar: mean of log2 of the distance to the same block's last occurrence. */
  readonly mean: number;
  /** sigma-hat, with the standard's corrective factor of 0.5907. */
  readonly standardDeviation: number;
  /** X-bar': lower end of the 99 percent confidence interval of the mean. */
  readonly lowerBound: number;
  /** False when no probability fits so large a mean; `probability` is then its lower bound. */
  readonly solutionFound: boolean;
  /** p: probability of the likeliest block of 6 bits. */
  readonly probability: number;
  readonly minEntropy: number;
}

/** Section 6.3.5. */
export interface TupleEstimate {
  readonly estimator: "t_tuple";
  /** t: the longest length at which some tuple occurs at least 35 times. */
  readonly longestTuple: number;
  /** p-hat_max: largest per-sample probability over the lengths 1 to t. */
  readonly probability: number;
  /** p_u */
  readonly upperBound: number;
  readonly minEntropy: number;
}

/** Section 6.3.6. */
export interface LongestRepeatedSubstringEstimate {
  readonly estimator: "longest_repeated_substring";
  /** u: the shortest length at which no tuple occurs 35 times. */
  readonly shortestLength: number;
  /** v: length of the longest substring that occurs twice. */
  readonly longestLength: number;
  /** p-hat: largest per-sample collision probability over the lengths u to v. */
  readonly probability: number;
  /** p_u */
  readonly upperBound: number;
  readonly minEntropy: number;
}

/** Sections 6.3.7 to 6.3.10: how well a predictor did, globally and in its longest run. */
export interface PredictionEstimate {
  readonly estimator: "multi_most_common_in_window" | "lag" | "multi_mmc" | "lz78y";
  /** C: correct predictions. */
  readonly correct: number;
  /** r: one more than the longest run of correct predictions. */
  readonly runBound: number;
  /** N: predictions made, correct or not. */
  readonly predictions: number;
  /** P_global = C / N. */
  readonly global: number;
  /** P_global': upper end of its 99 percent confidence interval. */
  readonly globalUpperBound: number;
  /**
   * P_local: the success probability at which no run reaches r with probability 0.99; null where it is
   * not above `globalUpperBound` and one in alphabet size, so that it cannot change the result.
   */
  readonly local: number | null;
  readonly minEntropy: number;
}

export type Estimate =
  | MostCommonValueEstimate
  | CollisionEstimate
  | MarkovEstimate
  | CompressionEstimate
  | TupleEstimate
  | LongestRepeatedSubstringEstimate
  | PredictionEstimate;

/** An estimator that the sequence is too short for, or that finds nothing to measure, and why. */
export interface NotComputed {
  readonly estimator: EstimatorName;
  readonly reason: string;
}

/** What one estimator found in one sequence. */
export interface EstimatorOutcome {
  readonly sequence: SequenceKind;
  readonly result: Estimate | NotComputed;
}

/**
 * A unit of work that depends on no other: some estimators on one sequence. The t-tuple and longest
 * repeated substring estimators share one suffix array and therefore one job.
 */
export interface EstimatorJob {
  readonly sequence: SequenceKind;
  readonly estimators: readonly EstimatorName[];
  /** Rough share of the total time; start large jobs first. */
  readonly relativeCost: number;
}

/** Section 3.1.3: what the estimators say together. */
export interface NonIidAssessment {
  readonly samples: number;
  readonly bitsPerSymbol: number;
  /** Distinct symbols seen. */
  readonly alphabetSize: number;
  /** False below 1,000,000 samples, which section 3.1.1 asks for: warn. */
  readonly enoughSamples: boolean;
  readonly outcomes: readonly EstimatorOutcome[];
  /** H_original: the least estimate on the symbols, in bits per symbol. */
  readonly originalMinEntropy: number;
  /** H_bitstring: the least estimate on the bit string, in bits per bit; null for one-bit symbols. */
  readonly bitstringMinEntropy: number | null;
  /** min(H_original, bitsPerSymbol x H_bitstring), in bits per symbol. */
  readonly assessedMinEntropy: number;
}
