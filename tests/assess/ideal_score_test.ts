import { idealBand, MAX_BAND_SAMPLES, MIN_BAND_SAMPLES } from "../../lib/assess/ideal_score.ts";
import { idealScoreOf } from "../../scripts/measure_ideal_scores.ts";
import { expectedShannonEntropy } from "../../lib/assess/fair_data.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";

Deno.test("idealBand() is a band below the width, and leaves out no more than it says", () => {
  for (let bits = 1; bits <= 8; bits++) {
    for (const samples of [MIN_BAND_SAMPLES, 100_000, MAX_BAND_SAMPLES]) {
      const { least, most, shareBelow, shareAbove } = idealBand(bits, samples)!;
      assert(0 < least && least < most && most < bits, `${bits} bits, ${samples} samples`);
      assert(shareBelow <= 0.001 && shareAbove <= 0.001);
    }
  }
});

Deno.test("idealBand() says nothing beyond the lengths at which it was measured", () => {
  assertEquals(idealBand(8, MIN_BAND_SAMPLES - 1), null);
  assertEquals(idealBand(8, MAX_BAND_SAMPLES + 1), null);
});

Deno.test("ideal recordings score inside of the band", async () => {
  for (const bits of [1, 4, 8]) {
    const { least, most } = idealBand(bits, 10_000)!;
    for (let run = 0; run < 4; run++) {
      const score = await idealScoreOf(run, bits, 10_000);
      assert(least <= score && score <= most, `${bits} bits, run ${run}: ${score}`);
    }
  }
});

Deno.test("expectedShannonEntropy() is exact for few samples, and continuous where the series takes over", () => {
  assertAlmostEquals(expectedShannonEntropy(1, 256), 0, 1e-12);
  // Two fair bits differ in half of all cases and then have one bit of entropy.
  assertAlmostEquals(expectedShannonEntropy(2, 2), 0.5, 1e-12);
  assertAlmostEquals(expectedShannonEntropy(20, 256), 4.249, 5e-4);
  assertAlmostEquals(
    expectedShannonEntropy(51_199, 256),
    expectedShannonEntropy(51_200, 256),
    2e-6,
  );
});
