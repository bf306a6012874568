import { startHealthTests } from "../../lib/assess/stream_tests.ts";
import { atLeast } from "../../lib/math/binomial.ts";
import { healthGroup } from "../../lib/report/assess/recording_lines.ts";
import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { REQUEST } from "../report/samples.ts";

Deno.test("startHealthTests() has the cut-offs that its summary and the report state: those for 2^-30", () => {
  const alarmsOf = (equal: number, bits: number) => {
    const { tests, summary } = startHealthTests(bits, bits);
    tests.feed(new Uint8Array(equal));
    return summary().repetitionCountAlarms;
  };
  // C = 1 + ceil(30 / H).
  assertEquals([alarmsOf(30, 1), alarmsOf(31, 1)], [0, 1]);
  assertEquals([alarmsOf(4, 8), alarmsOf(5, 8)], [0, 1]);
  for (const bits of [1, 4, 8]) {
    const summary = startHealthTests(bits, bits).summary();
    const { adaptiveProportion } = summary.cutoffs;
    const tail = (count: number) => atLeast(count, summary.windowSamples, 2 ** -bits);
    assert(tail(adaptiveProportion) <= 2 ** -30 && tail(adaptiveProportion - 1) > 2 ** -30);
    assertEquals(summary.falseAlarmExponent, 30);
    assertStringIncludes(
      healthGroup(summary, REQUEST).note ?? "",
      "the cut-offs are those of the standard for 2^-30.",
    );
  }
});
