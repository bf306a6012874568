import { loadBzip2 } from "../../lib/sp800_90b/bzip2.ts";
import { startDataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import { badSet, comparePermutations, fairSet } from "./permutation_agreement.ts";

Deno.test("verdicts are those of counting all shuffles of a plain implementation", async () => {
  const pool = startDataSetPool(0);
  const compressedLength = await loadBzip2();
  for (let i = 0; i < 4; i++) {
    await comparePermutations(pool, compressedLength, fairSet(i), i, 150);
    await comparePermutations(pool, compressedLength, badSet(i), i, 150);
  }
});
