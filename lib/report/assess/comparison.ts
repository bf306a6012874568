import type { Assessment } from "../../assess/assessment.ts";
import {
  baseOf,
  compareAssessments,
  type ComparedFigure,
  sameBytesAs,
} from "../../assess/comparison.ts";
import { collisionProbability } from "../../math/counts.ts";
import { EXIT, SIGNAL_EXIT } from "../../failure.ts";
import { plural } from "../numbers.ts";
import { type Assessed, assessedOf } from "./gate.ts";
import type { Gate, RequirementOutcome } from "../requirements.ts";
import { placeOfPacked } from "./places.ts";
import {
  chanceMayExplain,
  collisionEntropy,
  repeatsGroup,
  repeatsOf,
  samplesOf,
} from "./repeat_lines.ts";
import { jsonReport } from "../json_report.ts";
import { assessmentFields } from "./json.ts";

/** One source of several: what was found out, or why it could not be assessed. */
export type ComparedSource =
  | { readonly name: string; readonly assessment: Assessment }
  | {
    readonly name: string;
    readonly error: string;
    readonly exitCode: number;
    /** What was insisted on: unknown, and not met. */
    readonly requirements: readonly RequirementOutcome[];
  };

/** A requirement of one of the sources. */
export interface SourceRequirement extends RequirementOutcome {
  /** Which source, from 0. */
  readonly source: number;
}

/** What is said of the sources, worked out once for a report. */
export interface Comparison {
  readonly sources: readonly ComparedSource[];
  /** Null of a source that could not be assessed. */
  readonly assessments: readonly (Assessment | null)[];
  readonly assessed: readonly (Assessed | null)[];
  readonly figures: readonly ComparedFigure[];
  /** Of each source the first before it that gave the same bytes, or null. */
  readonly sameBytes: readonly (number | null)[];
  /** What counts, first: the same bytes, common sequences, figures that differ, verdicts that do, or no difference. */
  readonly headlines: readonly string[];
  readonly requirements: readonly SourceRequirement[];
  /** "compared" ends with 0, "unmet" with 6, "incomplete" with the exit code of a source without its assessment. */
  readonly result: "compared" | "unmet" | "incomplete";
  readonly exitCode: number;
}

/** Compares what was found out of each source. Two of the same bytes meet neither `no-repeats` nor `fits`. */
export function comparisonOf(sources: readonly ComparedSource[]): Comparison {
  const assessments = sources.map((one) => "error" in one ? null : one.assessment);
  const assessed = assessments.map((one) => one && assessedOf(one));
  const sameBytes = sameBytesAs(assessments);
  const requirements = sources.flatMap((one, source) =>
    ("error" in one ? one.requirements : requirementsOf(assessed[source]!.gate, sameBytes[source]))
      .map((one) => ({ source, ...one }))
  );
  const codes = sources.map((one, i) => "error" in one ? one.exitCode : assessed[i]!.gate.exitCode);
  const unmet = requirements.some(({ met }) => !met);
  // A source that a signal left unread does not meet what is required, as one that it cut.
  const failures = codes.filter((code) =>
    code !== EXIT.ok && code !== EXIT.rejected && !(unmet && code > SIGNAL_EXIT)
  );
  const failed = failures.find((code) => code > SIGNAL_EXIT) ?? failures[0];
  const figures = compareAssessments(assessments);
  return {
    sources,
    assessments,
    assessed,
    figures,
    sameBytes,
    headlines: headlinesOf(sources, { assessments, assessed, figures, sameBytes }),
    requirements,
    result: failed !== undefined ? "incomplete" : unmet ? "unmet" : "compared",
    exitCode: failed ?? (unmet ? EXIT.rejected : EXIT.ok),
  };
}

/** The requirements of a source, of which those that forbid a clone are not met by one. */
function requirementsOf(gate: Gate<string>, original: number | null): RequirementOutcome[] {
  return gate.requirements.map((outcome) =>
    original === null || outcome.requirement !== "no-repeats" && outcome.requirement !== "fits"
      ? outcome
      : {
        ...outcome,
        met: false,
        found: `${outcome.found ?? "unknown"}, and all bytes are those of [${original + 1}]`,
      }
  );
}

