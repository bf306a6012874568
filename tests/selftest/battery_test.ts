import { probabilities, selfTest } from "../../lib/selftest/battery.ts";
import { BEYOND_CHANCE, beyondChance, boundsFor } from "../../lib/selftest/bounds.ts";
import {
  probabilityAbove,
  probabilityBelow,
} from "../../scripts/constants/lattice_distribution.ts";
import { longestRunProbability } from "../../scripts/constants/longest_run.ts";
import { runCountDistributions } from "../../scripts/constants/run_counts.ts";
import { sumOfSquaresDistribution } from "../../scripts/constants/sum_of_squares.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { BAD_KEYS } from "./bad_keys.ts";
import { FairBytes } from "./fair_bytes.ts";

function failedTests(key: Uint8Array): string[] {
  return [...new Set(selfTest(key).map(({ test }) => test))];
}

for (const { name, rejectedBy, make } of BAD_KEYS) {
  Deno.test(`selfTest() rejects ${name} at every size`, () => {
    for (const bytes of [128, 256, 1024, 2500, 4096]) {
      const failed = failedTests(make(bytes));
      for (const test of rejectedBy) assert(failed.includes(test), `${test} at ${bytes} bytes`);
      assert(failed.length > 0);
    }
  });
}

Deno.test("selfTest() rejects a byte counter whatever it starts from", () => {
  for (let start = 0; start < 256; start++) {
    // At 128 bytes eight values of the high nibble take half of all nibbles, 256 bytes have all
    // equally often, and in between, at 200, only the differences show it.
    const tests = [[128, "poker"], [200, "repeat"], [256, "poker"], [1024, "poker"]] as const;
    for (const [bytes, test] of tests) {
      const key = Uint8Array.from({ length: bytes }, (_, i) => i + start);
      assert(failedTests(key).includes(test));
    }
  }
});

Deno.test("selfTest() rejects nibbles without any one value, whichever it is", () => {
  for (let missing = 0; missing < 16; missing++) {
    const source = new FairBytes(missing);
    const nibble = () => {
      const value = source.below(15);
      return value < missing ? value : value + 1;
    };
    const key = Uint8Array.from({ length: 128 }, () => 16 * nibble() + nibble());
    const absent = selfTest(key).find(({ test }) => test === "nibble absence");
    assertEquals(absent?.value, 1);
  }
});

Deno.test("selfTest() passes fair keys of every kind of length", () => {
  // Reproducible keys; about one in 3,000 would fail, and none of these does.
  for (const bytes of [128, 129, 200, 256, 1000, 1024, 2499, 2500, 2501, 4095, 4096]) {
    assertEquals(selfTest(new FairBytes(bytes).bytes(bytes)), []);
  }
});

Deno.test("selfTest() reports every statistic that failed, tests in order", () => {
  // Bytes 00 01 02 ... 0f again and again: every second nibble counts up.
  const failed = selfTest(Uint8Array.from({ length: 128 }, (_, i) => i % 16));
  const names = failed.map(({ test, statistic }) => `${test}: ${statistic}`);
  for (
    const name of [
      "monobit: ones",
      "poker: sum of squared nibble counts",
      "runs: runs of 1 zeros",
      "runs: runs of 6 or more zeros",
      "repeat: 64-bit words seen before",
      "repeat: 64-bit words of byte differences seen before",
      "autocorrelation: unequal bits 8 apart",
      "autocorrelation: unequal bits 64 apart",
      "bit position: ones at bit 7 of bytes",
      "bit position: ones at bit 4 of byte 1 of 16-bit words",
      "bit position: ones at bit 7 of byte 3 of 32-bit words",
    ]
  ) assert(names.includes(name), name);
  const order = [...new Set(failed.map(({ test }) => test))];
  assertEquals(order, ["monobit", "poker", "runs", "repeat", "autocorrelation", "bit position"]);
});

Deno.test("selfTest() reports value, allowed interval and a bound of the probability", () => {
  const failed = selfTest(new Uint8Array(128));
  const ones = { test: "monobit", statistic: "ones", value: 0, allowed: { least: 450, most: 574 } };
  const { probabilityAtMost, ...rest } = failed[0];
  assertEquals(rest, ones as typeof rest);
  assert(probabilityAtMost >= 2 ** -1023 && probabilityAtMost < 2 ** -1022);
  const repeat = failed.find(({ test }) => test === "repeat");
  assertEquals(repeat, {
    test: "repeat",
    statistic: "64-bit words seen before",
    value: 120,
    allowed: { least: 0, most: 0 },
    probabilityAtMost: 121 * 120 / 2 * 2 ** -64,
  });
});

Deno.test("selfTest() leaves the key as it was", () => {
  const key = new FairBytes(5).bytes(128);
  const before = key.slice();
  selfTest(key);
  assertEquals(key, before);
});

Deno.test("selfTest() refuses other lengths", () => {
  for (const bytes of [0, 127, 4097]) {
    assertThrows(() => selfTest(new Uint8Array(bytes)), RangeError, "Cannot test");
  }
});

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
