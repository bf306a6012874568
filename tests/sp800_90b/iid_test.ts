import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { chiSquareGoodnessOfFit, chiSquareIndependence, testIid } from "../../lib/sp800_90b/iid.ts";
import { renameSymbols } from "../../lib/sp800_90b/sequence.ts";
import { referenceData, xorshift32 } from "./reference_data.ts";
import { IID_DATA, uniform } from "./standard_data.ts";

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

Deno.test("chiSquareGoodnessOfFit() compares ten subsequences with the whole", () => {
  // Subsequences of 100 bits with 50 ones expected each; one has 60, one 40: 2 x (100 / 50) x 2 = 8.
  const subsequence = (ones: number): number[] =>
    Array.from({ length: 100 }, (_, i) => i < ones ? 1 : 0);
  const bits = [60, 40, 50, 50, 50, 50, 50, 50, 50, 50].flatMap(subsequence);
  const binary = chiSquareGoodnessOfFit(sequence(bits, 2));
  assert(binary !== null);
  assertAlmostEquals(binary.statistic, 8, 1e-9);
  assertEquals([binary.degreesOfFreedom, binary.passed], [9, true]);
  const four = Array.from({ length: 4_000 }, (_, i) => i % 4);
  const even = chiSquareGoodnessOfFit(sequence(four, 4));
  assertEquals([even?.statistic, even?.degreesOfFreedom, even?.pValue], [0, 27, 1]);
});

Deno.test("section 5.2 takes a p-value of 0.001 for chance and a smaller one for none", () => {
  // Ten subsequences of 100 bits, 500 ones in all: T is the sum of squared deviations from 50, divided by 25;
  // 9 degrees of freedom reach 27.877 with probability 0.001.
  const subsequences = (deviations: readonly number[]) =>
    Uint8Array.from(
      deviations.flatMap((by) => Array.from({ length: 100 }, (_, i) => i < 50 + by ? 1 : 0)),
    );
  for (
    const [deviations, statistic, passed] of [
      [[18, -18, 4, -4, 2, -2, 2, -2, 0, 0], 27.84, true],
      [[18, -18, 5, -5, 0, 0, 0, 0, 0, 0], 27.92, false],
    ] as const
  ) {
    const result = chiSquareGoodnessOfFit(sequence(subsequences(deviations), 2));
    assertAlmostEquals(result!.statistic, statistic, 1e-9);
    assertEquals(result!.passed, passed);
  }
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
    // Where it is is told of one that fails alone.
    assertEquals(result.place, passed ? null : { offset: 7_000, earlierOffset: 1_000 });
    assertAlmostEquals(result.pValue / (5e7 * result.collisionProbability ** length), 1, 0.02);
  }
});

const reference = JSON.parse(
  await Deno.readTextFile(new URL("../fixtures/sp800-90b/iid.json", import.meta.url)),
);

/** Data whose cells of equal expectation NIST's program merges in the order of rounding errors. */
const TIED = new Set(["w8_n100000_uniform", "w8_n10000_noisycounter"]);

for (const [name, generate] of Object.entries(IID_DATA)) {
  Deno.test(`section 5.2 of ${name}: figures are those of NIST's program`, () => {
    const wanted = reference[name];
    const found = testIid({ symbols: generate(), bitsPerSymbol: wanted.bitsPerSymbol });
    for (const test of ["independence", "goodnessOfFit"] as const) {
      const result = found[test];
      if (result === null) {
        // The program prints p = 1 and "passed" below one degree of freedom.
        assert(wanted[test].degreesOfFreedom < 1, test);
        continue;
      }
      assertEquals(result.degreesOfFreedom, wanted[test].degreesOfFreedom, test);
      if (test === "independence" && TIED.has(name)) continue;
      assertAlmostEquals(result.statistic / wanted[test].statistic, 1, 1e-9, test);
      assertAlmostEquals(result.pValue, wanted[test].pValue, 1e-9, test);
    }
    const { length, collisionProbability, pValue } = found.longestRepeatedSubstring;
    const repeat = wanted.longestRepeatedSubstring;
    assertEquals(length, repeat.length);
    assertAlmostEquals(collisionProbability, repeat.collisionProbability, 1e-12);
    assertAlmostEquals(pValue, repeat.pValue, 1e-9);
    if (wanted.passed !== null) {
      const { passedChiSquareTests, passedLongestRepeatedSubstringTest } = wanted.passed;
      const passed = passedChiSquareTests && passedLongestRepeatedSubstringTest;
      const made = found.independence !== null && found.goodnessOfFit !== null;
      assertEquals(found.passed, made || !passed ? passed : null);
    }
  });
}

