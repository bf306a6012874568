import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { clopperPearson } from "../../lib/math/clopper_pearson.ts";
import { binomialTail } from "../../lib/math/binomial.ts";

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
    assertAlmostEquals(binomialTail(trials, least, successes), 0.005, 1e-9);
    assertAlmostEquals(1 - binomialTail(trials, most, successes + 1), 0.005, 1e-9);
    assert(least < successes / trials && successes / trials < most);
  }
});

Deno.test("clopperPearson() refuses what is not a proportion", () => {
  assertThrows(() => clopperPearson(0, 0, 0.95), RangeError, "Cannot use 0 trials");
  assertThrows(() => clopperPearson(3, 2, 0.95), RangeError, "Cannot use 3 successes in 2 trials");
  assertThrows(() => clopperPearson(1, 2, 1), RangeError, "Cannot use the confidence 1");
});
