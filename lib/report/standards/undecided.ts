import { type IidData, iidData, uncomputedEstimates } from "../../sp800_90b/entropy_claim.ts";
import type { EntropySourceAssessment } from "../../sp800_90b/entropy_source_types.ts";
import type { IidTrackResult } from "../../sp800_90b/iid_track.ts";
import { ESTIMATORS } from "../assess/entropy_lines.ts";

/** Tests of section 5.2 that could not be made for want of samples, as in "5.2.1 (independence)". */
export function testsWithoutSamples(
  { alphabetSize, chiSquareAndRepeats: { independence, goodnessOfFit } }: Pick<
    IidTrackResult,
    "alphabetSize" | "chiSquareAndRepeats"
  >,
): string[] {
  const binary = alphabetSize === 2;
  return [
    ...(independence === null ? [`${binary ? "5.2.3" : "5.2.1"} (independence)`] : []),
    ...(goodnessOfFit === null ? [`${binary ? "5.2.4" : "5.2.2"} (goodness of fit)`] : []),
  ];
}

/** Why section 5 has come to no verdict on data that nothing speaks against. */
export function undecidedText(
  iid: Pick<IidTrackResult, "alphabetSize" | "chiSquareAndRepeats" | "permutation">,
): string {
  const tests = testsWithoutSamples(iid);
  return [
    ...(tests.length === 0 ? [] : [
      `${tests.length === 1 ? "test" : "tests"} ${tests.join(" and ")} ` +
      `${tests.length === 1 ? "needs" : "need"} more samples`,
    ]),
    ...(iid.permutation?.passed === null
      ? ["time ran out before section 5.1 had come to its verdict"]
      : []),
  ].join("; ");
}

/** The data that section 5 has come to no verdict on, on the track of the claim. */
export function undecidedData(assessment: EntropySourceAssessment): IidData[] {
  return assessment.track === "iid"
    ? iidData(assessment).filter(({ iid }) => iid.passed === null)
    : [];
}

/** Why section 5 has come to no verdict on each of them. */
export function undecidedReasons(undecided: readonly IidData[]): string {
  return undecided.map(({ data, iid }) =>
    data === "raw noise" ? undecidedText(iid) : `${data}: ${undecidedText(iid)}`
  ).join("; ");
}

/** The first estimator that could not run and why, and how many more there are; null where all ran. */
export function uncomputedText(
  assessment: Pick<EntropySourceAssessment, "track" | "noise" | "restart" | "conditioning">,
): string | null {
  const [first, ...others] = uncomputedEstimates(assessment);
  if (first === undefined) return null;
  const [, name] = ESTIMATORS.find(([estimator]) => estimator === first.estimator)!;
  const sequence = first.sequence === "original" ? "symbols" : "bit string";
  return `the estimator ${name} did not run on the ${sequence} of the ${first.data} ` +
    `(${first.reason}${others.length > 0 ? `; and ${others.length} more` : ""})`;
}
