import { acceptableCounts, atLeast, atMost, clopperPearson } from "../math/binomial.ts";
import { FIPS_FALSE_ALARM_PROBABILITY } from "./limits.ts";
import type { FipsVerdict } from "./types.ts";

/**
 * Probability of each tail of the acceptable numbers of failed blocks. One failed block out of one is
 * just outside (8e-4 is less), so that the shortest stream can be rejected too.
 */
const TAIL = 0.001;
/** Of the interval of the failure rate. */
const CONFIDENCE = 0.99;

/**
 * Judges the number of failed blocks, not any one of them: of fair blocks about one in 1,200 fails, and a
 * long stream without a single failure is no more credible than one with too many.
 */
export function fipsVerdict(blocks: number, failedBlocks: number): FipsVerdict {
  const probability = FIPS_FALSE_ALARM_PROBABILITY;
  const acceptable = acceptableCounts(blocks, probability, TAIL);
  const tail = Math.min(
    atMost(failedBlocks, blocks, probability),
    atLeast(failedBlocks, blocks, probability),
  );
  return {
    falseAlarmProbability: probability,
    expectedFailedBlocks: blocks * probability,
    significance: 2 * TAIL,
    acceptable,
    pValue: Math.min(1, 2 * tail),
    failureRate: blocks === 0
      ? { least: 0, most: 1 }
      : clopperPearson(failedBlocks, blocks, CONFIDENCE),
    fits: blocks === 0 ? null : acceptable.least <= failedBlocks && failedBlocks <= acceptable.most,
  };
}
