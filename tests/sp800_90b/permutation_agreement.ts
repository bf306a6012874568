import { assertEquals } from "../assert.ts";
import type { DataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import {
  type CompressedLength,
  PERMUTATION_STATISTICS,
} from "../../lib/sp800_90b/permutation_statistics.ts";
import { runPermutationTests } from "../../lib/sp800_90b/permutation_tests.ts";
import { shuffle } from "../../lib/sp800_90b/shuffle.ts";
import type { SymbolSequence } from "../../lib/sp800_90b/types.ts";
import { slowStatistics } from "./slow_statistics.ts";
import { noisyCounter, sticky, uniform } from "./standard_data.ts";

const WIDTHS = [1, 2, 4, 8];

/** Fair data of a width that goes round, a few hundred samples. */
export function fairSet(number: number): SymbolSequence {
  const bitsPerSymbol = WIDTHS[number % WIDTHS.length];
  return { symbols: uniform(264 + number % 7, 1_000 + number, bitsPerSymbol), bitsPerSymbol };
}

/** Data with a memory, from one that is hard to miss to one that is easy to. */
export function badSet(number: number): SymbolSequence {
  const bitsPerSymbol = WIDTHS[number % WIDTHS.length];
  const samples = 264 + number % 7;
  const symbols = number % 5 === 0
    ? noisyCounter(samples, 2_000 + number, bitsPerSymbol)
    // A new symbol in 20 to 90 percent of places.
    : sticky(samples, 2_000 + number, bitsPerSymbol, 0x33333333 + number * 0x03900000);
  return { symbols, bitsPerSymbol };
}

/**
 * Fails unless each statistic gets the verdict that counting all shuffles gives.
 *
 * @param permutations shuffles that are made: with fewer than 10,000 the bound of 5 means another significance
 * @returns whether the data passed
 */
export async function comparePermutations(
  pool: DataSetPool,
  compressedLength: CompressedLength,
  recording: SymbolSequence,
  seed: number,
  permutations: number,
): Promise<boolean> {
  const name = `seed ${seed}, ${recording.bitsPerSymbol} bits`;
  await pool.load("data", recording);
  const found = await runPermutationTests(pool.shuffleWorkers("data"), {
    seed,
    complete: true,
    maxSeconds: null,
    permutations,
  });

  const statistics = (symbols: Uint8Array): Record<string, number> => ({
    ...slowStatistics(symbols),
    compression: compressedLength(new TextEncoder().encode([...symbols].join(" "))),
  });
  const observed = statistics(recording.symbols);
  const counts = new Map(PERMUTATION_STATISTICS.map((one) => [one, [0, 0, 0]]));
  for (let index = 0; index < permutations; index++) {
    const shuffled = statistics(shuffle(recording.symbols.slice(), seed, index));
    for (const one of PERMUTATION_STATISTICS) {
      counts.get(one)![1 - Math.sign(shuffled[one] - observed[one])]++;
    }
  }
  const verdicts = [...counts].map(([one, [greater, equal, less]]) => [
    one,
    greater + equal > 5 && equal + less > 5 ? "passed" : "failed",
  ]);
  assertEquals(found.statistics.map((one) => [one.name, one.verdict]), verdicts, name);
  const passed = verdicts.every(([, verdict]) => verdict === "passed");
  assertEquals(found.passed, passed, name);
  return passed;
}
