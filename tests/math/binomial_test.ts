import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import {
  acceptableCounts,
  atLeast,
  atMost,
  clopperPearson,
  criticalBinomial,
  twoSidedPValue,
} from "../../lib/math/binomial.ts";

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

Deno.test("atLeast() agrees with whole-number arithmetic", () => {
  for (const [trials, count] of [[2, 1], [10, 8], [1024, 575], [1024, 449], [20_000, 10_275]]) {
    const exact = exactFairTail(trials, count);
    assertAlmostEquals(atLeast(count, trials, 1 / 2) / exact, 1, 1e-11);
  }
});

Deno.test("twoSidedPValue() is twice the smaller tail, and never more than 1", () => {
  assertAlmostEquals(twoSidedPValue(9, 10, 1 / 2), 22 / 1024, 1e-12);
  assertAlmostEquals(twoSidedPValue(1, 10, 1 / 2), 22 / 1024, 1e-12);
  assertEquals(twoSidedPValue(5, 10, 1 / 2), 1);
  assertAlmostEquals(twoSidedPValue(0, 2, 0.1), 1, 1e-12);
  assertAlmostEquals(twoSidedPValue(2, 2, 0.1), 0.02, 1e-12);
});

Deno.test("atLeast() is right at its ends and for uneven odds", () => {
  assertEquals(atLeast(0, 7, 0.3), 1);
  assertEquals(atLeast(8, 7, 0.3), 0);
  assertAlmostEquals(atLeast(7, 7, 0.3) / 0.3 ** 7, 1, 1e-13);
  assertAlmostEquals(atLeast(1, 3, 1 / 256) / (1 - (255 / 256) ** 3), 1, 1e-12);
  assertAlmostEquals(atLeast(0, 3, 0.999), 1, 1e-15);
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
  assertEquals(atLeast(19, 512, 1 / 256) <= 2 ** -40, true);
  assertEquals(atLeast(18, 512, 1 / 256) > 2 ** -40, true);
});

Deno.test("the binomial functions refuse arguments outside their range", () => {
  assertThrows(() => atLeast(0, -1, 0.5), RangeError, "Cannot use -1 trials");
  assertThrows(() => atLeast(0, 1.5, 0.5), RangeError, "Cannot use 1.5 trials");
  assertThrows(() => atMost(0, 1, -0.1), RangeError, "Cannot use the probability -0.1");
  assertThrows(() => atLeast(0, 1, 1.1), RangeError, "Cannot use the probability 1.1");
  assertThrows(() => acceptableCounts(1, 0.5, 0.5), RangeError, "Cannot use the tail 0.5");
  assertThrows(() => criticalBinomial(1, 0.5, 0), RangeError, "Cannot use the tail 0");
  assertThrows(() => criticalBinomial(1, 0.5, NaN), RangeError, "Cannot use the tail NaN");
});

Deno.test("acceptableCounts() ends where the tails begin", () => {
  for (
    const [n, p, tail] of [[1, 8e-4, 0.001], [2, 8e-4, 0.001], [100_000, 8e-4, 0.001], [
      50,
      0.5,
      0.01,
    ]]
  ) {
    const { least, most } = acceptableCounts(n, p, tail);
    assert(atMost(least - 1, n, p) <= tail && atMost(least, n, p) > tail, `least of ${n}`);
    assert(atLeast(most + 1, n, p) <= tail && atLeast(most, n, p) > tail, `most of ${n}`);
  }
});

Deno.test("clopperPearson() has the closed form at no and at all successes", () => {
  // (1 - p)^n = 0.025 and p^n = 0.025.
  const none = clopperPearson(0, 10, 0.95);
  assertEquals(none.least, 0);
  assertAlmostEquals(none.most, 1 - 0.025 ** (1 / 10), 1e-11);
  const all = clopperPearson(10, 10, 0.95);
  assertAlmostEquals(all.least, 0.025 ** (1 / 10), 1e-11);
  assertEquals(all.most, 1);
});

Deno.test("clopperPearson() leaves half of what confidence lacks beyond either end", () => {
  for (const [successes, trials] of [[1, 10], [7, 20], [10, 100_000], [220, 2_000_000]] as const) {
    const { least, most } = clopperPearson(successes, trials, 0.99);
    assertAlmostEquals(atLeast(successes, trials, least), 0.005, 1e-9);
    assertAlmostEquals(atMost(successes, trials, most), 0.005, 1e-9);
    assert(least < successes / trials && successes / trials < most);
  }
});

Deno.test("clopperPearson() refuses what is not a proportion", () => {
  assertThrows(() => clopperPearson(0, 0, 0.95), RangeError, "Cannot use 0 trials");
  assertThrows(() => clopperPearson(3, 2, 0.95), RangeError, "Cannot use 3 successes in 2 trials");
  assertThrows(() => clopperPearson(1, 2, 1), RangeError, "Cannot use the confidence 1");
});
