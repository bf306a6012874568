/**
 * Counts how many streams of broken sources the tests of a key refuse, kind by kind and length by length.
 *
 *     deno task detection                     1,000 streams of each kind at 128, 256, 1024 and 4096 bytes
 *     deno task detection --streams 100       so many
 *     deno task detection --bytes 128         at that length only
 *
 * A draw is refused when a test fails. A run is refused when it would end with exit 6: its first draw and then
 * its second, from the bytes that follow, or at once where chance does not explain the first. Exit code 1 when
 * a kind that is to be found is refused in fewer than 99 percent of runs.
 */
import { stopReason } from "../lib/key/rejection.ts";
import { passesTests, testKeyBytes } from "../lib/key/test_key_bytes.ts";
import { type BrokenSource, Draw, SOURCES } from "./detection/sources.ts";
import { parseScriptArguments, runScript, wholeNumber } from "./command_line.ts";
import { fairKeys } from "./fair_keys.ts";

const LENGTHS = [128, 256, 1024, 4096];
const WANTED = 0.99;

/** How many of the first draws, and of the runs, were refused. */
export interface Refused {
  readonly draws: number;
  readonly runs: number;
}

/** @param seed of the streams; one kind has the same streams in every run */
export function countRefused(
  { make }: BrokenSource,
  bytes: number,
  streams: number,
  seed: number,
): Refused {
  let draws = 0, runs = 0;
  const draw = new Draw(fairKeys(seed, bytes));
  for (let stream = 0; stream < streams; stream++) {
    const both = make(2 * bytes, draw);
    for (let attempt = 1;; attempt++) {
      const result = testKeyBytes(both.subarray((attempt - 1) * bytes, attempt * bytes));
      if (passesTests(result)) break;
      if (attempt === 1) draws++;
      if (stopReason({ attempt, ...result }, {}) === null) continue;
      runs++;
      break;
    }
  }
  return { draws, runs };
}

function percent(count: number, of: number): string {
  return count === of ? "100" : (100 * count / of).toFixed(1);
}

function printRow(cells: readonly string[]): void {
  const [name, ...figures] = cells;
  const line = name.padEnd(46) + figures.map((figure) => figure.padStart(14)).join("");
  Deno.stdout.writeSync(new TextEncoder().encode(line.trimEnd() + "\n"));
}

const OPTIONS = [
  { name: "streams", value: "N", summary: "so many of each kind; default 1000" },
  { name: "bytes", value: "N", summary: "keys of that length only" },
];

if (import.meta.main) {
  await runScript("detection", () => {
    const given = parseScriptArguments("detection", OPTIONS, Deno.args);
    const streams = wholeNumber(given, "streams", { otherwise: 1000 });
    const bytes = wholeNumber(given, "bytes", { otherwise: 0, least: 128 });
    const lengths = bytes === 0 ? LENGTHS : [bytes];
    printRow(["percent refused, draws / runs, at", ...lengths.map((bytes) => `${bytes} bytes`)]);
    let right = true;
    for (const [index, source] of SOURCES.entries()) {
      const figures = lengths.map((bytes) => {
        const { draws, runs } = countRefused(source, bytes, streams, 1 + index);
        if (source.expected === "always" && runs < WANTED * streams) right = false;
        return `${percent(draws, streams)} / ${percent(runs, streams)}`;
      });
      printRow([source.name, ...figures]);
    }
    Deno.exit(right ? 0 : 1);
  });
}
