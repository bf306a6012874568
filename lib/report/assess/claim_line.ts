import { BAND_MAX_SAMPLES, idealBand } from "../../assess/ideal_score.ts";
import type { NonIidAssessment } from "../../sp800_90b/types.ts";
import { decimals } from "../numbers.ts";
import { noteLine, type TestLine } from "./test_line.ts";

/**
 * What is claimed of a raw source against what was assessed. The estimators are cautious, of some distributions more
 * than of others: a claim departs only where less than half of what ideal data of this length scores of its width is
 * left of it. What is below it at all is said.
 *
 * @param complete whether all estimators ran, without which the assessed min-entropy is a limit
 */
export function claimLine(
  { assessedMinEntropy, bitsPerSymbol, samples }: NonIidAssessment,
  claimed: number,
  complete: boolean,
): TestLine {
  const name = "claimed min-entropy";
  const value = `${claimed} bits`;
  const assessed = `assessed ${decimals(assessedMinEntropy, 4)}`;
  const band = idealBand(bitsPerSymbol, Math.min(samples, BAND_MAX_SAMPLES));
  if (!complete || band === null) {
    return noteLine(
      "missing",
      name,
      value,
      "",
      `${assessed}; needs 10,000 samples to compare with`,
    );
  }
  const most = 2 * assessedMinEntropy * bitsPerSymbol / band.least;
  const credit = claimed > assessedMinEntropy ? `${assessed}: credit no more than that` : assessed;
  return {
    comparison: claimed <= most ? "fits" : "departs",
    name,
    value,
    expected: `up to ${decimals(Math.floor(1e4 * Math.min(most, bitsPerSymbol)) / 1e4, 4)}`,
    meaning: claimed <= most ? credit : `${assessed}, less than half of what such data shows`,
    falseAlarms: band.shareBelow,
  };
}
