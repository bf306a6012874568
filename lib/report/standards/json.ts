import { jsonReport } from "../json_report.ts";
import { sp80022Fields } from "../sp800_22/json.ts";
import { entropySourceFields, guessFields, resultWord } from "../sp800_90b/json.ts";
import type { StandardsReport } from "./findings.ts";
import { type StandardsGate, standardsLimits, type StandardsVerdict } from "./verdict.ts";

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
    guesses: guessFields(formatGuesses),
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
