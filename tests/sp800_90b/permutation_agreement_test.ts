import { loadBzip2 } from "../../lib/sp800_90b/bzip2.ts";
import { dataSetPoolHere } from "../../scripts/data_set_pool_here.ts";
import { badSet, comparePermutations, fairSet } from "./permutation_agreement.ts";

Deno.test("verdicts are those of counting all shuffles of a plain implementation", async () => {
  const pool = dataSetPoolHere();
  const compressedLength = await loadBzip2();
  for (let i = 0; i < 4; i++) {
    await comparePermutations(pool, compressedLength, fairSet(i), i, 150);
    await comparePermutations(pool, compressedLength, badSet(i), i, 150);
  }
});
