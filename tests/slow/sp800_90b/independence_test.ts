import { chiSquareIndependence } from "../../../lib/sp800_90b/iid.ts";
import { renameSymbols } from "../../../lib/sp800_90b/sequence.ts";
import { assert, assertEquals } from "../../assert.ts";
import { uniform } from "../../sp800_90b/standard_data.ts";

Deno.test("merged cells leave fair data in peace: bytes of 10,000 samples fail at most now and then", () => {
  let [failed, standard] = [0, 0];
  for (let seed = 1; seed <= 40; seed++) {
    const result = chiSquareIndependence(renameSymbols(uniform(10_000, 7_000 + seed, 8)))!;
    assert(result.cellsMerged && result.pValueUpperBound >= result.pValue);
    if (!result.passed) failed++;
    if (result.pValue < 0.001) standard++;
  }
  assertEquals(failed, 0);
  // Which the degrees of freedom of the standard do not.
  assert(standard > 30);
});
