import { claimLimit } from "../../lib/sp800_90b/entropy_claim.ts";
import { atLeast, atMost } from "../../lib/math/binomial.ts";
import { SCORE_TAIL } from "../../lib/report/test_line.ts";
import type { Check } from "./check.ts";

const WIDTHS = [1, 4, 8];
const LENGTHS = [100, 10_000, 1_000_000];

/** How often the count of the most common symbol refutes a claim of a source that is as good as it claims. */
export function checkClaimLimits(): Check {
  const problems: string[] = [];
  let most = 0;
  for (const bitsPerSymbol of WIDTHS) {
    for (const samples of LENGTHS) {
      for (const share of [0.1, 0.5, 0.9, 1]) {
        const entropy = share * bitsPerSymbol;
        const probability = 2 ** -entropy;
        const count = leastRefuting(samples, bitsPerSymbol, entropy);
        const bound = (count: number) => 2 ** bitsPerSymbol * atLeast(count, samples, probability);
        // Of two values the other one is too rare to be counted so often, unless both are equally likely.
        const rate = bitsPerSymbol === 1
          ? atLeast(count, samples, probability) + atMost(samples - count, samples, probability)
          : bound(count);
        most = Math.max(most, rate);
        if (!(rate <= SCORE_TAIL && bound(count - 1) > SCORE_TAIL)) {
          problems.push(
            `${entropy} of ${bitsPerSymbol} bits, ${samples} samples: ${rate} at ${count}, at most ` +
              `${bound(count - 1)} below`,
          );
        }
      }
    }
  }
  return {
    name: "claims against the count of the most common symbol",
    detail: `at most ${most.toExponential(3)} of sources as good as they claim are refuted, ` +
      `stated ${SCORE_TAIL.toExponential(3)}`,
    problems,
  };
}

/** The smallest count of the most common symbol that refutes a claim; one more than all where none does. */
function leastRefuting(samples: number, bitsPerSymbol: number, entropy: number): number {
  let [low, high] = [1, samples + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (claimLimit(middle, samples, bitsPerSymbol, SCORE_TAIL) < entropy) high = middle;
    else low = middle + 1;
  }
  return low;
}
