import type { RequirementName, Requirements } from "../../assess/assessment.ts";
import { EXIT, Failure } from "../../failure.ts";
import { requirementLines, type RequirementOutcome } from "./gate.ts";

const WANTED: Readonly<Record<RequirementName, string>> = {
  fits: "a verdict without fault over all tests",
  fips: "as many failed blocks as fair data has",
  "no-repeats": "no repeated sequence that chance does not explain",
  iid: "nothing in SP 800-90B, section 5, that speaks against it",
};

/**
 * What a run ends with whose data cannot be computed with, so that there is no report: as it is where nothing was
 * insisted on; else every requirement is unknown and not met.
 *
 * @param cause what is wrong with the data
 */
export function withoutReport(
  cause: Failure,
  { named, minEntropy }: Requirements,
): Failure {
  const unknown = (requirement: RequirementOutcome["requirement"], wanted: string) => ({
    requirement,
    wanted,
    found: null,
    reason: cause.message,
    met: false,
  });
  const requirements: RequirementOutcome[] = [
    ...[...new Set(named)].map((name) => unknown(name, WANTED[name])),
    ...(minEntropy === null
      ? []
      : [unknown("min-entropy", `at least ${minEntropy} bits a symbol`)]),
  ];
  if (requirements.length === 0) return cause;
  const message = requirementLines({ requirements })
    .map((line) => line.replace("NOT met", "not met")).join("; ");
  return new Failure(EXIT.rejected, message, cause.hint, {
    ...cause.details,
    result: "unmet",
    code: "unmet",
    requirements,
  });
}
