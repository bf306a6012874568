import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import fc from "../fast_check.ts";
import { loadBzip2 } from "../../lib/sp800_90b/bzip2.ts";
import {
  PERMUTATION_STATISTICS,
  type PermutationStatisticName,
  permutationStatistics,
} from "../../lib/sp800_90b/permutation_statistics.ts";
import { renameSymbols, sampleFacts } from "../../lib/sp800_90b/sequence.ts";
import { slowStatistics } from "./slow_statistics.ts";
import { IID_DATA, sha256, xorshift32 } from "./standard_data.ts";

const reference = JSON.parse(
  await Deno.readTextFile(new URL("../fixtures/sp800-90b/iid.json", import.meta.url)),
);
const compressedLength = await loadBzip2();

function statisticsOf(
  symbols: Uint8Array,
  wanted: readonly PermutationStatisticName[] = PERMUTATION_STATISTICS,
) {
  const sequence = renameSymbols(symbols);
  const facts = sampleFacts(symbols, sequence);
  return permutationStatistics(sequence.values, facts, new Set(wanted), compressedLength);
}

for (const [name, generate] of Object.entries(IID_DATA)) {
  Deno.test(`the 19 statistics of ${name} are those of NIST's program`, async () => {
    const symbols = generate();
    assertEquals(await sha256(symbols), reference[name].sha256);
    const found = statisticsOf(symbols);
    for (const statistic of PERMUTATION_STATISTICS) {
      const [value, wanted] = [found.get(statistic)!, reference[name].statistics[statistic]];
      // The program sums excursions in floating point; all others but one are whole.
      if (statistic === "excursion" || statistic === "average_collision") {
        assertAlmostEquals(value / wanted, 1, 1e-12, statistic);
      } else assertEquals(value, wanted, statistic);
    }
  });
}

const ALPHABETS = [[0, 1], [0, 255], [7, 8], [0, 1, 2], [3, 200, 201, 255], [1, 2, 3, 4, 5, 6, 7]];

Deno.test("every statistic is what the steps of the standard give, for any data", () => {
  const data = fc.constantFrom(...ALPHABETS).chain((alphabet) =>
    fc.array(fc.constantFrom(...alphabet), { minLength: 257, maxLength: 400 })
  ).filter((symbols) => new Set(symbols).size > 1);
  fc.assert(fc.property(data, (symbols) => {
    const found = statisticsOf(Uint8Array.from(symbols), PERMUTATION_STATISTICS.slice(0, 18));
    assertEquals(Object.fromEntries(found), slowStatistics(symbols));
  }));
});

Deno.test("a statistic that is asked for alone is what it is among all", () => {
  const symbols = IID_DATA["w4_n1000_uniform"]();
  const all = statisticsOf(symbols);
  for (const name of PERMUTATION_STATISTICS) {
    assertEquals(statisticsOf(symbols, [name]).get(name), all.get(name), name);
  }
});

Deno.test("a covariance beyond 2^31 is exact: 99,999 products of 255 x 255", () => {
  const three = new Uint8Array(100_002).fill(255);
  three[100_000] = 1;
  three[100_001] = 0;
  assertEquals(
    statisticsOf(three, ["covariance_1"]).get("covariance_1"),
    99_999 * 255 * 255 + 255,
  );
});

Deno.test("sampleFacts() refuses data of one value, whose permutations are all one", () => {
  const symbols = new Uint8Array(100);
  assertThrows(() => sampleFacts(symbols, renameSymbols(symbols)), RangeError, "constant");
});

Deno.test("compression without a compressor is refused and not left out", () => {
  const symbols = IID_DATA["w4_n1000_uniform"]();
  const sequence = renameSymbols(symbols);
  const facts = sampleFacts(symbols, sequence);
  const wanted = new Set(["compression"] as const);
  assertThrows(() => permutationStatistics(sequence.values, facts, wanted), RangeError);
});

Deno.test("loadBzip2() compresses as libbzip2 at block size 5: nothing, a byte, three blocks, a run", () => {
  // Lengths that Python's bz2.compress(text, 5) gives, which is libbzip2 1.0.8.
  const draw = xorshift32(131);
  const digits = Uint8Array.from({ length: 1_200_000 }, () => 48 + draw() % 10);
  assertEquals(compressedLength(new Uint8Array(0)), 14);
  assertEquals(compressedLength(digits.subarray(0, 1)), 37);
  assertEquals(compressedLength(digits), 516982);
  assertEquals(compressedLength(new Uint8Array(1_000_000).fill(48)), 48);
});
