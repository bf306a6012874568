import type { Requirements } from "../../assess/assessment.ts";
import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import { BATTERY_SIGNIFICANCE } from "../../sp800_22/battery.ts";
import { SIGNIFICANCE } from "../../sp800_22/interpretation.ts";
import { iidData } from "../../sp800_90b/entropy_claim.ts";
import type { EntropySourceAssessment } from "../../sp800_90b/entropy_source_types.ts";
import { leastEntropy } from "../../sp800_90b/restart.ts";
import { type Gate, gateFor, type RequirementOutcome, WANTED } from "../requirements.ts";
import { decimalsAgainst, entropyWanted, probabilityIs } from "../numbers.ts";
import { type EntropySourceOutcome, outcomeOf } from "./entropy_source.ts";
import type { Sp80022Outcome, Sp80022Verdict } from "./sp800_22.ts";
import { entropySourceSteps } from "./steps.ts";
import { uncomputedText, undecidedData, undecidedReasons } from "./undecided.ts";

const NO_NOISE = "no raw noise was read";

/** What the run comes to: the word of the JSON and the exit code, which agree. */
export type EntropySourceGate = Gate<EntropySourceOutcome>;

/** Holds an assessment of an entropy source against what was insisted on, of which "iid" is all that has a name. */
export function entropySourceGate(
  assessment: EntropySourceAssessment,
  { named, minEntropy }: Requirements,
): EntropySourceGate {
  const requirements = [
    ...(named.includes("iid") ? [iidRequirement(assessment)] : []),
    ...(minEntropy === null ? [] : [entropyRequirement(assessment, minEntropy)]),
  ];
  return gateFor(outcomeOf(assessment), requirements);
}

/**
 * Section 5 of the noise, and of restarts and conditioned data where it looked at them, against what was insisted on;
 * where it came to no verdict on any of them, or no noise was read, it is not met.
 */
export function iidRequirement(assessment: EntropySourceAssessment): RequirementOutcome {
  const tested = iidData(assessment);
  const failed = tested.filter(({ iid }) => iid.passed === false);
  const undecided = tested.filter(({ iid }) => iid.passed === null);
  const against = failed.map(({ data, iid }) =>
    `section ${iid.chiSquareAndRepeats.passed === false ? "5.2" : "5.1"}` +
    (data === "raw noise" ? "" : ` (${data})`)
  );
  const noNoise = !tested.some(({ data }) => data === "raw noise");
  return {
    requirement: "iid",
    wanted: WANTED.iid,
    ...(failed.length > 0
      ? { found: `contradicted by ${against.join(", ")}` }
      : noNoise
      ? { found: null, reason: NO_NOISE }
      : undecided.length > 0
      ? { found: null, reason: undecidedReasons(undecided) }
      : { found: "not contradicted" }),
    met: !noNoise && failed.length + undecided.length === 0,
  };
}

/**
 * The entropy of a sample of the noise against what was insisted on. Where nothing may be claimed it is not met, nor
 * where no raw noise was read (section 3.1.1): restarts by themselves repeat what was claimed of them.
 */
export function entropyRequirement(
  assessment: EntropySourceAssessment,
  wanted: number,
): RequirementOutcome {
  const { claim, noise, restart } = assessment;
  const perSample = restart === null ? noise?.initialEntropy ?? null : leastEntropy(restart.result);
  const found = claim === null || noise === null ? null : perSample;
  const limit = perSample === null
    ? ""
    : `at most ${decimalsAgainst(perSample, wanted, true)} bits a symbol: `;
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
  if (assessment.claim !== null) {
    return assessment.restart === null
      ? "neither raw noise nor restarts were read"
      : `${NO_NOISE}, which section 3.1.1 asks for`;
  }
  const failed = entropySourceSteps(assessment).filter(({ passed }) => passed === false)
    .map(({ step, section }) => `${step} (section ${section})`).join(", ");
  if (failed !== "") return `nothing may be claimed where this failed: ${failed}`;
  const uncomputed = uncomputedText(assessment);
  if (uncomputed !== null) return limit + uncomputed;
  return undecidedReasons(undecidedData(assessment));
}

/** Holds the verdict over all tests against what was insisted on, of which "fits" is all that has a name here. */
export function sp80022Gate(
  { battery, problems, request }: Sp80022Assessment,
  { outcome }: Sp80022Verdict,
): Gate<Sp80022Outcome> {
  const [problem] = problems;
  const fits: RequirementOutcome = {
    requirement: "fits",
    wanted: `${WANTED.fits}, p above ${BATTERY_SIGNIFICANCE}`,
    ...foundOf(battery.verdict.pValue, outcome, problem !== undefined),
    met: outcome === "passed",
  };
  const requirements = request.required.includes("fits") ? [fits] : [];
  return gateFor(outcome, requirements, problem?.exitCode);
}

function foundOf(
  pValue: number | null,
  outcome: Sp80022Outcome,
  endedEarly: boolean,
): Pick<RequirementOutcome, "found" | "reason"> {
  if (pValue === null) {
    return { found: null, reason: "no test applies to sequences this short" };
  }
  const found = `p ${probabilityIs(pValue)}`;
  if (outcome !== "incomplete") return { found };
  return { found: `${found}, but ${endedEarly ? "the run is incomplete" : "not all tests apply"}` };
}

/** What makes a verdict, in one place for whoever has to sign it. */
export function sp80022Criteria(): string[] {
  return [
    `A sequence passes a test where its p-value is at least ${SIGNIFICANCE}; the tables mark what lies outside of the ` +
    "standard's limits for the proportion of passing sequences and for the uniformity of p-values (section 4.2).",
    "The verdict goes by all these figures together, adjusted for their number: it departs at " +
    `${BATTERY_SIGNIFICANCE} and below, and is without fault where all 15 tests apply and it does not.`,
  ];
}
