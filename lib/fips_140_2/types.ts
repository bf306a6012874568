import type { Interval } from "../math/binomial.ts";

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

/** The most extreme figures of single blocks; of no block, least is Infinity and most -Infinity. */
export interface FipsBlockExtremes {
  readonly ones: Interval;
  /** X, the statistic of the poker test. */
  readonly poker: Interval;
  /** A run ends with its block. */
  readonly longestRunBits: number;
}

/** One of them against what chance explains in so many blocks. */
export interface FipsExtreme extends Interval {
  readonly statistic: "ones" | "poker" | "longest run";
  readonly acceptable: Interval;
  /** Probability that fair data goes beyond `acceptable` in any block, at most. */
  readonly falseAlarms: number;
  readonly fits: boolean;
}

/** Whether the number of failed blocks fits what fair data gives, and every single block what chance explains. */
export interface FipsVerdict {
  /** Probability that a block of fair bits fails at least one test. */
  readonly falseAlarmProbability: number;
  readonly expectedFailedBlocks: number;
  /** Two-sided significance of `acceptable`. */
  readonly significance: number;
  /** Failed blocks that fair data stays within, except with probability `significance`. */
  readonly acceptable: Interval;
  /** Two-sided probability that fair data departs at least as far from what is expected; null without a whole block. */
  readonly pValue: number | null;
  /** 99 percent confidence interval (Clopper-Pearson) of the rate of failed blocks. */
  readonly failureRate: { readonly least: number; readonly most: number };
  /** Null without a whole block. */
  readonly failedBlocksFit: boolean | null;
  /** Empty without a whole block. */
  readonly extremes: readonly FipsExtreme[];
  /** Whether all of that fits; null without a whole block: nothing was tested. */
  readonly fits: boolean | null;
}
