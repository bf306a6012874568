import type { Assessment, RequirementName } from "../../assess/assessment.ts";
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
import { type Gate, gateFor, type RequirementOutcome, WANTED } from "../requirements.ts";
import { type Outcome, testGroups, type Verdict, verdictOf } from "./verdict.ts";

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
