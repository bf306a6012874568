import { criticalBinomial, type Interval } from "../math/binomial.ts";
import { expectedLongRuns } from "../math/bits.ts";
import { onesAtPositionBounds, unequalBitsBounds } from "./bit_bounds.ts";

/** A cumulant of the number of runs in n fair bits: slope * n + intercept. */
type LinearInBits = readonly [slope: number, intercept: number];

/**
 * The first four cumulants of the number of runs of one symbol, of exactly 1 to 5 bits and of 6 or
 * more.
 *
 * Whether a run of length k begins at a bit depends on that bit and at most k + 1 neighbours, so
 * from a few dozen bits on every cumulant is exactly linear in n: each bit more adds the same
 * amount, and the two ends add a constant. All are fractions over powers of two, so these numbers
 * are exact. Example: a run of exactly 1 inside the key is a pattern of three bits (1/8 a
 * position), at an end of two (1/4 an end), so its mean is (n - 2) / 8 + 2 / 4 = n / 8 + 1 / 4.
 * scripts/recompute_constants.ts derives the table in whole numbers from the generating function.
 */
export const RUN_CUMULANTS: readonly (readonly LinearInBits[])[] = [
  [[1 / 8, 1 / 4], [7 / 64, 1 / 8], [9 / 128, -3 / 64], [-31 / 2048, -23 / 128]],
  [[1 / 16, 1 / 16], [13 / 256, 9 / 256], [63 / 2048, 3 / 2048], [11 / 32768, -741 / 32768]],
  [[1 / 32, 0], [27 / 1024, 0], [297 / 16384, 3 / 4096], [2901 / 524288, 111 / 32768]],
  [
    [1 / 64, -1 / 64],
    [57 / 4096, -51 / 4096],
    [357 / 32768, -231 / 32768],
    [49503 / 8388608, 10911 / 8388608],
  ],
  [
    [1 / 128, -1 / 64],
    [119 / 16384, -7 / 512],
    [819 / 131072, -333 / 32768],
    [597385 / 134217728, -17699 / 4194304],
  ],
  [
    [1 / 128, -1 / 32],
    [115 / 16384, -105 / 4096],
    [2943 / 524288, -8457 / 524288],
    [440249 / 134217728, -12921 / 8388608],
  ],
];

/** How improbable what lies beyond a bound is, and how far outward the upper one is placed. */
interface RunsQuantile {
  /** Quantile of the standard normal distribution for that probability. */
  readonly normal: number;
  readonly marginRuns: number;
}

/**
 * The runs test rejects fair bits with probability at most 1e-4: twelve statistics (six lengths, two
 * symbols) with two sides each share it (union bound), 1e-4 / 24 a side.
 *
 * The exact upper quantile lies above the expansion by at most 0.058 of a run (runs of 5 at 1,024 bits;
 * less at every other length and statistic); the lower never lies below it.
 */
export const RUNS_DESIGN: RunsQuantile = { normal: 4.456436336205555, marginRuns: 0.06 };

/**
 * Beyond these chance does not explain a count: 5e-10 a side. The exact upper quantile lies above the expansion
 * by at most 0.25 of a run.
 */
export const RUNS_BEYOND_CHANCE: RunsQuantile = { normal: 6.109410204869397, marginRuns: 0.3 };

/**
 * Fewest and most runs allowed, for runs of exactly 1 to 5 and of 6 or more bits of one symbol.
 *
 * The quantiles are Cornish and Fisher's expansion to third order (Cornish and Fisher 1938;
 * Abramowitz and Stegun 26.2.49) with exact cumulants, and half a run of continuity correction,
 * rounded outward. Where no count is improbable enough the least is 0. The exact distribution
 * confirms for every length from 1,024 to 32,768 bits in whole bytes that either tail is at most
 * what it is meant to be and that no bound is more than one run outside the exact one
 * (scripts/recompute_constants.ts).
 *
 * @param bits length of the key in bits, 1,024 to 32,768
 */
