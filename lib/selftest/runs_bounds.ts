import type { AllowedInterval } from "./allowed_interval.ts";

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
export interface RunsQuantile {
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
export function runsBounds(
  bits: number,
  { normal, marginRuns }: RunsQuantile,
): readonly AllowedInterval[] {
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
