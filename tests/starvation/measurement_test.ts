import { summaryOf } from "../../lib/starvation/measurement.ts";
import { assertEquals } from "../assert.ts";
import { measurement, round, STARVED } from "./samples.ts";

Deno.test("summaryOf() works out every figure of a starved host", () => {
  const { modes, ratio } = summaryOf(STARVED);
  const { blocking } = modes;
  assertEquals(blocking, {
    mode: "blocking",
    sourceName: "/dev/random",
    rounds: 2,
    wholeKeys: 1,
    starvedAtBits: [312],
    firstByteMilliseconds: {
      count: 2,
      minimum: 1000,
      median: 5500,
      p90: null,
      p99: null,
      maximum: 10_000,
    },
    wholeKeyMilliseconds: {
      count: 1,
      minimum: 3000,
      median: 3000,
      p90: null,
      p99: null,
      maximum: 3000,
    },
    readMilliseconds: {
      count: 3,
      minimum: 1000,
      median: 2000,
      p90: null,
      p99: null,
      maximum: 10_000,
    },
    stalls: {
      count: 4,
      longestMilliseconds: 50_000,
      totalMilliseconds: 63_000,
      share: 1,
      // 64 + 64 + 39 bytes in 63 s.
      bitsPerSecond: 1336 / 63,
    },
  });
  assertEquals(modes["less-secure"].stalls.count, 0);
  assertEquals(modes["less-secure"].stalls.bitsPerSecond, null);
  // The median of 0.25 and 0.5 lies between them.
  assertEquals(ratio, 3000 / 0.375);
});

Deno.test("a read of exactly the limit is no stall, a longer one is", () => {
  const at = summaryOf(measurement([round(1, "blocking", 0, [[1, 128]])]));
  assertEquals(at.modes.blocking.stalls.count, 0);
  assertEquals(at.modes.blocking.stalls.share, 0);
  const over = summaryOf(measurement([round(1, "blocking", 0, [[1.001, 128]])]));
  assertEquals(over.modes.blocking.stalls.count, 1);
});

Deno.test("without whole keys in both modes, or without time between, there is no ratio", () => {
  assertEquals(summaryOf(measurement([])).ratio, null);
  assertEquals(summaryOf(measurement([])).modes.blocking.firstByteMilliseconds, null);
  const instant = [round(1, "blocking", 0, [[5, 128]]), round(1, "less-secure", 5, [[0, 128]])];
  assertEquals(summaryOf(measurement(instant)).ratio, null);
});