function runsBounds(
  bits: number,
  { normal, marginRuns }: RunsQuantile,
): readonly Interval[] {
  return RUN_CUMULANTS.map((cumulants) => {
    const [mean, variance, third, fourth] = cumulants.map(([slope, intercept]) =>
      slope * bits + intercept
    ) as [number, number, number, number];
    const deviation = Math.sqrt(variance);
    const skewness = third / (variance * deviation);
    const kurtosis = fourth / (variance * variance);
    const quantile = (z: number) =>
      mean + deviation * (z + (z * z - 1) * skewness / 6 + (z ** 3 - 3 * z) * kurtosis / 24 -
          (2 * z ** 3 - 5 * z) * skewness * skewness / 36);
    return {
      least: Math.max(0, Math.floor(quantile(-normal) + 0.5)),
      most: Math.ceil(quantile(normal) + marginRuns - 0.5),
    };
  });
}

/** What a key of one length may show; each interval belongs to one statistic of `measure`. */
export interface Bounds {
  readonly bits: number;
  readonly ones: Interval;
  readonly sumOfSquares: Interval;
  /** Runs of exactly 1 to 5 and of 6 or more bits, the same for zeros and ones. */
  readonly runs: readonly Interval[];
  readonly longestRun: Interval;
  readonly absentNibbles: Interval;
  readonly repeatedWords: Interval;
  readonly repeatedDifferences: Interval;
  /** Of bits 1 to 64 apart; those of distance d at d - 1. */
  readonly unequalBits: readonly Interval[];
  /** At each position of words of 8, 16, 32 and 64 bits. */
  readonly onesAtPosition: readonly (readonly Interval[])[];
}

/** The lengths that bounds are computed for: those that corosync 3 takes (a test holds them together). */
export const MIN_TESTED_BYTES = 128;
export const MAX_TESTED_BYTES = 4096;

/** Probability that a test rejects fair bits, at most: what FIPS 140-2 aims at. */
export const SIGNIFICANCE = 1e-4;

/**
 * What all tests together reject of fair keys at most, by the union bound: six of the significance above, nibble
 * absence with 16 (15/16)^256 = 1.1e-6 at 128 bytes and less at any other length, and the repeat test with
 * (4096 - 8)^2 2^-64 = 9e-13 at the most; rounded up to 1 of 100,000. scripts/constants/false_rejections.ts derives it.
 */
export const MAX_REJECTION_RATE = 6.1e-4;

/**
 * The statistics of all tests: ones, poker, runs of 6 lengths and 2 symbols, the longest run, missing nibbles, words
 * and their differences seen before, 64 distances, and 8 + 16 + 32 + 64 bit positions.
 */
export const STATISTICS = 202;

/**
 * Below this probability chance does not explain a statistic: one draw is enough to end the run. Each of the
 * 202 statistics of a fair key is so far out with at most this probability, all together with at most
 * 2.1e-7, about that of two rejections in a row.
 */
export const BEYOND_CHANCE = 1e-9;

const NONE: Interval = { least: 0, most: 0 };

/** Exact: the number of ones is binomial; symmetric, the largest rejection region within 1e-4. */
function onesBounds(bits: number): Interval {
  const most = criticalBinomial(bits, 1 / 2, SIGNIFICANCE / 2);
  return { least: bits - most, most };
}

/** Where a tail of X is so improbable, as a series in 1 / m, and how far outward bounds are placed. */
export interface PokerQuantiles {
  readonly lower: readonly [limit: number, first: number, second: number];
  readonly upper: readonly [limit: number, first: number, second: number];
  /** In units of sum f^2, whose lattice has step 2. */
  readonly margin: number;
}

/**
 * Quantiles of X = 16 / m * sum f^2 - m for m nibbles with probability 5e-5 beyond.
 *
 * The constant term is the quantile of chi-square with 15 degrees of freedom, the limit. The other
 * two are fitted by least squares to quantiles of the exact distribution for 23 numbers of nibbles
 * from 256 to 4,096, interpolated between lattice points (scripts/recompute_constants.ts does it
 * again). sum f^2 has the parity of m, so its lattice has step 2; at 248 lengths that were looked
 * at the fit is within 0.008 of that step, and the bounds are placed outward by 0.02 of it. On
 * 2026-11-22 the exact distribution was computed for all 3,968 lengths in whole bytes but 2,500 (the
 * same script with --all): either tail is 3.42e-5 to 5.00e-5, and no bound is more than one step
 * outside the exact one. Without the margin one of the tails is above 5e-5 at 15 of these lengths, the
 * shortest of which is 349 bytes.
 */
export const POKER_DESIGN: PokerQuantiles = {
  lower: [2.1648759965522246, 4.806, 148.88],
  upper: [46.16779243093947, 193.71, -2513.6],
  margin: 0.04,
};

