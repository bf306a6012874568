import type { FipsStreamResult } from "../../fips_140_2/types.ts";

/** How fast pieces of the stream came or were tested, in bits per second. */
export interface Speeds {
  readonly least: number;
  readonly average: number;
  readonly most: number;
}

/** What rngtest measures beside the tests. */
export interface RngtestTimes {
  readonly input: Speeds;
  readonly tests: Speeds;
  readonly wholeMilliseconds: number;
}

/** The counters of a stream in the lines of rngtest(1), in its order and under its name. */
export function rngtestLines(fips: FipsStreamResult, times: RngtestTimes): string[] {
  const { failures, blocks, failedBlocks, bytesRead } = fips;
  const test = (name: string, count: number) => `FIPS 140-2(2001-10-10) ${name}: ${count}`;
  return [
    `bits received from input: ${8 * bytesRead}`,
    `FIPS 140-2 successes: ${blocks - failedBlocks}`,
    `FIPS 140-2 failures: ${failedBlocks}`,
    test("Monobit", failures.monobit),
    test("Poker", failures.poker),
    test("Runs", failures.runs),
    test("Long run", failures.longRun),
    test("Continuous run", failures.continuousRun),
    `input channel speed: ${speeds(times.input)}`,
    `FIPS tests speed: ${speeds(times.tests)}`,
    `Program run time: ${Math.round(times.wholeMilliseconds * 1000)} microseconds`,
  ].map((line) => `rngtest: ${line}`);
}

const PREFIXES = ["", "Ki", "Mi", "Gi", "Ti"];

/** "(min=12.345; avg=23.456; max=34.567)Mibits/s", all by the prefix of the average. */
function speeds({ least, average, most }: Speeds): string {
  const power = average < 1 ? 0 : Math.floor(Math.log2(average) / 10);
  const prefix = Math.min(power, PREFIXES.length - 1);
  const [min, avg, max] = [least, average, most].map((speed) =>
    (speed / 1024 ** prefix).toFixed(3)
  );
  return `(min=${min}; avg=${avg}; max=${max})${PREFIXES[prefix]}bits/s`;
}
