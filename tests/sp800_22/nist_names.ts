import type { TestName } from "../../lib/sp800_22/tests.ts";

/** What NIST's program calls each test: in its report, and the folder of its results. */
export const NIST_NAMES: Readonly<Record<TestName, string>> = {
  frequency: "Frequency",
  block_frequency: "BlockFrequency",
  cumulative_sums: "CumulativeSums",
  runs: "Runs",
  longest_run: "LongestRun",
  rank: "Rank",
  spectral: "FFT",
  non_overlapping_template: "NonOverlappingTemplate",
  overlapping_template: "OverlappingTemplate",
  universal: "Universal",
  approximate_entropy: "ApproximateEntropy",
  random_excursions: "RandomExcursions",
  random_excursions_variant: "RandomExcursionsVariant",
  serial: "Serial",
  linear_complexity: "LinearComplexity",
};
