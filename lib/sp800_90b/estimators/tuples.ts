import type { RepeatedTuples } from "../../math/repeated_tuples.ts";
import type { LongestRepeatedSubstringEstimate, NotComputed, TupleEstimate } from "../types.ts";
import { proportionUpperBound } from "./most_common_value.ts";

/** Tuples that occur fewer times are left to the longest repeated substring estimate (section 6.3.5). */
const TUPLE_CUTOFF = 35;

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

/**
 * Longest repeated substring estimate, SP 800-90B section 6.3.6: how often two tuples agree, for the
 * lengths that are too long for the t-tuple estimate.
 *
 * @param tuples The repeated tuples of the sequence.
 * @param samples Length of the sequence.
 */
export function longestRepeatedSubstring(
  tuples: RepeatedTuples,
  samples: number,
): LongestRepeatedSubstringEstimate | NotComputed {
  const longestLength = tuples.longest;
  let shortestLength = 1;
  while (
    shortestLength <= longestLength && tuples.mostFrequent[shortestLength] >= TUPLE_CUTOFF
  ) shortestLength++;
  if (shortestLength > longestLength) {
    const reason = longestLength === 0
      ? "no symbol occurs twice"
      : `the longest repeated substring occurs ${TUPLE_CUTOFF} times or more`;
    return { estimator: "longest_repeated_substring", reason };
  }
  let probability = 0;
  for (let w = shortestLength; w <= longestLength; w++) {
    const positions = samples - w + 1;
    const share = tuples.pairs[w] / (positions * (positions - 1) / 2);
    probability = Math.max(probability, share ** (1 / w));
  }
  const upperBound = proportionUpperBound(probability, samples);
  return {
    estimator: "longest_repeated_substring",
    shortestLength,
    longestLength,
    probability,
    upperBound,
    minEntropy: -Math.log2(upperBound),
  };
}
