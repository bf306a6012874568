import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { testIid } from "../../lib/sp800_90b/iid.ts";
import {
  chiSquareGoodnessOfFit,
  chiSquareIndependence,
} from "../../lib/sp800_90b/iid_chi_square.ts";
import { referenceData, xorshift32 } from "./reference_data.ts";

function sequence(values: ArrayLike<number>, alphabetSize: number) {
  return { values: Uint8Array.from(values), alphabetSize };
}

Deno.test("testIid() passes independent data and fails dependent data, as generated", () => {
  const results = ["biased1", "bell8", "sticky4", "clock3"].map((generator) => {
    const bitsPerSymbol = Number(generator.at(-1));
    return testIid({ symbols: referenceData(generator, 100_000), bitsPerSymbol }).passed;
  });
  assertEquals(results, [true, true, false, false]);
});

Deno.test("chiSquareIndependence() has degrees of freedom and statistic by hand for three symbols", () => {
  // 90 pairs of equal symbols, 30 of each: nine cells that expect ten, three of which hold thirty.
  const pairs = Array.from({ length: 90 }, (_, i) => [i % 3, i % 3]).flat();
  const result = chiSquareIndependence(sequence(pairs, 3));
  assert(result !== null);
  assertAlmostEquals(result.statistic, 3 * 20 ** 2 / 10 + 6 * 10, 1e-9);
  assertEquals([result.degreesOfFreedom, result.passed], [9 - 3, false]);
});

Deno.test("chiSquareIndependence() merges cells that expect fewer than five", () => {
  // Shares 0.9, 0.05, 0.05 of 400 samples: in 200 pairs, cells expect 162, four times 9, four times 0.5.
  // Smallest first: 4 x 0.5 + 9 = 11, three times 9, and 162.
  const draw = xorshift32(51);
  const values = Array.from<unknown, number>(
    { length: 400 },
    (_, i) => i < 360 ? 0 : i < 380 ? 1 : 2,
  );
  for (let i = 399; i > 0; i--) {
    const j = draw() % (i + 1);
    [values[i], values[j]] = [values[j], values[i]];
  }
  const result = chiSquareIndependence(sequence(values, 3));
  assertEquals([result?.degreesOfFreedom, result?.cellsMerged], [5 - 3, true]);
});

Deno.test("chiSquareIndependence() uses the longest tuples of bits that the rarer bit allows", () => {
  const draw = xorshift32(52);
  // Fair bits: 5 x 2^m x m samples are needed: 112,640 for m = 11, 40 for m = 2.
  for (const [samples, m] of [[112_640, 11], [112_638, 10], [42, 2], [38, 0]] as const) {
    const half = Array.from({ length: samples }, (_, i) => i % 2);
    for (let i = samples - 1; i > 0; i--) {
      const j = draw() % (i + 1);
      [half[i], half[j]] = [half[j], half[i]];
    }
    const result = chiSquareIndependence(sequence(half, 2));
    assertEquals(result?.degreesOfFreedom ?? 0, m === 0 ? 0 : 2 ** m - 2, `${samples} bits`);
  }
});

Deno.test("chiSquareGoodnessOfFit() compares ten stretches with the whole", () => {
  // Stretches of 100 bits with 50 ones expected each; one has 60, one 40: 2 x (100 / 50) x 2 = 8.
  const stretch = (ones: number): number[] =>
    Array.from({ length: 100 }, (_, i) => i < ones ? 1 : 0);
  const bits = [60, 40, 50, 50, 50, 50, 50, 50, 50, 50].flatMap(stretch);
  const binary = chiSquareGoodnessOfFit(sequence(bits, 2));
  assert(binary !== null);
  assertAlmostEquals(binary.statistic, 8, 1e-9);
  assertEquals([binary.degreesOfFreedom, binary.passed], [9, true]);
  const four = Array.from({ length: 4_000 }, (_, i) => i % 4);
  const even = chiSquareGoodnessOfFit(sequence(four, 4));
  assertEquals([even?.statistic, even?.degreesOfFreedom, even?.pValue], [0, 27, 1]);
});

Deno.test("the longest repeated substring test fails where a copy is too long for chance", () => {
  // 10,000 fair bytes have 5e7 pairs of places: four equal bytes have probability 0.0116, five 4.5e-5.
  const data = referenceData("uniform8", 10_000);
  const natural = testIid({ symbols: data, bitsPerSymbol: 8 }).longestRepeatedSubstring;
  assert(natural.length <= 4 && natural.passed);
  for (const [length, passed] of [[4, true], [5, false]] as const) {
    const copy = data.slice();
    copy.copyWithin(7_000, 1_000, 1_000 + length);
    copy[7_000 + length] = copy[1_000 + length] ^ 1;
    copy[6_999] = copy[999] ^ 1;
    const result = testIid({ symbols: copy, bitsPerSymbol: 8 }).longestRepeatedSubstring;
    assertEquals([result.length, result.passed], [length, passed]);
    assertAlmostEquals(result.pValue / (5e7 * result.collisionProbability ** length), 1, 0.02);
  }
});
