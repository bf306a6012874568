import type { Sequence } from "../sequence.ts";
import type { CollisionEstimate } from "../types.ts";
import { NORMAL_QUANTILE_0_995 } from "./most_common_value.ts";

/**
 * Collision estimate, SP 800-90B section 6.3.2: how soon a bit repeats. Binary sequences only.
 *
 * Among three bits two are equal, so each collision takes two bits or three. With p the probability of
 * the likelier bit and q = 1 - p, the mean time is 2 (p^2 + q^2) + 3 (2 p q) = 2 + 2 p q; solving the
 * quadratic for a mean of X' gives p = 1/2 + sqrt(1.25 - X'/2), which has no solution above 2.5.
 *
 * @param sequence Bits, with at least two collisions: seven bits always have them.
 */
export function collision({ values }: Sequence): CollisionEstimate {
  let collisions = 0, samplesUsed = 0;
  for (let at = 0; at + 1 < values.length;) {
    const time = values[at] === values[at + 1] ? 2 : 3;
    if (at + time > values.length) break;
    at += time;
    collisions++;
    samplesUsed = at;
  }
  // Times are 2 or 3, so their squares sum to 4 v + 5 (threes): the variance is exact in integers.
  const threes = samplesUsed - 2 * collisions;
  const sumOfSquares = 4 * collisions + 5 * threes;
  const mean = samplesUsed / collisions;
  const standardDeviation = Math.sqrt((sumOfSquares - samplesUsed * mean) / (collisions - 1));
  const margin = NORMAL_QUANTILE_0_995 * standardDeviation / Math.sqrt(collisions);
  const lowerBound = Math.max(2, mean - margin);
  const solutionFound = lowerBound < 2.5;
  const probability = solutionFound ? 0.5 + Math.sqrt(1.25 - lowerBound / 2) : 0.5;
  return {
    estimator: "collision",
    collisions,
    samplesUsed,
    mean,
    standardDeviation,
    lowerBound,
    solutionFound,
    probability,
    minEntropy: -Math.log2(probability),
  };
}
