import type { Sequence } from "../sequence.ts";
import type { MostCommonValueEstimate } from "../types.ts";

/**
 * 0.995 quantile of the standard normal distribution: a two-sided 99 percent interval, the one that
 * SP 800-90B uses throughout section 6.3.
 */
export const NORMAL_QUANTILE_0_995 = 2.5758293035489008;

/**
 * Upper end of the 99 percent confidence interval of a proportion, at most 1.
 *
 * The variance is divided by n - 1, as in SP 800-90B section 6.3.1, step 2.
 *
 * @param proportion Observed share, 0 to 1.
 * @param samples How many samples it was observed in, at least 2.
 */
export function proportionUpperBound(proportion: number, samples: number): number {
  const deviation = Math.sqrt(proportion * (1 - proportion) / (samples - 1));
  return Math.min(1, proportion + NORMAL_QUANTILE_0_995 * deviation);
}

/**
 * Most common value estimate, SP 800-90B section 6.3.1: the entropy of guessing the most frequent value
 * every time.
 *
 * @param sequence At least two samples.
 */
export function mostCommonValue({ values, alphabetSize }: Sequence): MostCommonValueEstimate {
  const counts = new Float64Array(alphabetSize);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  const modeCount = counts.reduce((most, count) => Math.max(most, count), 0);
  const proportion = modeCount / values.length;
  const upperBound = proportionUpperBound(proportion, values.length);
  return {
    estimator: "most_common_value",
    modeCount,
    proportion,
    upperBound,
    minEntropy: -Math.log2(upperBound),
  };
}
