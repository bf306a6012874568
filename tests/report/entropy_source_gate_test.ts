import { iidRequirement } from "../../lib/report/standards/gate.ts";
import type { EntropySourceAssessment } from "../../lib/sp800_90b/entropy_source_types.ts";
import { assertEquals } from "../assert.ts";

/** Section 5 of some data, of which only the verdict counts here; 5.2 had too few samples where there is none. */
const iid = (passed: boolean | null) => ({
  alphabetSize: 16,
  passed,
  chiSquareAndRepeats: { passed, independence: passed === null ? null : {}, goodnessOfFit: {} },
  permutation: null,
});

/** What was found out on the IID track of noise, rows, columns and conditioned data; undefined: was not there. */
function found(
  noise?: boolean | null,
  rows?: boolean | null,
  columns?: boolean | null,
  conditioned?: boolean | null,
): EntropySourceAssessment {
  return {
    track: "iid",
    claim: null,
    noise: noise === undefined ? null : { iid: iid(noise) },
    restart: rows === undefined || columns === undefined
      ? null
      : { result: { passed: true }, rowsIid: iid(rows), columnsIid: iid(columns) },
    conditioning: conditioned === undefined ? null : { conditionedIid: iid(conditioned) },
  } as unknown as EntropySourceAssessment;
}

Deno.test("iid is not met where section 5 rejects or leaves open noise, rows, columns or conditioned data", () => {
  const few = "test 5.2.1 (independence) needs more samples";
  for (
    const [assessment, isMet, finding, reason] of [
      [found(true), true, "not contradicted"],
      [found(true, true, true, true), true, "not contradicted"],
      [found(false), false, "contradicted by section 5.2"],
      [found(true, false, true), false, "contradicted by section 5.2 (rows of the restarts)"],
      [
        found(true, false, false),
        false,
        "contradicted by section 5.2 (rows of the restarts), section 5.2 (columns of the restarts)",
      ],
      [
        found(true, null, true, false),
        false,
        "contradicted by section 5.2 (conditioned data)",
      ],
      [found(null), false, null, few],
      [found(true, true, null), false, null, `columns of the restarts: ${few}`],
      [found(undefined, true, true), false, null, "no raw noise was read"],
      [found(), false, null, "no raw noise was read"],
    ] as const
  ) {
    const { met, found, reason: why } = iidRequirement(assessment);
    assertEquals([met, found, why], [isMet, finding, reason]);
  }
});
