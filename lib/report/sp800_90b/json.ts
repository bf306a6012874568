import type {
  ConditioningAssessment,
  EntropyClaim,
  EntropySourceAssessment,
  NoiseResult,
  RestartAssessment,
} from "../../sp800_90b/entropy_source_types.ts";
import type { NonIidAssessment, SequenceKind } from "../../sp800_90b/types.ts";
import { jsonReport } from "../json_report.ts";
import type { EntropySourceGate } from "./gate.ts";
import { entropySourceLimits, type EntropySourceReport, entropySourceVerdict } from "./report.ts";
import { type AssessmentStep, entropySourceSteps, missingText } from "./steps.ts";

/**
 * The assessment as one line of JSON, with every figure at full precision and no byte of the source;
 * lib/report/schemas/entropy_source.schema.json describes it.
 */
export function entropySourceJson(
  report: EntropySourceReport,
  { result, exitCode, requirements }: EntropySourceGate,
): string {
  const { assessment, seconds, conditions, formatGuesses, ...read } = report;
  const { outcome: _, ...verdict } = entropySourceVerdict(report);
  return jsonReport("assess", {
    result: resultWord(result),
    exitCode,
    standard: "NIST SP 800-90B, January 2018, section 3.1",
    verdict,
    requirements,
    limits: entropySourceLimits(report),
    ...read,
    guesses: guessFields(formatGuesses),
    ...entropySourceFields(assessment),
    seconds,
    conditions,
  });
}

/** What the files look like, one entry for each that looks like something else. */
export function guessFields(
  guesses: EntropySourceReport["formatGuesses"],
): readonly Readonly<Record<string, string | null>>[] {
  return guesses.map(({ file, guess: { name, evidence }, command }) => ({
    file,
    name,
    evidence,
    command,
  }));
}

/**
 * The word of JSON: what departs was assessed and ends with 0, as in every other report; "failed" says of a run that
 * there is none.
 */
export function resultWord<Word extends string>(
  result: Word,
): Exclude<Word, "failed"> | "departs" {
  return result === "failed" ? "departs" : result as Exclude<Word, "failed">;
}

/** An assessment of section 6 as JSON shows it, where the sequence of an estimate is its track. */
export type NonIidFields = Omit<NonIidAssessment, "outcomes"> & {
  readonly outcomes: readonly { readonly track: SequenceKind; readonly result: unknown }[];
};

/** The fields of JSON that tell of the estimators. */
export function nonIidFields(assessment: NonIidAssessment | null): NonIidFields | null {
  return assessment && {
    ...assessment,
    outcomes: assessment.outcomes.map(({ sequence: track, result }) => ({ track, result })),
  };
}

/** What JSON has instead of assessments of section 6. */
type InFields<Found, Name extends keyof Found> =
  | Omit<Found, Name> & { readonly [name in Name]: NonIidFields | null }
  | null;

/** An assessment as JSON shows it, with the steps to its claim. */
export type EntropySourceFields = Pick<EntropySourceAssessment, "track" | "claimedEntropy"> & {
  readonly noise: InFields<NoiseResult, "nonIid">;
  readonly restart: InFields<RestartAssessment, "rows" | "columns">;
  readonly conditioning: InFields<ConditioningAssessment, "conditioned">;
  readonly steps: readonly AssessmentStep[];
  readonly claim: (Omit<EntropyClaim, "missing"> & { readonly missing: readonly string[] }) | null;
};

/** The fields of JSON that tell of an entropy source, at full precision; what is missing for the claim is in words. */
export function entropySourceFields(assessment: EntropySourceAssessment): EntropySourceFields {
  const { claim, ...found } = assessment;
  const { noise, restart, conditioning } = found;
  return {
    ...found,
    noise: noise && { ...noise, nonIid: nonIidFields(noise.nonIid) },
    restart: restart && {
      ...restart,
      rows: nonIidFields(restart.rows),
      columns: nonIidFields(restart.columns),
    },
    conditioning: conditioning && {
      ...conditioning,
      conditioned: nonIidFields(conditioning.conditioned),
    },
    steps: entropySourceSteps(assessment),
    claim: claim && { ...claim, missing: claim.missing.map(missingText) },
  };
}
