import { assertEquals, assertLessOrEqual } from "../../assert.ts";
import { shareOf } from "../../share.ts";
import { countScoreStars, countStars, STEADY_SOURCES } from "../../comparison_pairs.ts";

/** Once in 6,000 figures is stated. */
const MAX_STATED_RATE = 1 / 6000;

/** 1,000 take a minute. */
const PAIRS = shareOf(1_000);

for (const [name, recording] of STEADY_SOURCES) {
  Deno.test(`pairs of recordings of one source differ as rarely as stated: ${name}`, () => {
    const { compared, differing } = countStars(recording, PAIRS, 20_000);
    const stated = compared * MAX_STATED_RATE;
    assertLessOrEqual(differing.length, stated + 4 * Math.sqrt(stated), differing.join(", "));
  });
}

Deno.test("no assessed min-entropies of one source differ for the number of its samples", () => {
  for (const [name, recording] of STEADY_SOURCES) {
    const { differing } = countScoreStars(recording, shareOf(10, 2));
    assertEquals([name, differing], [name, []]);
  }
});