Deno.test("cells of equal expectation are merged by their place, whatever the symbols are called", () => {
  // 10,000 samples of 60 symbols: expectations are tied in many products of counts. The numbers of the symbols
  // change nothing, because they keep their order.
  const draw = xorshift32(61);
  const symbols = Uint8Array.from({ length: 10_000 }, () => draw() % 60);
  const first = chiSquareIndependence(renameSymbols(symbols));
  const second = chiSquareIndependence(renameSymbols(symbols.map((symbol) => symbol * 4 + 3)));
  assertEquals(first, second);
  // Four symbols 20 times each: 16 cells expect 2.5 pairs each, and two neighbours share a bin: the pairs
  // of each first symbol with 0 or 1, and with 2 or 3. Five of each come, so that nothing departs.
  const seconds = [[1, 2], [0, 3], [0, 3], [1, 2]];
  const pairs = seconds.flatMap((row, first) =>
    row.flatMap((second) => Array<number[]>(5).fill([first, second]).flat())
  );
  const tied = chiSquareIndependence(sequence(pairs, 4));
  assertEquals([tied?.statistic, tied?.degreesOfFreedom, tied?.cellsMerged], [0, 8 - 4, true]);
});

Deno.test("a bin that expects exactly five is full, though shares are no binary fractions", () => {
  // Ten symbols 50 times each in 500 samples: each of ten subsequences expects 5 of each.
  const even = Array.from({ length: 500 }, (_, i) => i % 10);
  assertEquals(chiSquareGoodnessOfFit(sequence(even, 10))?.degreesOfFreedom, 9 * 9);
  // One sample less of one symbol and one more of another: that one joins its neighbour.
  const uneven = even.slice();
  uneven[499] = 0;
  assertEquals(chiSquareGoodnessOfFit(sequence(uneven, 10))?.degreesOfFreedom, 9 * 8);
});

Deno.test("goodness of fit of bits has no least expectation: 30 ones, all in the first subsequence", () => {
  const bits = new Uint8Array(100_000);
  for (let i = 0; i < 30; i++) bits[i * 33] = 1;
  const result = chiSquareGoodnessOfFit(sequence(bits, 2))!;
  // Nine subsequences miss 3 of 3, one has 27 too many: 9 x 3 + 27^2 / 3, and next to nothing for zeros.
  assertAlmostEquals(result.statistic, 270 + 270 * 3 / 9_997, 1e-9);
  assertEquals([result.degreesOfFreedom, result.passed, result.cellsMerged], [9, false, false]);
  assert(result.pValue < 1e-52 && result.pValue > 1e-54);
  const one = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  assertAlmostEquals(chiSquareGoodnessOfFit(sequence(one, 2))!.statistic, 10, 1e-12);
});

Deno.test("testIid() has no verdict where a test needs more samples, and a failure is one all the same", () => {
  const passed = (symbols: Uint8Array) => testIid({ symbols, bitsPerSymbol: 8 }).passed;
  assertEquals(passed(uniform(100, 7, 8)), null);
  assertEquals(passed(uniform(4_000, 71, 8)), true);
  // The second half is the first once more: only the longest repeat is left to say no.
  const half = uniform(50, 7, 8);
  const twice = Uint8Array.from([...half, ...half]);
  const found = testIid({ symbols: twice, bitsPerSymbol: 8 });
  assertEquals([found.independence, found.passed], [null, false]);
});
