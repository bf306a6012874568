import { proportionUpperBound } from "../../math/confidence.ts";
import type { RepeatedTuples } from "../../math/repeated_tuples.ts";
import type { NotComputed, TupleEstimate } from "../types.ts";

/** Tuples that occur fewer times are left to the longest repeated substring estimate (section 6.3.5). */
export const TUPLE_CUTOFF = 35;

/**
 * t-tuple estimate, SP 800-90B section 6.3.5: guessing the most frequent tuple of each length.
 *
 * @param tuples The repeated tuples of the sequence.
 * @param samples Length of the sequence.
 */
export function tTuple(tuples: RepeatedTuples, samples: number): TupleEstimate | NotComputed {
  let longestTuple = 0;
  let probability = 0;
  for (let w = 1; w <= tuples.longest && tuples.mostFrequent[w] >= TUPLE_CUTOFF; w++) {
    longestTuple = w;
    const share = tuples.mostFrequent[w] / (samples - w + 1);
    probability = Math.max(probability, share ** (1 / w));
  }
  if (longestTuple === 0) {
    return { estimator: "t_tuple", reason: `no symbol occurs ${TUPLE_CUTOFF} times` };
  }
  const upperBound = proportionUpperBound(probability, samples);
  return {
    estimator: "t_tuple",
    longestTuple,
    probability,
    upperBound,
    minEntropy: -Math.log2(upperBound),
  };
}
