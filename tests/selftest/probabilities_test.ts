import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { BEYOND_CHANCE, beyondChance, boundsFor } from "../../lib/selftest/bounds.ts";
import { probabilities } from "../../lib/selftest/battery.ts";
import { longestRunProbability } from "../../scripts/constants/longest_run.ts";
import {
  probabilityAbove,
  probabilityBelow,
} from "../../scripts/constants/lattice_distribution.ts";
import { runCountDistributions } from "../../scripts/constants/run_counts.ts";
import { sumOfSquaresDistribution } from "../../scripts/constants/sum_of_squares.ts";

Deno.test("fairBinomial() is the two-sided tail, the same from either side", () => {
  // 2 (1 + 10) / 2^10.
  assertAlmostEquals(probabilities.fairBinomial(10, 9), 22 / 1024, 1e-12);
  assertEquals(probabilities.fairBinomial(10, 1), probabilities.fairBinomial(10, 9));
  // 2^-32767 is below every number: an upper bound is not 0.
  assertEquals(probabilities.fairBinomial(32_768, 0), Number.MIN_VALUE);
});

Deno.test("sumOfSquares() is 1e-9 from where the exact tails are below 5e-10, and 1e-4 up to there", () => {
  for (const bits of [1024, 1032, 2048]) {
    const { least, most } = beyondChance(bits).sumOfSquares;
    const { sumOfSquares } = boundsFor(bits);
    assert(least < sumOfSquares.least && sumOfSquares.most < most);
    const distribution = sumOfSquaresDistribution(bits / 4);
    assert(probabilityBelow(distribution, least) <= BEYOND_CHANCE / 2);
    assert(probabilityBelow(distribution, least + 4) > BEYOND_CHANCE / 2);
    assert(probabilityAbove(distribution, most) <= BEYOND_CHANCE / 2);
    assert(probabilityAbove(distribution, most - 4) > BEYOND_CHANCE / 2);
    for (const value of [least - 2, most + 2]) {
      assertEquals(probabilities.sumOfSquares(bits, value), 1e-9);
    }
    for (const value of [least, most]) assertEquals(probabilities.sumOfSquares(bits, value), 1e-4);
  }
});

Deno.test("runs() is 1e-9 from where the exact tails are below 5e-10, and 1e-4 / 12 up to there", () => {
  for (const bits of [1024, 8 * 133, 2048]) {
    beyondChance(bits).runs.forEach(({ least, most }, i) => {
      const design = boundsFor(bits).runs[i];
      assert(least <= design.least && design.most < most);
      const [distribution] = runCountDistributions({ bits: i + 1, orMore: i === 5 }, [bits]);
      assert(probabilityBelow(distribution, least) <= BEYOND_CHANCE / 2);
      assert(least === 0 || probabilityBelow(distribution, least + 2) > BEYOND_CHANCE / 2);
      assert(probabilityAbove(distribution, most) <= BEYOND_CHANCE / 2);
      assert(probabilityAbove(distribution, most - 2) > BEYOND_CHANCE / 2);
      assertEquals(probabilities.runs(bits, i, most + 1), 1e-9);
      assertEquals(probabilities.runs(bits, i, most), 1e-4 / 12);
      if (least > 0) assertEquals(probabilities.runs(bits, i, least - 1), 1e-9);
    });
  }
});

Deno.test("longestRun() is an upper bound of the exact probability, and close to it", () => {
  for (const [bits, length] of [[1024, 24], [1024, 40], [32_768, 29]] as const) {
    const ratio = probabilities.longestRun(bits, length) / longestRunProbability(bits, length);
    assert(ratio >= 1 && ratio < 1.001, `${ratio}`);
  }
});

Deno.test("absentNibbles() counts the sets of missing values", () => {
  assertAlmostEquals(probabilities.absentNibbles(1024, 1) / (16 * (15 / 16) ** 256), 1, 1e-12);
  assertAlmostEquals(probabilities.absentNibbles(1024, 2) / (120 * (14 / 16) ** 256), 1, 1e-12);
  assertEquals(probabilities.absentNibbles(32_768, 15), Number.MIN_VALUE);
});

Deno.test("any repeated word is beyond chance at every length", () => {
  assert(probabilities.repeatedWords(4096) < BEYOND_CHANCE);
});
