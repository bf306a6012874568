import { summarize } from "../../../lib/sp800_22/battery.ts";
import { assert } from "../../assert.ts";
import { fairPValues } from "../../sp800_22/sequences.ts";

Deno.test("fair p-values depart in no more batteries than the verdict says", () => {
  // 300 batteries of 20 and of 60: 3 of each expected at most, 11 or more once in 2,000 times.
  for (const sequences of [20, 60]) {
    let departing = 0;
    for (let seed = 1; seed <= 300; seed++) {
      if (summarize(fairPValues(sequences, seed * 7_919), 1_000_000).verdict.departs) departing++;
    }
    assert(departing <= 10, `${departing} of 300 batteries of ${sequences} depart`);
  }
});
