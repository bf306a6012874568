import type { RequirementName, Requirements } from "../assess/assessment.ts";
import { EXIT, Failure } from "../failure.ts";
import { entropyWanted } from "./numbers.ts";

/** One thing that was insisted on. */
export interface RequirementOutcome {
  readonly requirement: RequirementName | "min-entropy";
  readonly wanted: string;
  /** Null where it could not be computed, which does not meet it. */
  readonly found: string | null;
  /** Why it could not be. */
  readonly reason?: string;
  readonly met: boolean;
}

/** What the run comes to: the word of the JSON and the exit code, which agree. */
export interface Gate<Word extends string> {
  readonly result: Word | "unmet";
  readonly exitCode: number;
  readonly requirements: readonly RequirementOutcome[];
}

/** A rejection where a requirement is not met; else the outcome of the verdict, and the exit code of the run. */
export function gateFor<Word extends string>(
  outcome: Word,
  requirements: readonly RequirementOutcome[],
  exitCode: number = EXIT.ok,
): Gate<Word> {
  return requirements.every(({ met }) => met)
    ? { result: outcome, exitCode, requirements }
    : { result: "unmet", exitCode: EXIT.rejected, requirements };
}

/** What each requirement wants, whatever is assessed; gates add the figures that the data decides. */
export const WANTED: Readonly<Record<RequirementName, string>> = {
  fits: "a verdict without fault over all tests",
  fips: "as many failed blocks as fair data has, and none that chance does not explain",
  "no-repeats":
    "no repeated sequence that chance does not explain, and no longest repeat that departs",
  iid: "nothing in SP 800-90B, section 5, that speaks against it",
};

/**
 * One line for each requirement.
 *
 * @param unmet how one that is not met is told: capitals stand out in reports, not among errors
 */
export function requirementLines(
  { requirements }: Pick<Gate<string>, "requirements">,
  unmet: "NOT met" | "not met" = "NOT met",
): string[] {
  return requirements.map(({ requirement, wanted, found, reason, met }) =>
    `Requirement ${met ? "met" : unmet}: ${requirement} is ${
      found ?? (reason === undefined ? "unknown" : `unknown (${reason})`)
    }, wanted ${wanted}`
  );
}

/** Everything that was insisted on of a source that nothing is known of: unknown, and not met. */
export function unknownRequirements(
  { named, minEntropy }: Requirements,
  reason: string,
): RequirementOutcome[] {
  const unknown = (requirement: RequirementOutcome["requirement"], wanted: string) => ({
    requirement,
    wanted,
    found: null,
    reason,
    met: false,
  });
  return [
    ...[...new Set(named)].map((name) => unknown(name, WANTED[name])),
    ...(minEntropy === null ? [] : [unknown("min-entropy", entropyWanted(minEntropy))]),
  ];
}

/**
 * The failure of a run whose data cannot be computed with, which has no report. Where nothing is required that is the
 * cause itself; else it exits as a rejection and lists every requirement as unknown and not met, so that one who
 * required something is not told of a usage error.
 *
 * @param cause what is wrong with the data
 */
export function withoutReport(cause: Failure, required: Requirements): Failure {
  const requirements = unknownRequirements(required, cause.message);
  if (requirements.length === 0) return cause;
  const message = requirementLines({ requirements }, "not met").join("; ");
  return new Failure(EXIT.rejected, message, cause.hint, {
    ...cause.details,
    result: "unmet",
    code: "unmet",
    requirements,
  });
}
