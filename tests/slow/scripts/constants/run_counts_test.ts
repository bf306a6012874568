import { assertAlmostEquals, assertEquals } from "../../../assert.ts";
import { meanRunCount, runCountDistributions } from "../../../../scripts/constants/run_counts.ts";

const LENGTHS = [1, 2, 3, 4, 5, 6].map((bits) => ({ bits, orMore: bits === 6 }));

/** Counts the runs in every one of the 2^n keys of n bits. */
function exactProbabilities(n: number, length: { bits: number; orMore: boolean }): number[] {
  const probabilities: number[] = [];
  for (let key = 0; key < 2 ** n; key++) {
    const runs = key.toString(2).padStart(n, "0").match(/0+/g) ?? [];
    const count = runs.filter((run) =>
      length.orMore ? run.length >= length.bits : run.length === length.bits
    ).length;
    probabilities[count] = (probabilities[count] ?? 0) + 2 ** -n;
  }
  return probabilities;
}

Deno.test("runCountDistributions() agrees with counting runs in every key of few bits", () => {
  for (const length of LENGTHS) {
    const sizes = [1, 2, 7, 13];
    const distributions = [...runCountDistributions(length, sizes)];
    for (const [i, bits] of sizes.entries()) {
      const { first, step, probabilities } = distributions[i];
      assertEquals([first, step], [0, 1]);
      const exact = exactProbabilities(bits, length);
      for (const [count, probability] of probabilities.entries()) {
        assertAlmostEquals(probability, exact[count] ?? 0, 1e-14);
      }
    }
  }
});

Deno.test("runCountDistributions() has the mean that the ends and the inside add up to", () => {
  for (const length of LENGTHS) {
    for (const bits of [100, 4096]) {
      const [distribution] = runCountDistributions(length, [bits]);
      const { first, probabilities } = distribution;
      const mean = probabilities.reduce(
        (sum, probability, i) => sum + probability * (first + i),
        0,
      );
      assertAlmostEquals(mean, meanRunCount(length, bits), 1e-9);
    }
  }
});
