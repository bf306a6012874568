import { findRoot } from "../../math/root.ts";
import type { PredictionEstimate } from "../types.ts";
import { proportionUpperBound } from "./most_common_value.ts";

/** What a predictor did. */
export interface PredictionTally {
  readonly correct: number;
  /** Longest run of correct predictions. */
  readonly longestRun: number;
  /** Predictions made, at least two. */
  readonly predictions: number;
  readonly alphabetSize: number;
}

/** Probability that no run reaches the bound, when the success probability is P_local. */
const NO_RUN_PROBABILITY = 0.99;

/**
 * From a predictor's tally to its estimate: steps 5 to 9 that sections 6.3.7 to 6.3.10 of SP 800-90B
 * have in common.
 */
export function predictionEstimate(
  estimator: PredictionEstimate["estimator"],
  tally: PredictionTally,
): PredictionEstimate {
  const { correct, predictions, alphabetSize } = tally;
  const runBound = tally.longestRun + 1;
  const global = correct / predictions;
  // Without a success the interval has no width; the bound is then where none in N has probability 0.01.
  const globalUpperBound = correct === 0
    ? 1 - 0.01 ** (1 / predictions)
    : proportionUpperBound(global, predictions);
  const floor = Math.max(globalUpperBound, 1 / alphabetSize);
  const local = localProbability(runBound, predictions, floor);
  return {
    estimator,
    correct,
    runBound,
    predictions,
    global,
    globalUpperBound,
    local,
    minEntropy: -Math.log2(local ?? floor),
  };
}

/**
 * P_local where it is above `floor`, else null.
 *
 * Feller's approximation of the probability that no run of r successes occurs in N trials falls as p
 * grows, so P_local is above the floor exactly where that probability at the floor is above 0.99. At
 * p = r / (r + 1) it is below: one run at the start alone has probability p^r > 1/e.
 */
function localProbability(runBound: number, predictions: number, floor: number): number | null {
  const highest = runBound / (runBound + 1);
  if (floor >= highest || runBound > predictions) return null;
  const excess = (p: number): number =>
    logNoRunProbability(p, runBound, predictions) - Math.log(NO_RUN_PROBABILITY);
  const floorExcess = excess(floor);
  return floorExcess > 0 ? findRoot(excess, floor, highest, floorExcess, -1) : null;
}

/**
 * ln of (1 - p x) / ((r + 1 - r x) q) x^-(N + 1), where x is the root near 1 of
 * 1 - x + q p^r x^(r + 1) = 0.
 *
 * x - 1 may be as small as 1e-18, so it is y = x - 1 that is iterated, and every factor is written in y:
 * 1 - p x = q - p y and r + 1 - r x = 1 - r y.
 */
function logNoRunProbability(p: number, runBound: number, predictions: number): number {
  const q = 1 - p;
  const scale = q * p ** runBound;
  let y = scale;
  for (let iteration = 0; iteration < 100; iteration++) {
    const next = scale * Math.exp((runBound + 1) * Math.log1p(y));
    if (Math.abs(next - y) <= 2 ** -52 * y) break;
    y = next;
  }
  return Math.log1p(-p * y / q) - Math.log1p(-runBound * y) -
    (predictions + 1) * Math.log1p(y);
}
