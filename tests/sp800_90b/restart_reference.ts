/** How the restart tests of a matrix compare with what NIST's program found. */
import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { startDataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import { assessEntropySource } from "../../lib/sp800_90b/entropy_source.ts";
import type { EntropySourceRequest } from "../../lib/sp800_90b/entropy_source_types.ts";
import type { NonIidAssessment } from "../../lib/sp800_90b/types.ts";
import { RESTART_DATA, sha256 } from "./standard_data.ts";

const reference = JSON.parse(
  await Deno.readTextFile(new URL("../fixtures/sp800-90b/restart.json", import.meta.url)),
);

const LISTENER = { onPermutation() {}, onEstimating() {} };

/** The names of the program in the fixture. */
const NAMES: Readonly<Record<string, string>> = {
  "Most Common Value": "most_common_value",
  "Collision Test (for bit strings only)": "collision",
  "Markov Test (for bit strings only)": "markov",
  "Compression Test (for bit strings only)": "compression",
  "T-Tuple Test": "t_tuple",
  "LRS Test": "longest_repeated_substring",
  "Multi Most Common in Window Test": "multi_most_common_in_window",
  "Lag Prediction Test": "lag",
  "Multi Markov Model with Counting Test (MultiMMC)": "multi_mmc",
  "LZ78Y Test": "lz78y",
};

function request(name: string): EntropySourceRequest {
  const { bitsPerSymbol, initialEntropy } = reference[`${name} non-iid`];
  return {
    noise: null,
    track: "non_iid",
    bothTracks: false,
    claimedEntropy: initialEntropy,
    restart: { symbols: RESTART_DATA[name](), bitsPerSymbol, rows: 1_000, columns: 1_000 },
    conditioning: null,
    permutation: { seed: 1, complete: false, maxSeconds: null },
  };
}

/** Fails unless estimates to 1e-9, counts and verdict are those of the program. */
export async function compareRestarts(name: string): Promise<void> {
  const wanted = reference[`${name} non-iid`];
  const asked = request(name);
  assertEquals(await sha256(asked.restart!.symbols), wanted.sha256);
  const pool = startDataSetPool(2);
  try {
    const { restart, claim } = await assessEntropySource(pool, asked, LISTENER);
    const { result, rows, columns } = restart!;
    const entropy = (of: NonIidAssessment, estimator: string) => {
      const found = of.outcomes.find(({ result }) => result.estimator === estimator)!.result;
      return "minEntropy" in found ? found.minEntropy : NaN;
    };
    const estimates = wanted.estimates as Record<string, { row: number; column: number }>;
    for (const [program, { row, column }] of Object.entries(estimates)) {
      assertAlmostEquals(entropy(rows!, NAMES[program]), row, 1e-9, program);
      assertAlmostEquals(entropy(columns!, NAMES[program]), column, 1e-9, program);
    }
    assertAlmostEquals(result.rowEntropy!, wanted.rowEntropy, 1e-6);
    assertAlmostEquals(result.columnEntropy!, wanted.columnEntropy, 1e-6);
    const { maxRowCount, maxColumnCount } = result.sanityCheck;
    assertEquals(Math.max(maxRowCount, maxColumnCount), wanted.maxCount);
    assertEquals(result.passed, true);
    const least = Math.min(wanted.rowEntropy, wanted.columnEntropy, wanted.initialEntropy);
    assertAlmostEquals(claim!.entropy, least, 1e-6);
  } finally {
    pool.end();
  }
}
