import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { binomialTail, criticalBinomial } from "../../lib/math/binomial.ts";

/** P(X >= atLeast) for n fair trials, from whole numbers. */
function exactFairTail(trials: number, atLeast: number): number {
  let ways = 1n, sum = 0n;
  for (let k = 0; k <= trials; k++) {
    if (k >= atLeast) sum += ways;
    ways = ways * BigInt(trials - k) / BigInt(k + 1);
  }
  // 80 binary digits are kept, so that the quotient fits a double whatever the number of trials.
  return Number((sum << 80n) >> BigInt(trials)) / 2 ** 80;
}

Deno.test("binomialTail() agrees with whole-number arithmetic", () => {
  for (const [trials, atLeast] of [[2, 1], [10, 8], [1024, 575], [1024, 449], [20_000, 10_275]]) {
    const exact = exactFairTail(trials!, atLeast!);
    assertAlmostEquals(binomialTail(trials!, 1 / 2, atLeast!) / exact, 1, 1e-11);
  }
});

Deno.test("binomialTail() is right at its ends and for uneven odds", () => {
  assertEquals(binomialTail(7, 0.3, 0), 1);
  assertEquals(binomialTail(7, 0.3, 8), 0);
  assertAlmostEquals(binomialTail(7, 0.3, 7) / 0.3 ** 7, 1, 1e-13);
  assertAlmostEquals(binomialTail(3, 1 / 256, 1) / (1 - (255 / 256) ** 3), 1, 1e-12);
  assertAlmostEquals(binomialTail(3, 0.999, 0), 1, 1e-15);
});

Deno.test("criticalBinomial() is the first count with no more than the tail above it", () => {
  // P(X > 9) = 1/1024 and P(X > 8) = 11/1024 for ten fair trials.
  assertEquals(criticalBinomial(10, 1 / 2, 1 / 1024), 9);
  assertEquals(criticalBinomial(10, 1 / 2, 0.99 / 1024), 10);
  assertEquals(criticalBinomial(10, 1 / 2, 10.99 / 1024), 9);
  assertEquals(criticalBinomial(10, 1 / 2, 11.01 / 1024), 8);
});

Deno.test("criticalBinomial() splits the tail between itself and the count below at key lengths", () => {
  for (const bits of [1024, 2048, 20_000]) {
    const critical = criticalBinomial(bits, 1 / 2, 5e-5);
    assertEquals(exactFairTail(bits, critical + 1) <= 5e-5, true);
    assertEquals(exactFairTail(bits, critical) > 5e-5, true);
  }
});

Deno.test("criticalBinomial() reaches tails far below 2^-53 of one", () => {
  // SP 800-90B at alpha = 2^-40: P(X > 18) <= 2^-40 < P(X > 17) for 512 trials of 1/256.
  const critical = criticalBinomial(512, 1 / 256, 2 ** -40);
  assertEquals(critical, 18);
  assertEquals(binomialTail(512, 1 / 256, 19) <= 2 ** -40, true);
  assertEquals(binomialTail(512, 1 / 256, 18) > 2 ** -40, true);
});

Deno.test("the binomial functions refuse arguments outside their range", () => {
  assertThrows(() => binomialTail(-1, 0.5, 0), RangeError, "Cannot use -1 trials");
  assertThrows(() => binomialTail(1.5, 0.5, 0), RangeError, "Cannot use 1.5 trials");
  assertThrows(() => binomialTail(1, 0, 0), RangeError, "Cannot use the probability 0");
  assertThrows(() => binomialTail(1, 1, 0), RangeError, "Cannot use the probability 1");
  assertThrows(() => criticalBinomial(1, 0.5, 0), RangeError, "Cannot use the tail 0");
  assertThrows(() => criticalBinomial(1, 0.5, NaN), RangeError, "Cannot use the tail NaN");
});
