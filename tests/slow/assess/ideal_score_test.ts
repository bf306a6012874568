import { idealBand, MAX_BAND_SAMPLES, MIN_BAND_SAMPLES } from "../../../lib/assess/ideal_score.ts";
import { idealScoreOf } from "../../../scripts/measure_ideal_scores.ts";
import { expectedShannonEntropy } from "../../../lib/assess/fair_data.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

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

Deno.test("ideal recordings score inside of the band", () => {
  for (const bits of [1, 4, 8]) {
    const { least, most } = idealBand(bits, 10_000)!;
    for (let run = 0; run < 4; run++) {
      const score = idealScoreOf(run, bits, 10_000);
      assert(least <= score && score <= most, `${bits} bits, run ${run}: ${score}`);
    }
  }
});

/** Sum over j of P(J = j) (j / n) log2(n / j), each probability from logarithms of factorials. */
function exactShannonEntropy(samples: number, cells: number): number {
  const logFactorials = [0];
  for (let j = 1; j <= samples; j++) logFactorials.push(logFactorials[j - 1] + Math.log(j));
  let sum = 0;
  for (let j = 1; j <= samples; j++) {
    const logProbability = logFactorials[samples] - logFactorials[j] - logFactorials[samples - j] -
      j * Math.log(cells) + (samples - j) * Math.log1p(-1 / cells);
    sum += Math.exp(logProbability) * (j / samples) * Math.log2(samples / j);
  }
  return cells * sum;
}

Deno.test("expectedShannonEntropy() is exact below 200 samples a cell, and to 1e-7 bits from there on", () => {
  assertAlmostEquals(expectedShannonEntropy(1, 256), 0, 1e-12);
  // Two fair bits differ in half of all cases and then have one bit of entropy.
  assertAlmostEquals(expectedShannonEntropy(2, 2), 0.5, 1e-12);
  assertAlmostEquals(expectedShannonEntropy(20, 256), 4.249, 5e-4);
  for (const [samples, cells] of [[20, 256], [512, 256], [5_000, 256], [51_199, 256], [399, 2]]) {
    const exact = exactShannonEntropy(samples, cells);
    assertAlmostEquals(expectedShannonEntropy(samples, cells), exact, 1e-8, `${samples}`);
  }
  for (const [samples, cells] of [[51_200, 256], [400, 2]]) {
    const exact = exactShannonEntropy(samples, cells);
    assertAlmostEquals(expectedShannonEntropy(samples, cells), exact, 1e-7, `${samples}`);
  }
});
