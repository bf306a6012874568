import { assertAlmostEquals, assertEquals } from "../../../assert.ts";
import { longestRunProbability } from "../../../../scripts/constants/longest_run.ts";

Deno.test("longestRunProbability() agrees with looking at every key of few bits", () => {
  for (const bits of [2, 3, 10, 14]) {
    const longest = Array.from({ length: 2 ** bits }, (_, key) => {
      const runs = key.toString(2).padStart(bits, "0").match(/0+|1+/g)!;
      return Math.max(...runs.map((run) => run.length));
    });
    for (let length = 2; length <= bits + 1; length++) {
      const exact = longest.filter((run) => run >= length).length / 2 ** bits;
      assertAlmostEquals(longestRunProbability(bits, length), exact, 1e-15);
    }
  }
});

Deno.test("longestRunProbability() stays on or below the union bound, and near it where it is rare", () => {
  for (const [bits, length] of [[1024, 24], [32_768, 29]] as const) {
    const bound = (bits - length + 2) * 2 ** -length;
    const exact = longestRunProbability(bits, length);
    assertEquals(exact <= bound && exact > 0.999 * bound, true);
  }
});
