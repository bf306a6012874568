import { checkTextInside, runChance } from "../../../../scripts/constants/text_inside.ts";
import { assertAlmostEquals, assertEquals } from "../../../assert.ts";

Deno.test("the least lengths of text inside a key are those that the script derives", () => {
  assertEquals(checkTextInside().problems, []);
});

Deno.test("runChance() counts the sequences with a run as one by one", () => {
  for (
    const [share, least, trials] of [[0.5, 3, 10], [0.390625, 2, 12], [0.25, 4, 4], [0.9, 5, 9]]
  ) {
    let sum = 0;
    for (let bits = 0; bits < 2 ** trials; bits++) {
      const text = bits.toString(2).padStart(trials, "0");
      if (!text.includes("1".repeat(least))) continue;
      const ones = text.replaceAll("0", "").length;
      sum += share ** ones * (1 - share) ** (trials - ones);
    }
    assertAlmostEquals(runChance(share, least, trials), sum, 1e-12);
  }
});
