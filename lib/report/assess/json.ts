import type { Assessment } from "../../assess/assessment.ts";
import { VERSION } from "../../version.ts";
import { limits, testGroups, verdictOf } from "./verdict.ts";
import { idealScore } from "./ideal_scores.ts";

/**
 * Raised when a field changes its meaning or goes away; new fields do not raise it. The schema in
 * lib/report/schemas/assessment.schema.json describes this format.
 */
const FORMAT = 1;

/** The assessment as one line of JSON, with every figure at full precision and no byte of the source. */
export function assessmentJson(assessment: Assessment, exitCode: number): string {
  const { request, problems, sourceName, recording, permissionsDropped, ...found } = assessment;
  const { source, symbols, requirements: _, ...settings } = request;
  const verdict = verdictOf(assessment);
  return JSON.stringify({
    program: "corosync-keygen",
    version: VERSION,
    format: FORMAT,
    command: "assess",
    result: verdict.outcome,
    exitCode,
    verdict,
    limits: limits(assessment, verdict),
    source: { name: sourceName, kind: source.kind },
    settings: { ...symbols, ...settings },
    ...found,
    powersDropped: permissionsDropped,
    recording: recording && {
      ...recording,
      idealMinEntropy: idealScore(symbols.bitsPerSymbol, recording.samples),
    },
    problems: problems.map((problem) => ({
      error: problem.message,
      hint: "hint" in problem ? problem.hint ?? null : null,
      exitCode: problem.exitCode,
    })),
    tests: testGroups(assessment),
  }) + "\n";
}
