import { assess } from "../assess/assess.ts";
import { EXIT, Failure } from "../failure.ts";
import { readConditions } from "../system/conditions.ts";
import { system } from "../system/mod.ts";
import type { AssessOptions } from "./assess_options.ts";
import { printLine } from "./channels.ts";
import { createRecord } from "./option_files.ts";
import { listenForSignals } from "./signals.ts";
import type { FipsStreamResult } from "../fips_140_2/types.ts";

/** The exit codes of rngtest(1). */
const PASSED = 0;
const FAILED = 1;
const INPUT_ERROR = 11;

/**
 * Stands in for rngtest: an assessment of the FIPS tests alone, written as rngtest does, with the same lines on
 * standard error and the same exit codes. Reads to the end, to the limits that were given, or to the first
 * signal, which rngtest takes for an end as well.
 */
export async function runLikeRngtest(
  { request, recordPath }: AssessOptions,
): Promise<number> {
  const line = (text: string) => printLine(system.stderr, text);
  const started = performance.now();
  const requested = listenForSignals();
  const record = recordPath === null ? null : createRecord(recordPath);
  const input = meter();
  const testing = meter();
  let begun = false;
  let since = performance.now();
  const begin = () => {
    if (!begun) line("rngtest: starting FIPS tests...");
    begun = true;
  };
  const mark = (of: ReturnType<typeof meter>, bytes: number) => {
    const now = performance.now();
    of.add(bytes, now - since);
    since = now;
  };
  let piece = 0;
  try {
    const { fips, reading, problems } = await assess(
      system,
      request,
      {
        conditions: readConditions(system),
        pool: null,
        digest: null,
        outputPaths: recordPath === null ? [] : [recordPath],
      },
      {
        onBytes: (bytes) => {
          begin();
          piece = bytes.length;
          mark(input, piece);
          record?.write(bytes);
        },
        onReading: () => mark(testing, piece),
      },
      requested,
    );
    begin();
    record?.close();
    const failed = reading.end === "error" ? problems[0] : null;
    if (failed) line(`rngtest: ${failed.message}`);
    else if (reading.end === "silence") line(`rngtest: ${problems[0].message}`);
    else if (reading.end === "end of source") line("rngtest: entropy source drained");
    const wholeMilliseconds = performance.now() - started;
    const times = { input: input.speeds(), tests: testing.speeds(), wholeMilliseconds };
    rngtestLines(fips, times).forEach(line);
    if (failed) return INPUT_ERROR;
    return fips.blocks > 0 && fips.failedBlocks === 0 ? PASSED : FAILED;
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode === EXIT.write) throw error;
    line(`rngtest: ${error.message}`);
    return INPUT_ERROR;
  } finally {
    record?.abandon();
  }
}

/** Collects how fast pieces were handled. */
function meter(): { add(bytes: number, milliseconds: number): void; speeds(): Speeds } {
  let [least, most, bits, seconds] = [Infinity, 0, 0, 0];
  return {
    add: (bytes, milliseconds) => {
      // A clock of coarse steps can show no time at all for a small piece.
      const took = Math.max(milliseconds, 0.001) / 1000;
      const speed = 8 * bytes / took;
      least = Math.min(least, speed);
      most = Math.max(most, speed);
      bits += 8 * bytes;
      seconds += took;
    },
    speeds: () =>
      bits === 0 ? { least: 0, average: 0, most: 0 } : { least, average: bits / seconds, most },
  };
}

/** How fast pieces of the stream came or were tested, in bits per second. */
interface Speeds {
  readonly least: number;
  readonly average: number;
  readonly most: number;
}

/** What rngtest measures beside the tests. */
interface RngtestTimes {
  readonly input: Speeds;
  readonly tests: Speeds;
  readonly wholeMilliseconds: number;
}

/** The counters of a stream in the lines of rngtest(1), in its order and under its name. */
function rngtestLines(fips: FipsStreamResult, times: RngtestTimes): string[] {
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
