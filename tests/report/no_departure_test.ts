import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { assessBytes, fairBytes } from "./samples.ts";
import { assessmentFields } from "../../lib/report/assess/json.ts";
import { assessedOf } from "../../lib/report/assess/gate.ts";
import { testGroups, verdictOf } from "../../lib/report/assess/verdict.ts";

/** What each figure lies between, whatever the data. */
const POSSIBLE: readonly (readonly [name: string, least: number, most: number | "bits"])[] = [
  ["mean", 0, 255],
  ["serial correlation", -1, 1],
  ["Monte Carlo pi", 0, 4],
  ["ones", 0, "bits"],
  ["worst bit position", 0, 100],
  ["worst autocorrelation", -1, 1],
];

Deno.test("a line is compared only where its range leaves something out that the data could give", async () => {
  const fair = await fairBytes(100);
  const compared: Record<string, number> = {};
  // Each size below at which a line is compared for the first time, that size, and some more.
  for (const bytes of [1, 2, 3, 4, 5, 6, 7, 8, 18, 19, 20, 41, 42, 43, 100]) {
    const assessment = await assessBytes(fair.subarray(0, bytes), { partial: true });
    const lines = testGroups(assessment).flatMap(({ lines }) => lines);
    for (const { comparison, name, expected } of lines) {
      if (comparison !== "fits") continue;
      compared[name] ??= bytes;
      const [, least, most] = POSSIBLE.find(([figure]) => figure === name) ?? [];
      if (least === undefined || most === undefined) continue;
      const [from, to] = expected.replaceAll(",", "").split(" to ").map(Number);
      const outside = from > least || to < (most === "bits" ? 8 * bytes : most);
      assert(outside, `${name} of ${bytes} bytes: ${expected}`);
    }
    const fits = lines.filter(({ comparison }) => ["fits", "departs"].includes(comparison)).length;
    const verdict = verdictOf(assessment);
    assertEquals(verdict.compared, fits);
    const fields = assessmentFields(assessedOf(assessment)) as { verdict: { compared: number } };
    assertEquals(fields.verdict.compared, fits);
  }
  // The fewest bytes at which each can depart: 4 sigma of n bytes are less than all there is.
  assertEquals(
    Object.fromEntries(POSSIBLE.map(([name]) => [name, compared[name]])),
    {
      "mean": 6,
      "serial correlation": 3,
      "Monte Carlo pi": 42,
      "ones": 2,
      "worst bit position": 19,
      "worst autocorrelation": 4,
    },
  );
});

Deno.test("of one byte nothing is tested", async () => {
  const assessment = await assessBytes(await fairBytes(1), { partial: true });
  const { headline, compared } = verdictOf(assessment);
  assertEquals(compared, 0);
  assertStringIncludes(headline, "Nothing was tested: too little in 1 byte of");
});
