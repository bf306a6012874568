import { acceptableCounts, atLeast, atMost, clopperPearson } from "../math/binomial.ts";
import { FIPS_FALSE_ALARM_PROBABILITY } from "./limits.ts";
import { fipsExtremes } from "./extremes.ts";
import type { FipsBlockExtremes, FipsVerdict } from "./types.ts";

/**
 * Probability of each tail of the acceptable numbers of failed blocks. One failed block out of one is
 * just outside (8e-4 is less), so that the shortest stream can be rejected too.
 */
const TAIL = 0.001;
/** Of the interval of the failure rate. */
const CONFIDENCE = 0.99;

/**
 * Judges the number of failed blocks, since of fair blocks about one in 1,270 fails, and a long stream without a
 * single failure is no more credible than one with too many; and the most extreme figures of any block, since one that
 * chance cannot explain is a fault whatever the number.
 */
export function fipsVerdict(
  blocks: number,
  failedBlocks: number,
  found: FipsBlockExtremes,
): FipsVerdict {
  const probability = FIPS_FALSE_ALARM_PROBABILITY;
  const acceptable = acceptableCounts(blocks, probability, TAIL);
  const tail = Math.min(
    atMost(failedBlocks, blocks, probability),
    atLeast(failedBlocks, blocks, probability),
  );
  const failedBlocksFit = acceptable.least <= failedBlocks && failedBlocks <= acceptable.most;
  const extremes = blocks === 0 ? [] : fipsExtremes(blocks, found);
  return {
    falseAlarmProbability: probability,
    expectedFailedBlocks: blocks * probability,
    significance: 2 * TAIL,
    acceptable,
    pValue: Math.min(1, 2 * tail),
    failureRate: blocks === 0
      ? { least: 0, most: 1 }
      : clopperPearson(failedBlocks, blocks, CONFIDENCE),
    failedBlocksFit,
    extremes,
    fits: blocks === 0 ? null : failedBlocksFit && extremes.every(({ fits }) => fits),
  };
}