/**
 * The same with probability 5e-10 beyond, half of `BEYOND_CHANCE`. So far out two terms fit the same 23
 * lengths to 0.14 of a step only; the margin is 0.2 of it.
 */
export const POKER_BEYOND_CHANCE: PokerQuantiles = {
  lower: [0.42136341675122990, 1.1208, 819.18],
  upper: [75.29883409191444, 1582.2, -32783],
  margin: 0.4,
};

function sumOfSquaresBounds(nibbles: number, quantiles: PokerQuantiles): Interval {
  const edge = ([limit, first, second]: PokerQuantiles["lower"]) =>
    nibbles * (limit + first / nibbles + second / nibbles ** 2 + nibbles) / 16;
  const parity = nibbles % 2;
  // A lattice point stands for the step around it, one to either side (continuity correction).
  const least = Math.floor((edge(quantiles.lower) - quantiles.margin + 1 - parity) / 2);
  const most = Math.ceil((edge(quantiles.upper) + quantiles.margin - 1 - parity) / 2);
  return { least: 2 * least + parity, most: 2 * most + parity };
}

/** The longest run allowed: one less than the shortest of which at most 1e-4 are expected. */
function longestRunBounds(bits: number): Interval {
  let length = 1;
  while (expectedLongRuns(bits, length) > SIGNIFICANCE) length++;
  return { least: 1, most: length - 1 };
}

/**
 * The intervals of the self-test for a key of this many bits.
 *
 * Monobit, poker, runs and long run as in FIPS 140-2, autocorrelation as test T5 of AIS 31. Both give
 * bounds for 20,000 bits only; here they come from the distribution of the statistic in fair bits at
 * every length, at most 1e-4 a test. (The table of FIPS 140-2 itself rejects 7.9e-4 of fair blocks.)
 *
 * Three tests are ours. Bit position: at no position of words of 8, 16, 32 and 64 bits do ones occur
 * too often or too rarely. Nibble absence: each of the 16 values of four bits occurs; in 256 fair
 * nibbles or more one is missing with probability at most 16 (15/16)^256 < 1.1e-6. Without it the
 * poker test would overlook a missing value at 128 bytes. Repeat: no 64-bit word occurs at two of
 * the N byte offsets, nor at two of the N - 1 of the differences of neighbouring bytes (a byte
 * counter has the same difference everywhere, and from 150 to 263 bytes nothing else gives it
 * away). Two words of fair bits are equal with probability 2^-64, overlapping or not, and
 * differences of fair bytes are fair, so this happens with probability at most (N - 1)^2 2^-64,
 * less than 9.1e-13 at 4,096 bytes.
 *
 * @param bits length of the key, a whole number of bytes from 128 to 4,096
 * @throws {RangeError} when the length is another
 * @example
 * ```ts
 * boundsFor(1024).ones; // { least: 450, most: 574 }
 * ```
 */
export function boundsFor(bits: number): Bounds {
  if (bits % 8 !== 0 || bits < 8 * MIN_TESTED_BYTES || bits > 8 * MAX_TESTED_BYTES) {
    throw new RangeError(
      `Cannot test ${bits} bits: whole bytes from ${MIN_TESTED_BYTES} to ${MAX_TESTED_BYTES} are needed`,
    );
  }
  return {
    bits,
    ones: onesBounds(bits),
    sumOfSquares: sumOfSquaresBounds(bits / 4, POKER_DESIGN),
    runs: runsBounds(bits, RUNS_DESIGN),
    longestRun: longestRunBounds(bits),
    absentNibbles: NONE,
    repeatedWords: NONE,
    repeatedDifferences: NONE,
    unequalBits: unequalBitsBounds(bits, SIGNIFICANCE),
    onesAtPosition: onesAtPositionBounds(bits, SIGNIFICANCE),
  };
}

/**
 * The intervals outside which `BEYOND_CHANCE` is the probability at most, of the statistics whose
 * distribution takes long to compute. The others have theirs computed (battery.ts).
 *
 * @param bits as of `boundsFor`
 */
export function beyondChance(bits: number): Pick<Bounds, "sumOfSquares" | "runs"> {
  return {
    sumOfSquares: sumOfSquaresBounds(bits / 4, POKER_BEYOND_CHANCE),
    runs: runsBounds(bits, RUNS_BEYOND_CHANCE),
  };
}
