import {
  assessBySp80022,
  NO_SEQUENCE,
  type Sp80022Assessment,
  type Sp80022Request,
} from "../assess/sp800_22.ts";
import type { AssessRequest } from "../assess/assessment.ts";
import { nameOf } from "../entropy/source.ts";
import { sp80022Gate } from "../report/standards/gate.ts";
import { assessmentVerdict } from "../report/standards/sp800_22.ts";
import { startSequencePool } from "../sp800_22/sequence_pool.ts";
import { system } from "../system/mod.ts";
import { type AssessOptions, isEndless, threadsOrDefault } from "./assess_options.ts";
import { openRun, startReportDigest, textWriter, warnOfUnmet, withRun } from "./assess_run.ts";
import { warn } from "./channels.ts";
import { startProgress } from "./progress.ts";
import { prepareReport, type ReportWriters } from "./option_files.ts";
import type { SequenceOptions } from "./entropy_source_options.ts";
import { listenForSignals } from "./signals.ts";

/** What a device without an end gives unless told otherwise: enough to see one failure in a hundred. */
const DEVICE_SEQUENCES = 100;

const WRITERS: ReportWriters<[Sp80022Assessment]> = {
  text: async () => {
    const { sp80022Text } = await import("../report/standards/text.ts");
    return textWriter(sp80022Text);
  },
  json: async () => (await import("../report/standards/json.ts")).sp80022Json,
  page: async () => (await import("../report/standards/html.ts")).sp80022Page,
};

/**
 * Puts a source through SP 800-22 and reports. Everything that needs permissions comes first, and so does
 * everything that could make the report impossible.
 *
 * @returns the exit code
 */
export async function runSp80022(
  options: AssessOptions,
  sequences: SequenceOptions,
): Promise<number> {
  const requested = listenForSignals();
  const { source, symbols, seconds, stallSeconds, partial, requirements } = options.request;
  const request = withUsualSequences({
    source,
    symbols,
    ...sequences,
    mostSamples: samplesOf(options.request),
    seconds,
    stallSeconds,
    partial,
    required: requirements.named,
  });
  const report = await prepareReport(options.output === "json", options.htmlPath, WRITERS);
  const digest = await startReportDigest(options);
  const { conditions, record, outputPaths } = openRun(options);
  const pool = startSequencePool(threadsOrDefault(options.jobs, navigator.hardwareConcurrency));
  const progress = startProgress(nameOf(request.source), request.seconds);
  const run = { required: requirements, unsuited: NO_SEQUENCE, progress, pools: [pool], record };
  return await withRun(run, async () => {
    const assessment = await assessBySp80022(
      system,
      request,
      { conditions, pool, digest, outputPaths },
      { ...progress, onBytes: (bytes) => record?.write(bytes) },
      requested,
    );
    progress.stop();
    record?.close();
    const [problem] = assessment.problems;
    if (problem !== undefined) {
      warn(`${problem.message}; the report tells what was found out until then`);
    }
    const gate = sp80022Gate(assessment, assessmentVerdict(assessment));
    warnOfUnmet(gate.requirements);
    report(assessment);
    return gate.exitCode;
  });
}

/** The smaller limit counts where both were given; a byte may hold several samples. */
function samplesOf({ mostBytes, mostSamples, symbols }: AssessRequest): number | null {
  const { packed, bitsPerSymbol } = symbols;
  const ofBytes = mostBytes === null ? Infinity : mostBytes * (packed ? 8 / bitsPerSymbol : 1);
  const most = Math.min(ofBytes, mostSamples ?? Infinity);
  return most === Infinity ? null : most;
}

/** The request, with an end where neither the source nor the command line has one. */
function withUsualSequences(request: Sp80022Request): Sp80022Request {
  const { source, sequences, mostSamples, seconds } = request;
  if (sequences !== null || mostSamples !== null || seconds !== null) return request;
  return isEndless(source) ? { ...request, sequences: DEVICE_SEQUENCES } : request;
}
