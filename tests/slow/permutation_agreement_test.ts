import { assert } from "../assert.ts";
import { loadBzip2 } from "../../lib/sp800_90b/bzip2.ts";
import { startDataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import { badSet, comparePermutations, fairSet } from "../sp800_90b/permutation_agreement.ts";

Deno.test("200 fair and 50 bad sets pass and fail as where all 10,000 shuffles are counted", async () => {
  const pool = startDataSetPool(0);
  const compressedLength = await loadBzip2();
  const failures = async (sets: number, make: typeof fairSet) => {
    let failed = 0;
    for (let i = 0; i < sets; i++) {
      if (!await comparePermutations(pool, compressedLength, make(i), i, 10_000)) failed++;
    }
    return failed;
  };
  const [fair, bad] = [await failures(200, fairSet), await failures(50, badSet)];
  console.log(`${fair} of 200 fair sets fail and ${bad} of 50 bad ones`);
  // At most 2.3 percent of fair ones: more than 14 of 200 have a probability below 1e-4.
  assert(fair <= 14 && bad >= 25);
});
