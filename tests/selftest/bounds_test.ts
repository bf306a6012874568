import { assert, assertEquals, assertThrows } from "../assert.ts";
import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../../lib/corosync/key_file.ts";
import {
  type Bounds,
  boundsFor,
  MAX_TESTED_BYTES,
  MIN_TESTED_BYTES,
} from "../../lib/selftest/bounds.ts";
import {
  exactInterval,
  probabilityAbove,
  probabilityBelow,
} from "../../scripts/constants/lattice_distribution.ts";
import { runCountDistributions } from "../../scripts/constants/run_counts.ts";
import { sumOfSquaresDistribution } from "../../scripts/constants/sum_of_squares.ts";

const NONE = { least: 0, most: 0 };

/** The two families have tests of their own. */
function withoutFamilies(bits: number): Omit<Bounds, "unequalBits" | "onesAtPosition"> {
  const { unequalBits: _, onesAtPosition: __, ...rest } = boundsFor(bits);
  return rest;
}

Deno.test("there are bounds for every length that corosync takes, and for no other", () => {
  assertEquals([MIN_TESTED_BYTES, MAX_TESTED_BYTES], [MIN_KEY_BYTES, MAX_KEY_BYTES]);
});

/** Known answers; the intervals follow from the exact distributions (see the tests below). */
Deno.test("boundsFor() gives these intervals at the lengths that are used most", () => {
  assertEquals(withoutFamilies(8 * 128), {
    bits: 1024,
    ones: { least: 450, most: 574 },
    sumOfSquares: { least: 4130, most: 4846 },
    runs: [
      { least: 83, most: 177 },
      { least: 34, most: 98 },
      { least: 11, most: 57 },
      { least: 2, most: 35 },
      { least: 0, most: 22 },
      { least: 0, most: 22 },
    ],
    longestRun: { least: 1, most: 23 },
    absentNibbles: NONE,
    repeatedWords: NONE,
    repeatedDifferences: NONE,
  });
  assertEquals(withoutFamilies(8 * 4096), {
    bits: 32_768,
    ones: { least: 16_032, most: 16_736 },
    sumOfSquares: { least: 4_195_412, most: 4_217_954 },
    runs: [
      { least: 3832, most: 4365 },
      { least: 1868, most: 2232 },
      { least: 895, most: 1157 },
      { least: 419, most: 610 },
      { least: 190, most: 327 },
      { least: 191, most: 326 },
    ],
    longestRun: { least: 1, most: 28 },
    absentNibbles: NONE,
    repeatedWords: NONE,
    repeatedDifferences: NONE,
  });
});

Deno.test("boundsFor() treats 2,500 bytes as it treats its neighbours", () => {
  const { bits, ones, sumOfSquares, runs, longestRun } = boundsFor(20_000);
  assertEquals({ bits, ones, sumOfSquares, runs, longestRun }, {
    bits: 20_000,
    ones: { least: 9725, most: 10_275 },
    sumOfSquares: { least: 1_563_176, most: 1_576_940 },
    runs: [
      { least: 2294, most: 2711 },
      { least: 1110, most: 1394 },
      { least: 525, most: 729 },
      { least: 241, most: 389 },
      { least: 105, most: 213 },
      { least: 106, most: 211 },
    ],
    longestRun: { least: 1, most: 27 },
  });
});

Deno.test("poker bounds leave at most 5e-5 on either side where a bound without margin would leave more", () => {
  for (const bytes of [349, 519, 550]) {
    const { least, most } = boundsFor(8 * bytes).sumOfSquares;
    const distribution = sumOfSquaresDistribution(2 * bytes);
    assert(probabilityBelow(distribution, least) <= 5e-5);
    assert(probabilityAbove(distribution, most) <= 5e-5);
  }
});

Deno.test("poker and runs bounds lie on the exact interval or one step outside", () => {
  for (const bytes of [128, 131, 256]) {
    const bits = 8 * bytes;
    const bounds = boundsFor(bits);
    const poker = exactInterval(sumOfSquaresDistribution(bits / 4), 5e-5);
    assert([0, 2].includes(poker.least - bounds.sumOfSquares.least));
    assert([0, 2].includes(bounds.sumOfSquares.most - poker.most));
    bounds.runs.forEach(({ least, most }, i) => {
      const [distribution] = runCountDistributions({ bits: i + 1, orMore: i === 5 }, [bits]);
      const runs = exactInterval(distribution, 1e-4 / 24);
      assert([0, 1].includes(runs.least - least));
      assert([0, 1].includes(most - runs.most));
    });
  }
});

Deno.test("the long run bound is where (n - L + 2) 2^-L passes 1e-4", () => {
  // (1024 - 24 + 2) 2^-24 = 5.97e-5 and (1024 - 23 + 2) 2^-23 = 1.196e-4.
  assertEquals(boundsFor(1024).longestRun.most + 1, 24);
  // (1696 - 24 + 2) 2^-24 = 9.98e-5 and (1704 - 24 + 2) 2^-24 = 1.003e-4.
  assertEquals(boundsFor(1696).longestRun.most + 1, 24);
  assertEquals(boundsFor(1704).longestRun.most + 1, 25);
});

Deno.test("boundsFor() takes whole bytes from 128 to 4,096 only", () => {
  assertEquals(boundsFor(1024).bits, 1024);
  assertEquals(boundsFor(32_768).bits, 32_768);
  for (const bits of [0, 1016, 1025, 1028, 32_776, NaN, Infinity]) {
    assertThrows(() => boundsFor(bits), RangeError, `Cannot test ${bits} bits`);
  }
});
