import { estimatorJobs, estimatorRunner } from "../lib/sp800_90b/jobs.ts";
import { checkSymbols, combineOutcomes } from "../lib/sp800_90b/non_iid_track.ts";
import type { NonIidAssessment, SymbolSequence } from "../lib/sp800_90b/types.ts";

/**
 * All estimators of SP 800-90B section 6.3 on both sequences, one after the other; the program has threads for them.
 *
 * @example
 * ```ts
 * const { assessedMinEntropy } = assessNonIid({ symbols, bitsPerSymbol: 8 });
 * ```
 *
 * @throws {RangeError} When the input cannot be assessed; see `checkSymbols`.
 */
export function assessNonIid(input: SymbolSequence): NonIidAssessment {
  const { alphabetSize } = checkSymbols(input);
  const run = estimatorRunner(input);
  return combineOutcomes(
    input,
    estimatorJobs(input.bitsPerSymbol, alphabetSize).flatMap(run),
  );
}
