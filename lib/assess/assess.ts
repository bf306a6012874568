import { counted } from "../math/amounts.ts";
import type {
  AssessListener,
  Assessment,
  AssessRequest,
  HealthSummary,
  RecordingResults,
} from "./assessment.ts";
import { type EntropySource, nameOf, openSource, openWithin } from "../entropy/source.ts";
import { readRecording } from "../entropy/recording.ts";
import type { DataSetPool } from "../sp800_90b/data_set_pool.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";
import { collisionEntropyRate } from "./collision_entropy_rate.ts";
import { bytesFor } from "./sample_stream.ts";
import { estimateRecording } from "./estimate_recording.ts";
import type { Conditions } from "../system/conditions.ts";
import { readReferenceRecording, type ReferenceRecordings } from "./reference_recordings.ts";
import { startHealthTests, startStreamTests, type StreamTests } from "./stream_tests.ts";
import { FIPS_BLOCK_BYTES } from "../fips_140_2/limits.ts";
import type { FipsStreamResult } from "../fips_140_2/types.ts";
import { dropPermissions } from "../files/drop_permissions.ts";
import type { StreamDigest } from "../system/sha256.ts";
import type { System } from "../system/types.ts";

/** What was made ready while the program still had all its permissions. */
export interface AssessTools {
  readonly conditions: Conditions;
  /** Null with the scope "fips", which has no estimators. */
  readonly pool: DataSetPool | null;
  /** Null where no report shows the digest of the data. */
  readonly digest: StreamDigest | null;
  /** Files that are written when the assessment is there; null where permissions are needed afterwards. */
  readonly outputPaths: readonly string[] | null;
  /**
   * The sources of a comparison, of which this is one; absent where one source is assessed alone. Each is searched for
   * sequences of those before it. A failure that ends one early is then among its problems, as with `partial`, so that
   * what was found out until then stands beside the others; a signal ends them all.
   */
  readonly compared?: {
    readonly references: ReferenceRecordings;
    /** Which of all sources this is, from 0. */
    readonly source: number;
  };
}

/**
 * Assesses a source: recording -> tests and estimators -> assessment -> report.
 *
 * @param stop rejects when a signal arrives
 * @throws Failure (exit 1) when the source cannot be read or what it gave cannot be assessed, Interrupted
 * after a signal. With `partial` both stand among the problems of what was found out until then, as long as a
 * single byte came. So do estimators that the samples do not suffice for, and a block of FIPS 140-2 that is not whole,
 * where something is required: the requirement is then not met.
 */
export async function assess(
  system: System,
  request: AssessRequest,
  { conditions, pool, digest, outputPaths, compared }: AssessTools,
  listener: AssessListener,
  stop: Promise<never>,
): Promise<Assessment> {
  const selection = compared?.references.selection ?? { decided: null };
  let reference = compared?.references.startSearch(request.symbols.bitsPerSymbol) ?? null;
  if (request.against !== null) {
    listener.onBusy?.(`Reading ${request.against}`);
    reference = await readReferenceRecording(system, request.against, request, selection, stop);
    listener.onBusy?.(null);
  }
  const source = await openToAssess(system, request, stop);
  const problems: (Failure | Interrupted)[] = [];
  const isKept = (problem: Failure | Interrupted) =>
    request.partial ||
    compared !== undefined && request.scope === "all" && problem instanceof Failure;
  const note = (problem: Failure | Interrupted, kept: boolean) => {
    if (!kept && !isKept(problem)) throw problem;
    problems.push(problem);
  };
  try {
    const permissionsDropped = outputPaths !== null && dropPermissions(system, outputPaths);

    const tests = startStreamTests(request, reference, selection);
    const mostBytes = bytesFor(request);
    let readBytes = 0;
    const { failure, ...read } = await readRecording(
      source,
      { bytes: mostBytes, seconds: request.seconds, stallSeconds: request.stallSeconds },
      (bytes) => {
        const enough = tests.take(bytes, (used) => {
          listener.onBytes?.(used);
          digest?.update(used);
        });
        listener.onReading?.(readBytes += bytes.length, mostBytes);
        return enough;
      },
      stop,
    );
    // The FIPS tests can say of nothing that there was nothing.
    const mayBeEmpty = request.partial && request.scope === "fips";
    if (failure !== null && !isKept(failure)) throw failure;
    finishTests(tests, read.end === "end of source", note);
    if (tests.words !== null) compared?.references.add(compared.source, source.name, tests.words);
    listener.onRead?.();
    if (failure !== null) {
      if (tests.samples === 0 && !mayBeEmpty) throw failure;
      problems.unshift(failure);
    }
    if (tests.samples === 0 && !mayBeEmpty) throw nothingLeft(source.name, read.bytes, request);

    // A signal that ended reading is told once; the next one ends the process.
    const interrupted = problems.some((problem) => problem instanceof Interrupted);
    const untilSignal = interrupted ? new Promise<never>(() => {}) : stop;
    const estimates = pool &&
      await estimateRecording(
        {
          symbols: tests.kept,
          bitsPerSymbol: request.symbols.bitsPerSymbol,
          reduced: tests.reduced,
        },
        pool,
        listener,
        untilSignal,
      );
    for (const problem of estimates?.problems ?? []) {
      note(problem, isRequired(request) && problem instanceof Failure);
    }
    const results = resultsOf(tests, estimates?.results ?? null, request);
    if (request.scope === "fips" && results.fips.blocks === 0) {
      note(noBlock(source.name, results.fips), isRequired(request));
    }

    return {
      request,
      sourceName: source.name,
      conditions,
      reading: {
        samples: tests.samples,
        skippedBytes: Math.min(request.skipBytes, read.bytes),
        ...read,
        sha256: digest?.hex() ?? null,
      },
      ...results,
      problems,
      permissionsDropped,
    };
  } finally {
    source.close();
  }
}

