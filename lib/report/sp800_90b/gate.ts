import type { Requirements } from "../../assess/assessment.ts";
import { EXIT } from "../../failure.ts";
import type { EntropySourceAssessment } from "../../sp800_90b/entropy_source_types.ts";
import { type RequirementOutcome, WANTED } from "../assess/gate.ts";
import { decimalsAgainst, entropyWanted } from "../numbers.ts";
import { type EntropySourceOutcome, outcomeOf } from "./report.ts";
import { entropySourceSteps } from "./steps.ts";
import { uncomputedText, undecidedData, undecidedText } from "./undecided.ts";

/** What the run comes to: the word of the JSON and the exit code, which agree. */
export interface EntropySourceGate {
  readonly result: EntropySourceOutcome | "unmet";
  readonly exitCode: number;
  readonly requirements: readonly RequirementOutcome[];
}

/** Holds an assessment of an entropy source against what was insisted on, of which "iid" is all that has a name. */
export function entropySourceGate(
  assessment: EntropySourceAssessment,
  { named, minEntropy }: Requirements,
): EntropySourceGate {
  const requirements = [
    ...(named.includes("iid") ? [iidRequirement(assessment)] : []),
    ...(minEntropy === null ? [] : [entropyRequirement(assessment, minEntropy)]),
  ];
  return requirements.every(({ met }) => met)
    ? { result: outcomeOf(assessment), exitCode: EXIT.ok, requirements }
    : { result: "unmet", exitCode: EXIT.rejected, requirements };
}

/** Section 5 against what was insisted on; where it came to no verdict, or no noise was read, it is not met. */
export function iidRequirement({ noise }: EntropySourceAssessment): RequirementOutcome {
  const iid = noise?.iid ?? null;
  const against = iid?.chiSquareAndRepeats.passed === false ? "5.2" : "5.1";
  return {
    requirement: "iid",
    wanted: WANTED.iid,
    ...(iid === null
      ? { found: null, reason: "no raw noise was read" }
      : iid.passed === null
      ? { found: null, reason: undecidedText(iid) }
      : { found: iid.passed ? "not contradicted" : `contradicted by section ${against}` }),
    met: iid?.passed === true,
  };
}

/** The entropy of a sample of the noise against what was insisted on; where nothing may be claimed it is not met. */
export function entropyRequirement(
  assessment: EntropySourceAssessment,
  wanted: number,
): RequirementOutcome {
  const { claim, noise, restart } = assessment;
  const perSample = restart === null
    ? noise?.initialEntropy ?? null
    : restart.result.validatedEntropy;
  const found = claim === null ? null : perSample;
  const limit = perSample === null
    ? ""
    : `at most ${decimalsAgainst(perSample, wanted)} bits a symbol: `;
  return {
    requirement: "min-entropy",
    wanted: entropyWanted(wanted),
    ...(found === null
      ? { found, reason: whyUnknown(assessment, limit) }
      : { found: `${decimalsAgainst(found, wanted)} bits a symbol` }),
    met: found !== null && found >= wanted,
  };
}

/**
 * Why there is no number for a sample.
 *
 * @param limit what the number is at most where an estimator did not run
 */
function whyUnknown(assessment: EntropySourceAssessment, limit: string): string {
  if (assessment.claim !== null) return "neither raw noise nor restarts were read";
  const failed = entropySourceSteps(assessment).filter(({ passed }) => passed === false)
    .map(({ step, section }) => `${step} (section ${section})`).join(", ");
  if (failed !== "") return `nothing may be claimed where this failed: ${failed}`;
  const uncomputed = uncomputedText(assessment);
  if (uncomputed !== null) return limit + uncomputed;
  return undecidedData(assessment).map(({ data, iid }) =>
    data === "raw noise" ? undecidedText(iid) : `${data}: ${undecidedText(iid)}`
  ).join("; ");
}
