import { clopperPearson } from "../math/binomial.ts";

/**
 * The largest min-entropy that the count of the most common symbol allows to be claimed, in bits a symbol.
 *
 * Each sample of a source of min-entropy H is any one symbol with probability at most 2^-H, whatever came before it
 * (SP 800-90B, January 2018, section 3.1.3 claims so much of a sample, and section 6.3.1 takes the same count). The
 * count of that symbol is then stochastically at most binomial (n, 2^-H), so that of the 2^b symbols there can be any
 * one comes c times or more with probability at most 2^b P(Bin(n, 2^-H) >= c). A claim above the limit is one with
 * which that is less than the significance.
 *
 * scripts/constants/claim_limits.ts recomputes how often a source that is as good as it claims lies above it.
 *
 * @param modeCount c, at least 1
 * @param samples n
 * @param bitsPerSymbol b
 * @param significance share of sources that are as good as they claim and yet are refuted, at most
 */
export function claimLimit(
  modeCount: number,
  samples: number,
  bitsPerSymbol: number,
  significance: number,
): number {
  const tail = significance / 2 ** bitsPerSymbol;
  return -Math.log2(clopperPearson(modeCount, samples, 1 - 2 * tail).least);
}
