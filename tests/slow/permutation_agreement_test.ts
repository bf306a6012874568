import { assert } from "../assert.ts";
import { loadBzip2 } from "../../lib/sp800_90b/bzip2.ts";
import { startDataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import { badSet, comparePermutations, fairSet } from "../sp800_90b/permutation_agreement.ts";

/**
 * Fewer than the 10,000 of the standard, so that the plain implementation takes minutes; with the same bound of 5
 * a fair set fails with a probability of up to 19 x 12 / 2,001, and more sets come near it.
 */
const PERMUTATIONS = 2_000;

Deno.test("200 fair and 50 bad sets pass and fail as where all shuffles are counted", async () => {
  const pool = startDataSetPool(0);
  const compressedLength = await loadBzip2();
  const failures = async (sets: number, make: typeof fairSet) => {
    let failed = 0;
    for (let i = 0; i < sets; i++) {
      if (!await comparePermutations(pool, compressedLength, make(i), i, PERMUTATIONS)) failed++;
    }
    return failed;
  };
  const [fair, bad] = [await failures(200, fairSet), await failures(50, badSet)];
  console.log(`${fair} of 200 fair sets fail and ${bad} of 50 bad ones`);
  // Of 200 at 11.4 percent more than 42 fail with a probability below 1e-4.
  assert(fair <= 42 && bad >= 25);
});
