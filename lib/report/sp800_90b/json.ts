import type {
  EntropyClaim,
  EntropySourceAssessment,
} from "../../sp800_90b/entropy_source_types.ts";
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

/** An assessment as JSON shows it, with the steps to its claim. */
export type EntropySourceFields = Omit<EntropySourceAssessment, "claim"> & {
  readonly steps: readonly AssessmentStep[];
  readonly claim: (Omit<EntropyClaim, "missing"> & { readonly missing: readonly string[] }) | null;
};

/** The fields of JSON that tell of an entropy source, at full precision; what is missing for the claim is in words. */
export function entropySourceFields(assessment: EntropySourceAssessment): EntropySourceFields {
  const { claim, ...found } = assessment;
  return {
    ...found,
    steps: entropySourceSteps(assessment),
    claim: claim && { ...claim, missing: claim.missing.map(missingText) },
  };
}