export const OUTCOME_WORD = {
  passed: "no fault",
  departs: "DEPARTS",
  incomplete: "incomplete",
} as const;

/** Whether something was found that several fair sources would not show. */
export function isSuspicious(comparison: Comparison): boolean {
  const { assessments, figures, exitCode, assessed } = comparison;
  return exitCode !== EXIT.ok || assessments.includes(null) ||
    comparison.sameBytes.some((original) => original !== null) ||
    figures.some(({ differs }) => differs.includes(true)) ||
    assessed.some((one) => one?.verdict.outcome !== "passed");
}

function headlinesOf(
  sources: readonly ComparedSource[],
  { assessments, assessed, figures, sameBytes }: Pick<
    Comparison,
    "assessments" | "assessed" | "figures" | "sameBytes"
  >,
): string[] {
  const numbered = (i: number) => `[${i + 1}] ${sources[i].name}`;
  const same = sameBytes.flatMap((original, i) =>
    original === null ? [] : [
      `${numbered(i)} gave the same bytes as ${
        numbered(original)
      }: one recording read twice, or a state that was cloned`,
    ]
  );
  const common = assessments.flatMap((one, i) =>
    one === null || sameBytes[i] !== null ? [] : commonSequence(one, numbered, i)
  );
  const uncompared = assessments.flatMap((one, i) => {
    const short = one && sameBytes[i] === null &&
      repeatsGroup(one)?.lines.find(({ otherTooShort }) => otherTooShort);
    return short
      ? [`${numbered(i)} is not compared for repeated sequences ${short.name}: ${short.meaning}`]
      : [];
  });
  const different = sources.filter((_, i) => figures.some(({ differs }) => differs[i]));
  const conclusions = [verdictLine(assessed, numbered), [differenceLine()]];
  // That no figure differs is told behind what does.
  if (different.length > 0) conclusions.reverse();
  return [...same, ...common, ...conclusions.flat(), ...uncompared];

  function differenceLine(): string {
    const assessed = assessments.filter((one) => one !== null).length;
    if (assessed < 2) {
      return `Nothing to compare: ${assessed} of ${sources.length} sources could be assessed`;
    }
    if (different.length > 0) {
      return `${different.map(({ name }) => name).join(", ")} ${
        different.length === 1 ? "differs" : "differ"
      } from ${sources[baseOf(assessments)].name} by more than noise`;
    }
    if (!figures.some(({ compared }) => compared.includes(true))) {
      return `No figure of ${assessed} sources could be compared: too few bytes, events or blocks decide them`;
    }
    return same.length + common.length > 0
      ? `No figure differs by more than noise between ${assessed} sources${
        comparedText(assessments, figures)
      }`
      : `No difference beyond noise between ${assessed} sources${
        comparedText(assessments, figures)
      }`;
  }
}

/** How many figures of the others were compared with the base's and how many not, where some were not; else "". */
function comparedText(
  assessments: readonly (Assessment | null)[],
  figures: readonly ComparedFigure[],
): string {
  const at = baseOf(assessments);
  const others = assessments.flatMap((one, i) => one === null || i === at ? [] : [i]);
  const compared = figures.flatMap(({ values, compared }) =>
    others.filter((i) => values[i] !== null || values[at] !== null).map((i) => compared[i])
  );
  const count = compared.filter((one) => one).length;
  const rest = compared.length - count;
  return rest === 0
    ? ""
    : `: of ${compared.length} figures${others.length === 1 ? "" : " of the others"} ${count} ${
      count === 1 ? "was" : "were"
    } compared, ${rest} ${rest === 1 ? "was" : "were"} not`;
}

