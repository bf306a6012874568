/**
 * Measures what the assessment of SP 800-90B makes of ideal data: the table in lib/report/ideal_scores.ts.
 * The data is the key stream of AES-128 in counter mode, so that every run of this script sees the same.
 *
 *     deno run -A scripts/measure_ideal_scores.ts [--check]
 *
 * Prints the table; with --check it fails when the one in the source differs. Ten minutes of one core; the
 * tests measure one row of the table anew each time.
 */
import { assessNonIid } from "../lib/sp800_90b/non_iid.ts";
import { IDEAL_SCORES, type IdealScore } from "../lib/report/assess/ideal_scores.ts";

/** More runs where they are cheap: the least of few runs says little. */
const RUNS = [[10_000, 32], [100_000, 16], [1_000_000, 24]] as const;

/** Bytes of the key stream whose key is the number of the run, in its first four bytes; counter from 0. */
async function keyStream(run: number, bytes: number): Promise<Uint8Array> {
  const raw = new Uint8Array(16);
  new DataView(raw.buffer).setUint32(0, run);
  const key = await crypto.subtle.importKey("raw", raw, "AES-CTR", false, ["encrypt"]);
  const algorithm = { name: "AES-CTR", counter: new Uint8Array(16), length: 64 };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(bytes)));
}

/** Measures one row: the least and the most that so many runs score. A symbol is the low bits of a byte. */
export async function measureIdealScore(
  bitsPerSymbol: number,
  samples: number,
  runs: number,
): Promise<IdealScore> {
  const mask = 2 ** bitsPerSymbol - 1;
  const scores: number[] = [];
  for (let run = 0; run < runs; run++) {
    const symbols = (await keyStream(run, samples)).map((byte) => byte & mask);
    scores.push(assessNonIid({ symbols, bitsPerSymbol }).assessedMinEntropy);
  }
  const round = (value: number) => Number(value.toFixed(4));
  return {
    bitsPerSymbol,
    samples,
    runs,
    least: round(Math.min(...scores)),
    most: round(Math.max(...scores)),
  };
}

if (import.meta.main) {
  const table: IdealScore[] = [];
  for (let bitsPerSymbol = 1; bitsPerSymbol <= 8; bitsPerSymbol++) {
    for (const [samples, runs] of RUNS) {
      const row = await measureIdealScore(bitsPerSymbol, samples, runs);
      table.push(row);
      console.log(JSON.stringify(row));
    }
  }
  if (Deno.args.includes("--check") && JSON.stringify(table) !== JSON.stringify(IDEAL_SCORES)) {
    console.error("lib/report/ideal_scores.ts differs from what was measured");
    Deno.exit(1);
  }
}
