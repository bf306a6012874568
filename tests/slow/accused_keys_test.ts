import { assertFewAccused, assertWitnessedRate } from "../key/accused_keys.ts";

Deno.test("of 100,000 good keys as few are accused as the documentation says", () => {
  const { usual, any } = assertFewAccused(100_000);
  console.log(`${usual} of 100,000 keys of usual lengths, ${any} of any length`);
  console.log(`${assertWitnessedRate(100_000)} of one byte more than a usual length`);
});
