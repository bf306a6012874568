import { nameOf, openSource } from "../entropy/open.ts";
import { readRecording } from "../entropy/recording.ts";
import { FipsStream } from "../fips_140_2/stream.ts";
import { dropPermissions } from "../files/permissions.ts";
import { Failure } from "../failure.ts";
import { rngtestLines, type Speeds } from "../report/assess/rngtest_text.ts";
import { system } from "../system/mod.ts";
import type { AssessOptions } from "./assess_options.ts";
import { printLine } from "./channels.ts";
import { createRecord } from "./record_file.ts";
import { listenForSignals } from "./signals.ts";

/** The exit codes of rngtest(1). */
const PASSED = 0;
const FAILED = 1;
const INPUT_ERROR = 11;

/**
 * Stands in for rngtest: the same lines on standard error, the same exit codes. Reads to the end, to the
 * limits that were given, or to the first signal, which rngtest takes for an end as well.
 */
export async function runLikeRngtest(
  { request, recordPath }: AssessOptions,
): Promise<number> {
  const line = (text: string) => printLine(system.stderr, text);
  const started = performance.now();
  const { requested } = listenForSignals();
  const record = recordPath === null ? null : createRecord(recordPath);
  const fips = new FipsStream();
  const testing = meter();
  const input = meter();
  try {
    const source = await Promise.race([
      openSource(system, request.source, nameOf(request.source)),
      requested,
    ]);
    dropPermissions(system, recordPath === null ? [] : [recordPath]);
    line("rngtest: starting FIPS tests...");
    let idleSince = performance.now();
    const { end, failure } = await readRecording(
      source,
      {
        bytes: request.mostSamples,
        seconds: request.seconds,
        stallSeconds: request.stallSeconds,
      },
      (bytes) => {
        const from = performance.now();
        input.add(bytes.length, from - idleSince);
        record?.write(bytes);
        fips.update(bytes);
        idleSince = performance.now();
        testing.add(bytes.length, idleSince - from);
      },
      requested,
    );
    source.close();
    record?.close();
    const failed = end === "error" ? failure : null;
    if (failed !== null) line(`rngtest: ${failed.message}`);
    else if (end !== "enough") line("rngtest: entropy source drained");
    const result = fips.result();
    const wholeMilliseconds = performance.now() - started;
    const times = { input: input.speeds(), tests: testing.speeds(), wholeMilliseconds };
    rngtestLines(result, times).forEach(line);
    if (failed !== null) return INPUT_ERROR;
    return result.blocks > 0 && result.failedBlocks === 0 ? PASSED : FAILED;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
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
