import type { Assessment, RequirementName, Requirements } from "../../assess/assessment.ts";
import { EXIT, Failure } from "../../failure.ts";
import { allEstimated } from "../../sp800_90b/jobs.ts";
import { decimalsAgainst, entropyWanted, plural } from "../numbers.ts";
import { fipsRequirement } from "./fips_lines.ts";
import {
  GOODNESS_OF_FIT,
  IID_TITLE,
  INDEPENDENCE,
  LONGEST_REPEAT,
  TOO_FEW,
} from "./independence_lines.ts";
import { type Outcome, testGroups, type Verdict, verdictOf } from "./verdict.ts";

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

/**
 * Holds an assessment against what was insisted on. Where anything is required an incomplete run (a signal, an end
 * before the limit, estimators that could not run) meets nothing.
 */
export function gateOf(assessment: Assessment, verdict: Verdict): Gate<Outcome> {
  const { request: { requirements: { named, minEntropy } }, problems } = assessment;
  const [problem] = problems;
  const requirements = [
    ...[...new Set(named)].map((name) => OUTCOMES[name](assessment, verdict)),
    ...(minEntropy === null ? [] : [minEntropyOutcome(assessment, minEntropy)]),
  ].map((outcome) =>
    problem === undefined ? outcome : {
      ...outcome,
      ...(outcome.found === null
        ? { reason: outcome.reason ?? problem.message }
        : { found: `${outcome.found}, but the run is incomplete` }),
      met: false,
    }
  );
  return gateFor(verdict.outcome, requirements, problem?.exitCode);
}

/** An assessment with what it comes to, computed once for all that is written of it. */
export interface Assessed {
  readonly assessment: Assessment;
  readonly verdict: Verdict;
  readonly gate: Gate<Outcome>;
}

/** What an assessment comes to. */
export function assessedOf(assessment: Assessment): Assessed {
  const verdict = verdictOf(assessment);
  return { assessment, verdict, gate: gateOf(assessment, verdict) };
}

/** What each requirement wants, whatever is assessed; gates add the figures that the data decides. */
export const WANTED: Readonly<Record<RequirementName, string>> = {
  fits: "a verdict without fault over all tests",
  fips: "as many failed blocks as fair data has, and none that chance does not explain",
  "no-repeats":
    "no repeated sequence that chance does not explain, and no longest repeat that departs",
  iid: "nothing in SP 800-90B, section 5, that speaks against it",
};

type Find = (assessment: Assessment, verdict: Verdict) => RequirementOutcome;

const OUTCOMES: Readonly<Record<RequirementName, Find>> = {
  fits: (assessment, { outcome, compared, departing }) => ({
    requirement: "fits",
    wanted: WANTED.fits,
    ...(outcome === "incomplete"
      ? { found: null, reason: whatWasMissing(assessment) }
      : { found: `${departing.length} of ${plural(compared, "test")} departing` }),
    met: outcome === "passed",
  }),
  fips: ({ fips }) => ({ requirement: "fips", ...fipsRequirement(fips) }),
  "no-repeats": (assessment) => {
    const { repeats, against } = assessment;
    const found = (repeats?.repeats ?? 0) + (against?.repeats ?? 0);
    const lines = linesOf(assessment, "Repeated sequences");
    // Repeats shorter than those that are always found show in the longest of all.
    const longest = linesOf(assessment, IID_TITLE)
      .find(({ name, comparison }) => name === LONGEST_REPEAT && comparison === "departs");
    const count = plural(found, "repeat") +
      (longest === undefined
        ? ""
        : `, and the longest of the kept samples, ${longest.value}, departs`);
    const unknown = lines.find(({ comparison }) => comparison === "missing");
    return {
      requirement: "no-repeats",
      wanted: WANTED["no-repeats"],
      ...(repeats === null
        ? { found: null }
        : unknown === undefined || longest !== undefined
        ? { found: count }
        : found > 0
        ? { found: `${count}, of which chance may explain any` }
        : { found: null, reason: `${unknown.name}: ${unknown.meaning}` }),
      met: lines.length > 0 && lines.every(({ comparison }) => comparison === "fits") &&
        longest === undefined,
    };
  },
  iid: (assessment) => {
    const iid = assessment.recording?.iid ?? null;
    if (iid === null) return { requirement: "iid", wanted: WANTED.iid, found: null, met: false };
    const tests = [
      [INDEPENDENCE, iid.independence],
      [GOODNESS_OF_FIT, iid.goodnessOfFit],
      [LONGEST_REPEAT, iid.longestRepeatedSubstring],
    ] as const;
    const missing = tests.flatMap(([name, result]) => result === null ? [name] : []);
    const failed = tests.filter(([, result]) => result?.passed === false).length;
    return {
      requirement: "iid",
      wanted: WANTED.iid,
      ...(missing.length > 0 ? { found: null, reason: `${missing.join(" and ")}: ${TOO_FEW}` } : {
        found: `${failed} of ${plural(tests.length, "test")} of section 5.2 against it ` +
          "(section 5.1 was not run, --iid runs it)",
      }),
      met: missing.length === 0 && failed === 0,
    };
  },
};

/** Why not everything was tested: what ended the run, or else the first test without data and how many more. */
function whatWasMissing(assessment: Assessment): string {
  const [problem] = assessment.problems;
  if (problem !== undefined) return problem.message;
  const [first, ...others] = testGroups(assessment).flatMap(({ lines }) => lines)
    .filter(({ comparison, otherTooShort }) => comparison === "missing" && !otherTooShort);
  const more = others.length === 0 ? "" : `; so with ${plural(others.length, "other test")}`;
  return `${first.name.trim()}: ${first.meaning}${more}`;
}

function linesOf(assessment: Assessment, title: string) {
  return testGroups(assessment).filter((group) => group.title === title)
    .flatMap(({ lines }) => lines);
}

function minEntropyOutcome({ recording }: Assessment, wanted: number): RequirementOutcome {
  const nonIid = recording?.nonIid ?? null;
  const found = nonIid?.assessedMinEntropy ?? null;
  const isLimit = nonIid !== null && !allEstimated(nonIid);
  return {
    requirement: "min-entropy",
    wanted: entropyWanted(wanted),
    found: found === null
      ? null
      : `${isLimit ? "at most " : ""}${decimalsAgainst(found, wanted, isLimit)} bits a symbol`,
    met: found !== null && found >= wanted,
  };
}

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
