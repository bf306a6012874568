import { comparisonJson, comparisonOf } from "../../lib/report/assess/comparison.ts";
import { assessedOf } from "../../lib/report/assess/gate.ts";
import { assessmentJson } from "../../lib/report/assess/json.ts";
import { CONDITIONS } from "../starvation/samples.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { assessBytes, fairBytes } from "./samples.ts";

/** DEL, the first and the last control above it, and one that begins a sequence of a terminal: CSI. */
const CONTROLS: readonly (readonly [control: string, escaped: string])[] = [
  ["\x7f", "\\u007f"],
  ["\x80", "\\u0080"],
  ["\x9b", "\\u009b"],
  ["\x9f", "\\u009f"],
];

Deno.test("JSON of assess escapes DEL and the controls behind it, and means the same name", async () => {
  const fair = await assessBytes(await fairBytes(5_000), { scope: "fips" });
  for (const [control, escaped] of CONTROLS) {
    const sourceName = `a${control}31m`;
    const commandLine = `corosync-keygen assess --fips --json ${sourceName}`;
    const assessment = { ...fair, sourceName, conditions: { ...CONDITIONS, commandLine } };
    const compared = { name: sourceName, assessment };
    const one = assessmentJson(assessedOf(assessment));
    const two = comparisonJson(comparisonOf([compared, compared]));
    for (const line of [one, two]) {
      assertEquals(line.includes(control), false, escaped);
      assertStringIncludes(line, `${escaped}31m`);
    }
    for (const report of [JSON.parse(one), ...JSON.parse(two).sources]) {
      assertEquals([report.source.name, report.conditions.commandLine], [sourceName, commandLine]);
    }
  }
  // The first character above them is one like any other.
  assertStringIncludes(assessmentJson(assessedOf({ ...fair, sourceName: "\xa0" })), "\xa0");
});
