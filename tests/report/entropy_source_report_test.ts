import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { probability } from "../../lib/report/numbers.ts";
import {
  conditionRows,
  entropySourceLimits,
  type EntropySourceReport,
} from "../../lib/report/standards/entropy_source.ts";
import { entropySourceTables } from "../../lib/report/standards/tables.ts";
import { missingText } from "../../lib/report/standards/steps.ts";
import { dataSetPoolHere } from "../../scripts/data_set_pool_here.ts";
import { assessEntropySource } from "../../lib/sp800_90b/entropy_source.ts";
import type { SymbolSequence } from "../../lib/sp800_90b/types.ts";
import { uniform } from "../sp800_90b/standard_data.ts";
import { CONDITIONS } from "../starvation/samples.ts";

/** The IID track of raw noise and nothing else, by few shuffles. */
const assessIid = (noise: SymbolSequence) =>
  assessEntropySource(dataSetPoolHere(), {
    noise,
    track: "iid",
    bothTracks: false,
    claimedEntropy: null,
    restart: null,
    conditioning: null,
    permutation: { seed: 1, complete: false, maxSeconds: null, permutations: 12 },
  }, { onPermutation() {}, onEstimating() {} });

Deno.test("what chance does to restarts, and conditioned bits that were left out, are told where there are any", () => {
  const limits = (restart: unknown, conditionedBitsLeftOut: number) =>
    entropySourceLimits(
      {
        assessment: { noise: null, restart },
        skippedBytes: 0,
        samplesLeftOut: 0,
        conditionedBitsLeftOut,
        formatGuesses: [],
      } as unknown as EntropySourceReport,
    ).slice(1);
  assertEquals(limits(null, 0), []);
  assertEquals(limits({}, 24), [
    "Chance alone fails the sanity check of fair restarts in up to 1 percent of matrices (section 3.1.4.3).",
    "24 bits at the end of the conditioned data were not looked at.",
  ]);
});

Deno.test("what --skip left out stands among the conditions, where anything was", () => {
  const names = (skippedBytes: number) =>
    conditionRows({
      assessment: { track: "iid", claimedEntropy: null },
      files: { noise: "noise" },
      sha256: {},
      skippedBytes,
      selectedBits: null,
      bitsRankedSamples: null,
      conditions: CONDITIONS,
      seconds: 1,
    } as unknown as EntropySourceReport).filter(([name]) => name === "skipped");
  assertEquals(names(0), []);
  assertEquals(names(1), [["skipped", "1 byte at the beginning of the noise"]]);
});

Deno.test("the p of a test with merged cells is the one that decides, and shares of shuffles are told for what they are", async () => {
  const of = async (bitsPerSymbol: number) => {
    const assessment = await assessIid({
      symbols: uniform(4_000, 71, bitsPerSymbol),
      bitsPerSymbol,
    });
    const table = entropySourceTables({ assessment, skippedBytes: 0 }).find(({ title }) =>
      title.endsWith("section 5.2")
    );
    const shuffled = entropySourceTables({ assessment, skippedBytes: 0 }).find(({ title }) =>
      title.endsWith("section 5.1")
    )!;
    assertStringIncludes(shuffled.note, "it is an extrapolation, and no count");
    assertEquals(shuffled.columns.at(-1)!.title, "as of 10,000 (fails to 5)");
    return { table: table!, found: assessment.noise!.iid!.chiSquareAndRepeats.independence! };
  };
  const merged = await of(8);
  const { degreesOfFreedom: least, mostDegreesOfFreedom: most } = merged.found;
  assert(most > least && merged.found.pValueUpperBound > merged.found.pValue);
  assertEquals(merged.table.rows[0].slice(3), [
    `${least} to ${most}`,
    probability(merged.found.pValueUpperBound),
    "passed, cells merged",
  ]);
  assertStringIncludes(merged.table.note, "p is that of the larger");

  const { table, found } = await of(2);
  assertEquals(table.rows[0].slice(3), ["12", probability(found.pValue), "passed"]);
  assert(!table.note.includes("larger"));
});

Deno.test("missingText() names what section 3.1 asks for, and where it does", () => {
  const words = [
    [{ kind: "noise" }, "raw noise (section 3.1.1)"],
    [{ kind: "noise samples" }, "1,000,000 samples (section 3.1.1)"],
    [{ kind: "restarts" }, "restart tests (section 3.1.4)"],
    [
      { kind: "restart size", rows: 1_000, columns: 50 },
      "1,000 restarts of 1,000 samples, where there are 1,000 of 50 (section 3.1.4.1)",
    ],
    [{ kind: "conditioned IID tests" }, "section 5 of the conditioned data (section 3.1.2)"],
    [
      { kind: "conditioned data" },
      "the conditioned data from which h' was computed (section 3.1.1)",
    ],
    [{ kind: "conditioned outputs" }, "1,000,000 conditioned outputs (section 3.1.1)"],
  ] as const;
  for (const [missing, text] of words) assertEquals(missingText(missing), text);
});

Deno.test("--iid tells where the longest repeat of data that fails section 5.2.5 begins, and of other data nothing", async () => {
  for (const copied of [16, 1]) {
    const symbols = uniform(4_000, 71, 8);
    symbols.copyWithin(3_000, 1_000, 1_000 + copied);
    const assessment = await assessIid({ symbols, bitsPerSymbol: 8 });
    const { note } = entropySourceTables({ assessment, skippedBytes: 0 })
      .find(({ title }) => title.endsWith("section 5.2"))!;
    const place = " The longest repeat begins at sample 3,000, as at sample 1,000, counted from 0.";
    assertEquals([note.endsWith(place), note.includes("longest repeat")], [
      copied > 1,
      copied > 1,
    ]);
  }
});

Deno.test("places of the longest repeat count after --skip, and of the column data set they are those in the file", async () => {
  const [rows, columns] = [50, 80];
  const symbols = uniform(4_000, 71, 8);
  const inFile = (sample: number) => sample % rows * columns + Math.floor(sample / rows);
  for (let i = 0; i < 16; i++) symbols[inFile(3_010 + i)] = symbols[inFile(1_020 + i)];
  const noise = uniform(4_000, 72, 8);
  noise.copyWithin(3_000, 1_000, 1_016);
  const assessment = await assessEntropySource(dataSetPoolHere(), {
    noise: { symbols: noise, bitsPerSymbol: 8 },
    track: "iid",
    bothTracks: false,
    claimedEntropy: 1,
    restart: { symbols, bitsPerSymbol: 8, rows, columns },
    conditioning: null,
    permutation: { seed: 1, complete: false, maxSeconds: null, permutations: 12 },
  }, { onPermutation() {}, onEstimating() {} });
  const places = entropySourceTables({ assessment, skippedBytes: 500 })
    .flatMap(({ note }) => /The longest repeat .*/.exec(note) ?? []);
  // 3,010 is row 10 of column 60, 1,020 row 20 of column 20.
  assertEquals(places, [
    "The longest repeat begins at sample 3,000, as at sample 1,000, counted from 0 after --skip.",
    "The longest repeat begins at sample 860, as at sample 1,620, counted from 0 in the file, and goes on down the columns.",
  ]);
});
