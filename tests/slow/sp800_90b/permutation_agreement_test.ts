import { assert } from "../../assert.ts";
import { acceptableCounts } from "../../../lib/math/binomial.ts";
import { loadBzip2 } from "../../../lib/sp800_90b/bzip2.ts";
import { dataSetPoolHere } from "../../../scripts/data_set_pool_here.ts";
import { shareOf } from "../../share.ts";
import { badSet, comparePermutations, fairSet } from "../../sp800_90b/permutation_agreement.ts";

/**
 * Fewer than the 10,000 of the standard, so that the plain implementation takes minutes; with the same bound of 5
 * a fair set fails with a probability of up to 19 x 12 / 2,001, and more sets come near it.
 */
const PERMUTATIONS = 2_000;

/** 50 take a minute. */
const SETS = 5 * shareOf(10);

Deno.test("of fair sets and bad ones, four to one, as many pass and fail as where all shuffles are counted", async () => {
  const pool = dataSetPoolHere();
  const compressedLength = await loadBzip2();
  const failures = async (sets: number, make: typeof fairSet) => {
    let failed = 0;
    for (let i = 0; i < sets; i++) {
      if (!await comparePermutations(pool, compressedLength, make(i), i, PERMUTATIONS)) failed++;
    }
    return failed;
  };
  const [fair, bad] = [await failures(SETS * 0.8, fairSet), await failures(SETS * 0.2, badSet)];
  console.log(`${fair} of ${SETS * 0.8} fair sets fail and ${bad} of ${SETS * 0.2} bad ones`);
  // Of 40 at 11.4 percent more than 14 fail with a probability below 1e-4, of 200 more than 42.
  assert(fair <= acceptableCounts(SETS * 0.8, 0.114, 1e-4).most && bad >= SETS * 0.1);
});
