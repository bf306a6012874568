import { chiSquareUpper } from "../math/special_functions.ts";
import { IID_SIGNIFICANCE } from "../sp800_90b/iid_chi_square.ts";
import type { IidResult } from "../sp800_90b/iid_types.ts";

/**
 * Gives the independence test of merged cells degrees of freedom that hold.
 *
 * The standard takes away one for each symbol whose share was estimated, as if no cell had been merged; fair data
 * then fails nearly always (98.6 percent at 10,000 bytes). Where cells were merged and the shares come from the
 * unmerged counts, the statistic lies between chi-square distributions of bins - k and of bins - 1 degrees
 * (Chernoff and Lehmann, Annals of Mathematical Statistics 25, 1954, 579-586). The larger is taken: fair data then
 * fails at most once in 1,000.
 */
export function withSoundMerging(
  iid: IidResult,
  symbols: Uint8Array,
  bitsPerSymbol: number,
): IidResult {
  const { independence } = iid;
  if (independence === null || !independence.cellsMerged) return iid;
  const seen = new Uint8Array(2 ** bitsPerSymbol);
  for (const symbol of symbols) seen[symbol] = 1;
  const alphabetSize = seen.reduce((sum, one) => sum + one, 0);
  const degreesOfFreedom = independence.degreesOfFreedom + alphabetSize - 1;
  const pValue = chiSquareUpper(independence.statistic, degreesOfFreedom);
  const sound = { ...independence, degreesOfFreedom, pValue, passed: pValue >= IID_SIGNIFICANCE };
  const run = [sound, iid.goodnessOfFit, iid.longestRepeatedSubstring];
  return {
    ...iid,
    independence: sound,
    passed: run.every((test) => test === null || test.passed),
  };
}
