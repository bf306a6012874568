import type { CountInterval } from "../stats/fips_140_2.ts";

/**
 * Results of the tests that read a stream once in constant memory: FIPS 140-2 blocks, byte and bit
 * statistics, repeats. Counts are exact up to 2^53.
 */

/** The five things a block of 20,000 bits can fail. */
export type FipsTest = "monobit" | "poker" | "runs" | "longRun" | "continuousRun";

/** FIPS 140-2 section 4.9.1 with the limits of Change Notice 1 (2001-10-10), over a whole stream. */
export interface FipsStreamResult {
  /** Which limits were used; Change Notice 2 withdrew the tests from the standard. */
  readonly limits: "FIPS 140-2 Change Notice 1";
  readonly bytesRead: number;
  /** Bytes that started the continuous test and were not part of a block. */
  readonly bootstrapBytes: number;
  /** Bytes after the last whole block; they were not tested. */
  readonly leftoverBytes: number;
  readonly blocks: number;
  /** Blocks that failed at least one test. */
  readonly failedBlocks: number;
  /** Blocks that failed each test; one block may count in several. */
  readonly failures: Readonly<Record<FipsTest, number>>;
  /** Ones, over all blocks. */
  readonly ones: number;
  /** Poker test: how often each of the 16 nibbles occurred, over all blocks. */
  readonly nibbles: readonly number[];
  /** Runs found over all blocks: `runs[bit][length - 1]`, the sixth entry is for 6 and more. */
  readonly runs: readonly [readonly number[], readonly number[]];
  /** Expected number of runs of each length and bit, over all blocks of fair bits. */
  readonly expectedRuns: readonly number[];
  readonly longestRunBits: number;
  /** Failed blocks in equal stretches of the stream, for a chart. */
  readonly timeline: FipsTimeline;
  readonly verdict: FipsVerdict;
}

/** Failed blocks over the stream, in at most 256 stretches of equal size. */
export interface FipsTimeline {
  readonly blocksPerStretch: number;
  /** The last stretch may be shorter. */
  readonly failedBlocks: readonly number[];
}

/** Whether the number of failed blocks fits what fair data gives. */
export interface FipsVerdict {
  /** Probability that a block of fair bits fails at least one test. */
  readonly falseAlarmProbability: number;
  readonly expectedFailedBlocks: number;
  /** Two-sided significance of `acceptable`. */
  readonly significance: number;
  /** Failed blocks that fair data stays within, except with probability `significance`. */
  readonly acceptable: CountInterval;
  /** Two-sided probability that fair data departs at least as far from what is expected. */
  readonly pValue: number;
  /** 99 percent confidence interval (Clopper-Pearson) of the rate of failed blocks. */
  readonly failureRate: { readonly least: number; readonly most: number };
  /** Null without a whole block: nothing was tested. */
  readonly fits: boolean | null;
}

/** Figures that are taken alike over bytes and over bits (most significant first), as ent(1) does. */
export interface SymbolStatistics {
  readonly samples: number;
  /** Occurrences of each value: 256 for bytes, 2 for bits. */
  readonly histogram: readonly number[];
  /** Shannon entropy of the histogram, bits per sample. */
  readonly shannonEntropy: number;
  /** -log2 of the largest share in the histogram, bits per sample. */
  readonly histogramMinEntropy: number;
  /** Chi-square of the histogram against equal shares. */
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Probability that fair data has a larger chi-square. */
  readonly chiSquarePValue: number;
  readonly mean: number;
  readonly expectedMean: number;
  /** Correlation of each sample with the next, the last with the first; null when all are equal. */
  readonly serialCorrelation: number | null;
}

/** How often one bit position of a byte is one. */
export interface BitPositionBias {
  /** 7 is the most significant bit. */
  readonly bit: number;
  readonly ones: number;
  readonly proportion: number;
  /** Departure from one half in standard deviations of fair data. */
  readonly standardScore: number;
}

/** Correlation of the bit string with itself, shifted. */
export interface Autocorrelation {
  readonly lagBits: number;
  /** Share of equal pairs minus share of unequal pairs: -1 to 1, 0 expected. */
  readonly correlation: number;
  /** In standard deviations of fair data. */
  readonly standardScore: number;
}

/** Byte and bit statistics of a stream. */
export interface StreamStatistics {
  readonly bytes: SymbolStatistics;
  readonly bits: SymbolStatistics;
  /** Estimate of pi from 24-bit coordinates; null below six bytes. */
  readonly monteCarloPi: number | null;
  /** Points, six bytes each. */
  readonly monteCarloPoints: number;
  readonly bitPositions: readonly BitPositionBias[];
  /** Bits from the start of the stream that the autocorrelation is taken over; a limit keeps it cheap. */
  readonly autocorrelationBits: number;
  readonly autocorrelation: readonly Autocorrelation[];
}

/** One 128-bit word that was seen before. */
export interface RepeatedWord {
  /** Byte offset of the later occurrence. */
  readonly offset: number;
  /** Byte offset of the earlier occurrence, in this recording or in the one compared with. */
  readonly earlierOffset: number;
  /** Bytes that agree from there on (at least 16). */
  readonly lengthBytes: number;
}

/** Identical stretches within one recording, or between two. */
export interface RepeatsResult {
  readonly bytes: number;
  /** Every repeat at least this long is found, whatever its offset. */
  readonly guaranteedLengthBytes: number;
  /** Repeats of at least 16 bytes that were found; the first of them are listed. */
  readonly repeats: number;
  readonly repeatedBytes: number;
  readonly first: readonly RepeatedWord[];
  /** Probability that fair data of this length has an identical 128-bit word pair at all. */
  readonly falseAlarmProbability: number;
}