/** Whatever ended reading, what waited for more is taken in; only a source that ends cuts its own sample. */
function finishTests(
  tests: StreamTests,
  ended: boolean,
  note: (problem: Failure, kept: boolean) => void,
): void {
  try {
    tests.finish(ended);
  } catch (error) {
    if (!ended || !(error instanceof Failure)) throw error;
    note(error, false);
    tests.finish(false);
  }
}

/** Whether anything is insisted on. */
function isRequired({ requirements }: AssessRequest): boolean {
  return requirements.minEntropy !== null || requirements.named.length > 0;
}

/** What the stream tests found, and what follows from all samples that were kept. */
export function resultsOf(
  tests: StreamTests,
  recording: RecordingResults | null,
  { expectation, scope, symbols: { bitsPerSymbol } }: AssessRequest,
): ReturnType<StreamTests["results"]> & Pick<Assessment, "collisionEntropyRate" | "recording"> {
  const results = tests.results();
  if (scope === "fips") return { ...results, recording, collisionEntropyRate: null };
  const longest = results.repeats?.longest ?? null;
  const rate = collisionEntropyRate(tests.kept, bitsPerSymbol, longest);
  if (expectation === "uniform") return { ...results, recording, collisionEntropyRate: rate };
  const assessed = recording?.nonIid?.assessedMinEntropy ?? 0;
  return {
    ...results,
    recording,
    collisionEntropyRate: rate,
    health: results.health ??
      healthOf(tests.kept, Math.max(assessed, (rate ?? 0) / 2), bitsPerSymbol),
  };
}

/**
 * Nothing was claimed of a raw source: the health tests take it for what is certain. A fault lowers what is assessed,
 * but not half the collision entropy rate, which bounds the min-entropy rate of a steady source as well.
 */
function healthOf(
  symbols: Uint8Array,
  minEntropy: number,
  bitsPerSymbol: number,
): HealthSummary | null {
  if (minEntropy === 0) return null;
  const health = startHealthTests(minEntropy, bitsPerSymbol, minEntropy);
  health.tests.feed(symbols);
  return health.summary();
}

function nothingLeft(name: string, bytes: number, { skipBytes, format }: AssessRequest): Failure {
  return new Failure(
    EXIT.usageOrSource,
    skipBytes > 0 && bytes <= skipBytes
      ? `Cannot assess ${name}: it has ${
        counted(bytes, "byte")
      }, all left out by --skip ${skipBytes}`
      : `Cannot assess ${name}: no sample in its ${counted(bytes, "byte")}, read as ${format}`,
  );
}

/** With the scope "fips" there is nothing else to say. */
function noBlock(name: string, { bytesRead }: FipsStreamResult): Failure {
  return new Failure(
    EXIT.usageOrSource,
    `Cannot test ${name} by FIPS 140-2: it gave ${counted(8 * bytesRead, "bit")}, a block has ${
      8 * FIPS_BLOCK_BYTES
    } and 32 before it`,
    "read more, or use --partial to report that",
  );
}

/** The source of an assessment, open: the time that it may stall, else that of the whole, is all that opening gets. */
export function openToAssess(
  system: System,
  { source, seconds, stallSeconds }: Pick<AssessRequest, "source" | "seconds" | "stallSeconds">,
  stop: Promise<never>,
): Promise<EntropySource> {
  const waitSeconds = stallSeconds ?? seconds;
  const name = nameOf(source);
  const state = `Starved by ${name}: nobody writes to it for ${waitSeconds} s`;
  const opening = openSource(system, source, name);
  return openWithin(opening, waitSeconds, new Failure(EXIT.usageOrSource, state), stop);
}
