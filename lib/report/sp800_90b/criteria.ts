import type { EntropySourceAssessment } from "../../sp800_90b/entropy_source_types.ts";
import { MAX_FAILING_RANK } from "../../sp800_90b/permutation_tests.ts";
import { SANITY_CHECK_SIGNIFICANCE } from "../../sp800_90b/restart.ts";

/** What makes a verdict by SP 800-90B, in one place for whoever has to sign it. */
export function entropySourceCriteria(
  { noise, restart, conditioning, track }: EntropySourceAssessment,
): string[] {
  const tested = track === "iid" && (noise ?? restart ?? conditioning?.conditionedIid) !== null;
  return [
    "The number may be claimed where no step of section 3.1 in the table of steps failed and all came to their end.",
    ...(tested || noise?.iid
      ? [
        "IID, section 5: a test of section 5.2 fails where independent data does as badly with a probability below 0.001; " +
        `a statistic of section 5.1 fails where at most ${MAX_FAILING_RANK} of 10,000 shuffles reach it, or fall to it.`,
      ]
      : []),
    ...(restart === null ? [] : [
      "Restarts, section 3.1.4: no value may come more often in a row or a column than a source of H_I gives with " +
      `a probability of ${SANITY_CHECK_SIGNIFICANCE} over all of them, and rows and columns have to keep half of H_I each.`,
    ]),
    ...(conditioning === null ? [] : [
      "Conditioning, section 3.1.5: the entropy of an output is computed and has no pass or fail; it is full entropy from " +
      "1 - 2^-64 of its bits on.",
    ]),
  ];
}
