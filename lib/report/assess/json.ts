import { limits, testGroups } from "./verdict.ts";
import { idealBand } from "../../assess/ideal_score.ts";
import type { Assessed } from "./gate.ts";
import { guessFields } from "../format_sentences.ts";
import { jsonLine, nonIidFields, problemFields, reportHead } from "../json_report.ts";

/**
 * The assessment as one line of JSON, with every figure at full precision and no byte of the source;
 * lib/report/schemas/assessment.schema.json describes it.
 */
export function assessmentJson(assessed: Assessed): string {
  return jsonLine(assessmentFields(assessed));
}

/** What the line of JSON holds. */
export function assessmentFields(
  { assessment, verdict, gate }: Assessed,
): Record<string, unknown> {
  const {
    request,
    problems,
    sourceName,
    recording,
    permissionsDropped,
    ...found
  } = assessment;
  const { source, symbols, requirements: _, ...settings } = request;
  const { result, exitCode, requirements } = gate;
  return {
    ...reportHead("assess"),
    result,
    exitCode,
    verdict,
    limits: limits(assessment, verdict),
    source: { name: sourceName, kind: source.kind },
    settings: { ...symbols, ...settings },
    ...found,
    guess: guessFields(found.guess, request),
    requirements,
    powersDropped: permissionsDropped,
    recording: recording && {
      ...recording,
      nonIid: nonIidFields(recording.nonIid),
      idealMinEntropy: idealBand(symbols.bitsPerSymbol, recording.samples),
    },
    problems: problems.map(problemFields),
    tests: testGroups(assessment),
  };
}
