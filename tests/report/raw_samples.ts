import type { Assessment, AssessRequest } from "../../lib/assess/assessment.ts";
import { gateOf } from "../../lib/report/assess/gate.ts";
import type { RequirementOutcome } from "../../lib/report/requirements.ts";
import { type Verdict, verdictOf } from "../../lib/report/assess/verdict.ts";
import { assessBytes } from "./samples.ts";

const REQUIREMENTS = { named: ["fits", "no-repeats"], minEntropy: null } as const;

/** What comes of it; `met` is of each requirement. */
export interface RawOutcome {
  readonly assessment: Assessment;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly met: readonly RequirementOutcome["met"][];
}

/** What comes of a raw source of which both is required. */
export async function assessRaw(
  samples: Uint8Array,
  changes: Partial<AssessRequest> = {},
): Promise<RawOutcome> {
  const assessment = await assessBytes(samples, {
    expectation: "steady",
    claimedEntropy: null,
    requirements: REQUIREMENTS,
    ...changes,
  });
  const verdict = verdictOf(assessment);
  const { requirements, exitCode } = gateOf(assessment, verdict);
  return { assessment, verdict, exitCode, met: requirements.map(({ met }) => met) };
}

/** The beginning of it again and again. */
export function cycle(period: Uint8Array, count = 20_000): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => period[i % period.length]);
}
