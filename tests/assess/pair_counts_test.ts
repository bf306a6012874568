import { PairDensity } from "../../lib/assess/pair_counts.ts";
import { assertEquals } from "../assert.ts";
import { FairBytes } from "../selftest/fair_bytes.ts";

Deno.test("PairDensity expects 16 pairs or more in each cell, and makes cells larger for that", () => {
  const fair = new FairBytes(8).bytes(65_537);
  const cellsOf = (pairs: number) => {
    const density = new PairDensity();
    density.update(fair.subarray(0, pairs + 1));
    const result = density.result();
    assertEquals(result?.counts.reduce((sum, count) => sum + count, 0) ?? pairs, pairs);
    return result?.cells ?? null;
  };
  assertEquals([255, 256, 1_023, 1_024, 16_383, 16_384, 65_535, 65_536].map(cellsOf), [
    ...[null, 4, 4, 8, 16, 32, 32, 64],
  ]);
});
