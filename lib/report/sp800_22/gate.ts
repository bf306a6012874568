import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import { SIGNIFICANCE } from "../../sp800_22/interpretation.ts";
import { BATTERY_SIGNIFICANCE } from "../../sp800_22/battery.ts";
import { type Gate, gateFor, type RequirementOutcome, WANTED } from "../assess/gate.ts";
import { probabilityIs } from "../numbers.ts";
import type { Sp80022Outcome, Sp80022Verdict } from "./lines.ts";

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
