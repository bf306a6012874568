/**
 * What a clock on the source costs: `deno task bench:metering [--rounds N]`. Reads each fast source with
 * and without the meter, in turn, and takes the median of the ratios of neighbours: times drift, ratios hardly do.
 */
import { meter } from "../lib/entropy/metered.ts";
import { csprngSource, openSource } from "../lib/entropy/open.ts";
import type { EntropySource } from "../lib/entropy/source.ts";
import { spread } from "../lib/stats/quantile.ts";
import { conditionLines, markdownTable } from "./tables.ts";

interface Case {
  readonly name: string;
  readonly source: EntropySource;
  readonly readBytes: number;
  /** Reads in one sample, so that it takes some milliseconds. */
  readonly reads: number;
}

async function sampleMilliseconds(
  source: EntropySource,
  buffer: Uint8Array,
  reads: number,
): Promise<number> {
  const started = performance.now();
  for (let read = 0; read < reads; read++) await source.read(buffer);
  return performance.now() - started;
}

interface Pair {
  readonly plain: number;
  readonly metered: number;
}

/** Milliseconds of plain and metered samples of one case, in pairs of neighbours. */
async function measure({ source, readBytes, reads }: Case, rounds: number): Promise<Pair[]> {
  const buffer = new Uint8Array(readBytes);
  const clocked = meter(source, () => performance.now());
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes: whatever follows a pause of the collector is slower.
    const order = round % 2 === 0 ? [source, clocked] : [clocked, source];
    const first = await sampleMilliseconds(order[0], buffer, reads);
    const second = await sampleMilliseconds(order[1], buffer, reads);
    clocked.takeReads();
    const [plain, metered] = round % 2 === 0 ? [first, second] : [second, first];
    pairs.push({ plain, metered });
  }
  return pairs;
}

async function main(): Promise<void> {
  const rounds = Number(Deno.args[Deno.args.indexOf("--rounds") + 1] ?? NaN) || 200;
  const urandom = await openSource({ kind: "file", path: "/dev/urandom" });
  const cases: Case[] = [
    { name: "/dev/urandom", source: urandom, readBytes: 65_536, reads: 20 },
    { name: "crypto.getRandomValues", source: csprngSource(), readBytes: 65_536, reads: 50 },
    { name: "/dev/urandom", source: urandom, readBytes: 128, reads: 100 },
    { name: "crypto.getRandomValues", source: csprngSource(), readBytes: 128, reads: 2000 },
  ];
  const rows: string[][] = [];
  for (const one of cases) {
    await measure(one, 10); // Compiles what is measured.
    const pairs = await measure(one, rounds);
    const plain = spread(pairs.map((pair) => pair.plain));
    const ratio = spread(pairs.map((pair) => pair.metered / pair.plain));
    const extra = spread(pairs.map((pair) => pair.metered - pair.plain));
    if (plain === null || ratio === null || extra === null) continue;
    rows.push([
      one.name,
      `${one.readBytes}`,
      `${((one.readBytes * one.reads) / plain.median / 1000).toFixed(1)}`,
      `${((ratio.median - 1) * 100).toFixed(2)} %`,
      `${Math.round((extra.median / one.reads) * 1e6)}`,
    ]);
  }
  console.log(
    [...await conditionLines(), `${rounds} samples each, interleaved; medians`].join("\n"),
  );
  console.log("\n" + markdownTable(["source", "bytes a read", "MB/s", "cost", "ns a read"], rows));
}

if (import.meta.main) await main();
