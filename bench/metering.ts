import { parseScriptArguments, runScript, wholeNumber } from "../scripts/command_line.ts";
import { system } from "../lib/system/mod.ts";
import { meter, type MeteredSource } from "../lib/entropy/metered.ts";
import { csprngSource, type EntropySource, openSource } from "../lib/entropy/source.ts";
import { acceptableCounts } from "../lib/math/binomial.ts";
import { spread } from "../lib/math/quantile.ts";
import { conditionLines, markdownTable } from "./tables.ts";

/**
 * What a clock on the source costs: `deno task bench:metering [--rounds N]`. Reads each fast source with
 * and without the meter, in turn, as making a key reads it. A pair of neighbours gives one ratio, since times
 * drift and ratios hardly do; reported are the median of the ratios and its 95 percent interval.
 */

interface Case {
  readonly name: string;
  readonly source: EntropySource;
  readonly readBytes: number;
  /** Reads in one sample, so that it takes some milliseconds. */
  readonly reads: number;
}

const ROUNDS = 1000;
/** Samples that are thrown away while the runtime compiles what is measured. */
const WARM_UP_ROUNDS = 50;

async function readAgainAndAgain(
  source: EntropySource,
  buffer: Uint8Array,
  reads: number,
): Promise<void> {
  for (let read = 0; read < reads; read++) {
    if (source.readNow?.(buffer) === undefined) await source.read(buffer);
  }
}

/** Handing the reads over is a part of metering, although a round does it when its key is complete. */
async function readMetered(
  source: MeteredSource,
  buffer: Uint8Array,
  reads: number,
): Promise<void> {
  await readAgainAndAgain(source, buffer, reads);
  const taken = source.takeReads().length;
  if (taken !== reads) throw new Error(`${taken} of ${reads} reads were metered`);
}

async function time(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
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
  const readPlain = () => readAgainAndAgain(source, buffer, reads);
  const readClocked = () => readMetered(clocked, buffer, reads);
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes: whatever follows a pause of the collector is slower.
    if (round % 2 === 0) {
      const plain = await time(readPlain);
      pairs.push({ plain, metered: await time(readClocked) });
    } else {
      const metered = await time(readClocked);
      pairs.push({ plain: await time(readPlain), metered });
    }
  }
  return pairs;
}

/** Median, and the order statistics between which the true median lies with 95 percent confidence. */
function medianInterval(
  values: readonly number[],
): { least: number; median: number; most: number } {
  const sorted = values.toSorted((a, b) => a - b);
  // Each value is below the true median with probability one half: the interval of the sign test.
  const { least } = acceptableCounts(sorted.length, 0.5, 0.025);
  return {
    least: sorted[Math.max(0, least - 1)],
    median: sorted[Math.ceil(sorted.length / 2) - 1],
    most: sorted[Math.min(sorted.length - 1, sorted.length - least)],
  };
}

const OPTIONS = [{ name: "rounds", value: "N", summary: "so many pairs of each case" }];

async function main(): Promise<void> {
  const given = parseScriptArguments("bench:metering", OPTIONS, Deno.args);
  const rounds = wholeNumber(given, "rounds", { otherwise: ROUNDS });
  const urandom = await openSource(system, { kind: "file", path: "/dev/urandom" });
  const cases: Case[] = [
    { name: "/dev/urandom", source: urandom, readBytes: 2 ** 20, reads: 2 },
    { name: "crypto.getRandomValues", source: csprngSource(), readBytes: 2 ** 20, reads: 8 },
    { name: "/dev/urandom", source: urandom, readBytes: 65_536, reads: 20 },
    { name: "crypto.getRandomValues", source: csprngSource(), readBytes: 65_536, reads: 50 },
    { name: "/dev/urandom", source: urandom, readBytes: 128, reads: 100 },
    { name: "crypto.getRandomValues", source: csprngSource(), readBytes: 128, reads: 2000 },
  ];
  const rows: string[][] = [];
  for (const one of cases) {
    await measure(one, WARM_UP_ROUNDS);
    const pairs = await measure(one, rounds);
    const plain = spread(pairs.map((pair) => pair.plain));
    if (plain === null) continue;
    const { least, median, most } = medianInterval(
      pairs.map((pair) => (pair.metered / pair.plain - 1) * 100),
    );
    const extra = medianInterval(pairs.map((pair) => pair.metered - pair.plain)).median;
    rows.push([
      one.name,
      `${one.readBytes}`,
      ((one.readBytes * one.reads) / plain.median / 1000).toFixed(1),
      `${median.toFixed(2)} % (${least.toFixed(2)} to ${most.toFixed(2)})`,
      `${Math.round((extra / one.reads) * 1e6)}`,
    ]);
  }
  urandom.close();
  console.log([...await conditionLines(), `${rounds} pairs each, interleaved; medians`].join("\n"));
  const head = ["source", "bytes a read", "MB/s", "cost (95 % interval)", "ns a read"];
  console.log("\n" + markdownTable(head, rows));
}

if (import.meta.main) await runScript("bench:metering", main);
