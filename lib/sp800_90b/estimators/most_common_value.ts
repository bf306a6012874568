import { proportionUpperBound } from "../../math/confidence.ts";
import type { Sequence } from "../sequence.ts";
import type { MostCommonValueEstimate } from "../types.ts";

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
