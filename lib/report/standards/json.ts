import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import type { BatteryResult } from "../../sp800_22/battery.ts";
import { SIGNIFICANCE } from "../../sp800_22/interpretation.ts";
import type {
  ConditioningAssessment,
  EntropyClaim,
  EntropySourceAssessment,
  NoiseResult,
  RestartAssessment,
} from "../../sp800_90b/entropy_source_types.ts";
import { guessFields } from "../format_sentences.ts";
import { jsonReport, type NonIidFields, nonIidFields, problemFields } from "../json_report.ts";
import { assessmentVerdict, sp80022Limits, TEST_TITLES, testComparison } from "./sp800_22.ts";
import { type EntropySourceGate, sp80022Gate } from "./gate.ts";
import {
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
} from "./entropy_source.ts";
import { type AssessmentStep, entropySourceSteps, missingText } from "./steps.ts";
import type { StandardsReport } from "./findings.ts";
import { type StandardsGate, standardsLimits, type StandardsVerdict } from "./verdict.ts";

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
    guesses: fileGuesses(formatGuesses),
    ...entropySourceFields(assessment),
    seconds,
    conditions,
  });
}

/** What the files look like, one entry for each that looks like something else. */
function fileGuesses(
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
function resultWord<Word extends string>(
  result: Word,
): Exclude<Word, "failed"> | "departs" {
  return result === "failed" ? "departs" : result as Exclude<Word, "failed">;
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
function entropySourceFields(assessment: EntropySourceAssessment): EntropySourceFields {
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

/** One line of JSON with every p-value; lib/report/schemas/sp800_22.schema.json describes it. */
export function sp80022Json(assessment: Sp80022Assessment): string {
  const { request, battery, sourceName, problems, reading, conditions } = assessment;
  const { source, symbols, required: _, ...settings } = request;
  const verdict = assessmentVerdict(assessment);
  const { result, exitCode, requirements } = sp80022Gate(assessment, verdict);
  return jsonReport("assess", {
    result,
    exitCode,
    verdict,
    requirements,
    limits: sp80022Limits(battery),
    source: { name: sourceName, kind: source.kind },
    settings: { ...symbols, ...settings },
    conditions,
    reading,
    guess: guessFields(assessment.formatGuess, request),
    testingMilliseconds: assessment.testingMilliseconds,
    powersDropped: assessment.permissionsDropped,
    problems: problems.map(problemFields),
    sp800_22: sp80022Fields(battery),
  });
}

/** The battery as a part of a report. */
function sp80022Fields(battery: BatteryResult): Readonly<Record<string, unknown>> {
  const { sequences, sequenceBits, tests, verdict } = battery;
  return {
    sequences,
    sequenceBits,
    significance: SIGNIFICANCE,
    verdict,
    tests: tests.map((test) => ({
      name: test.name,
      title: TEST_TITLES[test.name][0],
      section: test.section,
      leastBits: test.leastBits,
      sequences: test.sequences,
      comparison: testComparison(test, battery),
      subTests: test.subTests,
    })),
  };
}

/**
 * The report as one line of JSON, with every figure at full precision and no byte of the source;
 * lib/report/schemas/standards.schema.json describes it.
 */
export function standardsJson(
  report: StandardsReport,
  found: StandardsVerdict,
  gate: StandardsGate,
): string {
  const { bitTests, entropySource, recording: { samples, reading }, uniform } = report;
  const { outcome: _, ...verdict } = found;
  const { fips, sp80022, sequenceBits, unusedBits } = bitTests;
  const {
    assessment,
    subject,
    files,
    sha256,
    skippedBytes,
    selectedBits,
    bitsRankedSamples,
    samplesLeftOut,
    conditionedBitsLeftOut,
    formatGuesses,
    conditions,
    seconds,
  } = entropySource;
  return jsonReport("assess", {
    result: resultWord(gate.result),
    exitCode: gate.exitCode,
    standards: ["FIPS 140-2 (withdrawn tests)", "NIST SP 800-22 Rev. 1a", "NIST SP 800-90B"],
    verdict,
    requirements: gate.requirements,
    limits: standardsLimits(report, found),
    subject,
    files,
    sha256,
    guesses: fileGuesses(formatGuesses),
    conditionedBitsLeftOut,
    selectedBits,
    bitsRankedSamples,
    uniform,
    reading: { ...reading, skippedBytes, samples, samplesLeftOut, sequenceBits, unusedBits },
    fips,
    sp800_22: sp80022 && sp80022Fields(sp80022),
    sp800_90b: entropySourceFields(assessment),
    seconds,
    conditions,
  });
}
