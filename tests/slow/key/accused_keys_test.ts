import { assertFewAccused, assertWitnessedRate } from "../../key/accused_keys.ts";
import { shareOf } from "../../share.ts";

/** 100,000 take three minutes. */
const KEYS = shareOf(100_000);

Deno.test("of many good keys as few are accused as the documentation says", () => {
  const { usual, any } = assertFewAccused(KEYS);
  console.log(`of ${KEYS} keys of usual lengths ${usual}, of as many of any length ${any}`);
  console.log(`of as many of one byte more than a usual length ${assertWitnessedRate(KEYS)}`);
});