/** What a source has in common with one before it that is not expected of it. */
function commonSequence(
  assessment: Assessment,
  numbered: (i: number) => string,
  i: number,
): string[] {
  const { against, request } = assessment;
  const departs = repeatsGroup({ ...assessment, repeats: null })?.lines[0]?.comparison ===
    "departs";
  if (!departs || !against?.longest?.earlierSource) return [];
  const { offset, earlierOffset, earlierSource } = against.longest;
  const rate = collisionEntropyOf(assessment);
  const cause = rate !== null &&
      chanceMayExplain(against, { ...assessment, collisionEntropyRate: rate })
    ? `fair data would not have it, sources of so little entropy (${
      collisionEntropy(rate)
    }) may by chance`
    : "which chance does not explain: one recording read twice, or a state that was cloned";
  return [
    `${numbered(i)} holds sequences of ${numbered(earlierSource.place)}: ${
      plural(samplesOf(against.longest, request), "sample")
    } at ${placeOfPacked(offset, request)} are those at ${
      placeOfPacked(earlierOffset, request)
    } there, ${cause}`,
  ];
}

/**
 * Of a recording that is one repeat from end to end, as that of a stuck source is, nothing else is left to estimate
 * from: then that of all its bytes as if they were independent, which is no less.
 *
 * @returns bits a symbol; null where nothing was counted
 */
function collisionEntropyOf(
  { collisionEntropyRate, statistics, request }: Assessment,
): number | null {
  if (collisionEntropyRate !== null || !statistics?.bytes.samples) return collisionEntropyRate;
  return -Math.log2(collisionProbability(statistics.bytes.histogram)) *
      request.symbols.bitsPerSymbol / 8 + 0;
}

/** Verdicts that differ, or are all of them not good. */
function verdictLine(
  assessed: readonly (Assessed | null)[],
  numbered: (i: number) => string,
): string[] {
  const outcomes = assessed.flatMap((one, i) =>
    one === null ? [] : [{ i, outcome: one.verdict.outcome }]
  );
  const [first] = outcomes;
  if (first === undefined) return [];
  const alike = outcomes.every(({ outcome }) => outcome === first.outcome);
  if (alike && first.outcome === "passed") return [];
  if (alike) {
    const all = outcomes.length === 1 ? "The verdict is" : `All ${outcomes.length} verdicts are`;
    return [`${all} ${OUTCOME_WORD[first.outcome]}`];
  }
  return [
    `Verdicts differ: ${
      outcomes.map(({ i, outcome }) => `${numbered(i)} ${OUTCOME_WORD[outcome]}`).join(", ")
    }`,
  ];
}

/** A comparison as one line of JSON, with the whole report of each source. */
export function comparisonJson(comparison: Comparison): string {
  const { sources, assessed } = comparison;
  const [headline, ...sentences] = comparison.headlines;
  return jsonReport("assess", {
    result: comparison.result,
    exitCode: comparison.exitCode,
    verdict: { headline, sentences },
    requirements: comparison.requirements,
    sources: sources.map((one, i) =>
      "error" in one
        ? { name: one.name, error: one.error, exitCode: one.exitCode }
        : assessmentFields(assessed[i]!)
    ),
    comparison: [...comparison.figures, ...outcomeRows(comparison)],
    sameBytesAs: comparison.sameBytes,
  });
}

/**
 * The verdicts, and how many repeated sequences there are. No noise of theirs is known, so that they are compared by
 * whoever reads them, as in the table; what counts of them is in the headline.
 */
function outcomeRows({ assessments, assessed }: Comparison) {
  const row = (figure: string, values: readonly (string | number | null)[]) => {
    const none = values.map(() => false);
    const unknown = values.map(() => null);
    const by = { deviations: unknown, ranges: unknown, intervals: unknown };
    return { figure, values, compared: none, ...by, tooFew: none, differs: none };
  };
  return [
    row("verdict", assessed.map((one) => one?.verdict.outcome ?? null)),
    row("repeated sequences", assessments.map((one) => one && repeatsOf(one))),
  ];
}
