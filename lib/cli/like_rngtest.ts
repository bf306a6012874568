import { assess } from "../assess/assess.ts";
import { EXIT, Failure } from "../failure.ts";
import { rngtestLines, type Speeds } from "../report/assess/rngtest_text.ts";
import { readConditionsHere } from "../system/conditions.ts";
import { system } from "../system/mod.ts";
import type { AssessOptions } from "./assess_options.ts";
import { printLine } from "./channels.ts";
import { createRecord } from "./option_files.ts";
import { listenForSignals } from "./signals.ts";

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
  const { requested } = listenForSignals();
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
        conditions: readConditionsHere(system),
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
        onEstimating: () => {},
        onOutcomes: () => {},
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
