import { overlappingTemplate } from "../../lib/sp800_22/templates.ts";
import { linearComplexity } from "../../lib/sp800_22/linear_complexity.ts";
import { longestRun } from "../../lib/sp800_22/runs.ts";
import { spectral } from "../../lib/sp800_22/spectral.ts";
import type { SP800_22_TESTS, TestName } from "../../lib/sp800_22/tests.ts";
import {
  PRINTED_LINEAR_COMPLEXITY_PROBABILITIES,
  PRINTED_LONGEST_RUN_CLASSES,
} from "./sequences.ts";

/** Tests in which NIST's program has what was corrected since, by that older form. */
export const AS_IN_THE_PROGRAM: Partial<Record<TestName, typeof SP800_22_TESTS[number]["run"]>> = {
  spectral: (sequence) => [spectral(sequence, 4).pValue],
  overlapping_template: (sequence) => {
    const e = Math.exp(-1);
    const below = [e, e / 2, e * 3 / 8, e * 13 / 48, e * 73 / 384];
    const probabilities = [...below, 1 - below.reduce((a, b) => a + b)];
    return [overlappingTemplate(sequence, 9, 1_032, probabilities).pValue];
  },
  longest_run: (sequence) => [longestRun(sequence, PRINTED_LONGEST_RUN_CLASSES).pValue],
  linear_complexity: (
    sequence,
  ) => [linearComplexity(sequence, 500, PRINTED_LINEAR_COMPLEXITY_PROBABILITIES).pValue],
};
