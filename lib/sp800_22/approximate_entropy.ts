import { gammaUpper } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";
import { circularPatternCounts, shorterPatternCounts } from "./pattern_counts.ts";

/** m, bits of a pattern: the default of SP 800-22's program. */
const APPROXIMATE_ENTROPY_PATTERN_BITS = 10;

export interface ApproximateEntropyResult {
  /** ApEn(m) in nats: the entropy of a bit given the m before it, at most ln 2. */
  readonly approximateEntropy: number;
  /** chi-square of 2^m degrees of freedom. */
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Approximate entropy test, SP 800-22 Rev. 1a section 2.12: how much do m bits say about the next?
 *
 * @param patternBits m
 */
export function approximateEntropy(
  { bits, length }: BitSequence,
  patternBits: number = APPROXIMATE_ENTROPY_PATTERN_BITS,
): ApproximateEntropyResult {
  const longer = circularPatternCounts(bits, patternBits + 1);
  const approximateEntropy = phi(shorterPatternCounts(longer), length) - phi(longer, length);
  const statistic = 2 * length * (Math.LN2 - approximateEntropy);
  return {
    approximateEntropy,
    statistic,
    pValue: gammaUpper(2 ** (patternBits - 1), statistic / 2),
  };
}

/** The sum of pi ln pi over the patterns' shares pi. */
function phi(counts: Uint32Array, total: number): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count > 0) sum += count * Math.log(count / total);
  }
  return sum / total;
}
