import {
  boundsFor,
  MAX_REJECTION_RATE,
  SIGNIFICANCE,
  STATISTICS,
} from "../../lib/selftest/bounds.ts";
import type { Check } from "./check.ts";

/**
 * What all tests reject of fair keys together, and how many statistics they have, from the design of each test:
 * monobit, poker, runs, long run, autocorrelation and bit position have the significance, nibble absence and
 * repeat what the sums over the 16 nibbles and over the pairs of words give (see `rejectionRates`).
 *
 * @param lengths in bits
 */
export function checkFalseRejections(lengths: readonly number[]): Check {
  const rates = lengths.map((bits) =>
    6 * SIGNIFICANCE + 16 * (15 / 16) ** (bits / 4) + (bits / 8 - 8) ** 2 * 2 ** -64
  );
  const rate = Math.max(...rates);
  const { runs, unequalBits, onesAtPosition } = boundsFor(lengths[0]);
  // One each: ones, poker, the longest run, missing nibbles, words and differences seen before.
  const statistics = 6 + 2 * runs.length + unequalBits.length + onesAtPosition.flat().length;
  const problems = [];
  if (Math.ceil(rate * 1e5) !== Math.round(MAX_REJECTION_RATE * 1e5)) {
    problems.push(`MAX_REJECTION_RATE is ${MAX_REJECTION_RATE}, recomputed ${rate}`);
  }
  if (statistics !== STATISTICS) {
    problems.push(`STATISTICS is ${STATISTICS}, recomputed ${statistics}`);
  }
  return {
    name: "false rejections of all tests together",
    detail: `${rate.toExponential(3)} at most, ${statistics} statistics`,
    problems,
  };
}
