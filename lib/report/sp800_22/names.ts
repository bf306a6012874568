import type { TestName } from "../../sp800_22/tests.ts";

/** The tests as section 2 of SP 800-22 calls them, shortened to one line, and what each looks at. */
export const TEST_TITLES: Readonly<Record<TestName, readonly [title: string, looksAt: string]>> = {
  frequency: ["frequency", "as many ones as zeros"],
  block_frequency: ["block frequency", "as many ones as zeros in blocks of 128 bits"],
  cumulative_sums: ["cumulative sums", "how far the walk of ones and zeros goes"],
  runs: ["runs", "how often ones and zeros alternate"],
  longest_run: ["longest run of ones", "longest runs in blocks"],
  rank: ["binary matrix rank", "linear dependence in 32 x 32 bits"],
  spectral: ["spectral (DFT)", "periods"],
  non_overlapping_template: ["non-overlapping template", "148 patterns of 9 bits"],
  overlapping_template: ["overlapping template", "nine ones in a row"],
  universal: ["universal (Maurer)", "whether the bits compress"],
  approximate_entropy: ["approximate entropy", "what 10 bits say about the next"],
  random_excursions: ["random excursions", "visits of the walk to 8 states, by cycle"],
  random_excursions_variant: ["random excursions variant", "visits to 18 states in all"],
  serial: ["serial", "patterns of 16 bits"],
  linear_complexity: ["linear complexity", "shift registers that make blocks of 500 bits"],
};
