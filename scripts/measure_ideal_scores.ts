/**
 * Measures what the assessment of SP 800-90B makes of ideal data: the table in lib/report/ideal_scores.ts.
 * The data is the key stream of AES-128 in counter mode (key: the run, counter from 0), so that every run of
 * this script sees the same. Prints the table; with --check it fails when the one in the source differs.
 *
 * About four minutes on one core of the machine that the figures are from; results do not depend on it.
 */
import { assessNonIid } from "../lib/estimators/non_iid.ts";
import { IDEAL_SCORES, type IdealScore } from "../lib/report/ideal_scores.ts";

/** More runs where they are cheap: the least of few runs says little. */
const RUNS = [[10_000, 32], [100_000, 16], [1_000_000, 6]] as const;

async function keyStream(run: number, bytes: number): Promise<Uint8Array> {
  const raw = new Uint8Array(16);
  new DataView(raw.buffer).setUint32(0, run);
  const key = await crypto.subtle.importKey("raw", raw, "AES-CTR", false, ["encrypt"]);
  const counter = new Uint8Array(16);
  const algorithm = { name: "AES-CTR", counter, length: 64 };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(bytes)));
}

/** Symbols of any width: the low bits of one byte each. */
async function idealSymbols(run: number, samples: number, bitsPerSymbol: number) {
  const bytes = await keyStream(run, samples);
  return bitsPerSymbol === 8 ? bytes : bytes.map((byte) => byte & 2 ** bitsPerSymbol - 1);
}

const round = (value: number) => Number(value.toFixed(4));
const table: IdealScore[] = [];
for (let bitsPerSymbol = 1; bitsPerSymbol <= 8; bitsPerSymbol++) {
  for (const [samples, runs] of RUNS) {
    const scores: number[] = [];
    for (let run = 0; run < runs; run++) {
      const symbols = await idealSymbols(run, samples, bitsPerSymbol);
      scores.push(assessNonIid({ symbols, bitsPerSymbol }).assessedMinEntropy);
    }
    scores.sort((a, b) => a - b);
    const least = round(scores[0]!);
    const most = round(scores[scores.length - 1]!);
    table.push({ bitsPerSymbol, samples, runs, least, most });
    console.log(
      `  { bitsPerSymbol: ${bitsPerSymbol}, samples: ${samples}, runs: ${runs}, least: ${least}, most: ${most} },`,
    );
  }
}
if (Deno.args.includes("--check") && JSON.stringify(table) !== JSON.stringify(IDEAL_SCORES)) {
  console.error("lib/report/ideal_scores.ts differs from what was measured");
  Deno.exit(1);
}
