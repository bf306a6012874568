import type {
  AssessListener,
  Assessment,
  AssessRequest,
  RequirementOutcome,
} from "./assessment.ts";
import { nameOf, openSource } from "../entropy/open.ts";
import { readRecording } from "../entropy/recording.ts";
import type { EntropySource } from "../entropy/source.ts";
import type { EstimatorPool } from "../sp800_90b/worker_pool.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";
import { estimateRecording } from "./estimate_recording.ts";
import { readReferenceRecording } from "./reference_recording.ts";
import type { Conditions } from "../system/conditions.ts";
import { startStreamTests } from "./stream_tests.ts";
import { dropPermissions } from "../files/permissions.ts";
import type { System } from "../system/types.ts";

/** What was made ready while the program still had all its powers. */
export interface AssessTools {
  readonly conditions: Conditions;
  /** Null with the scope "fips", which has no estimators. */
  readonly pool: EstimatorPool | null;
  /** Files that are written when the assessment is there. */
  readonly outputPaths: readonly string[];
}

/**
 * Assesses a source: recording -> tests and estimators -> assessment -> report.
 *
 * @param stop rejects when a signal arrives
 * @throws Failure (exit 1) when the source cannot be read or what it gave cannot be assessed, Interrupted
 * after a signal. With `partial` both stand among the problems of what was found out until then, as long as a
 * single byte came.
 */
export async function assess(
  system: System,
  request: AssessRequest,
  { conditions, pool, outputPaths }: AssessTools,
  listener: AssessListener,
  stop: Promise<never>,
): Promise<Assessment> {
  const earlier = request.against === null
    ? null
    : await readReferenceRecording(system, request.against, request.symbols, stop);
  const source = await openWithin(system, request, stop);
  const problems: (Failure | Interrupted)[] = [];
  const note = (problem: Failure | Interrupted) => {
    if (!request.partial) throw problem;
    problems.push(problem);
  };
  try {
    const permissionsDropped = dropPermissions(system, outputPaths);

    const tests = startStreamTests(request, earlier);
    const mostBytes = bytesFor(request);
    let readBytes = 0;
    const { failure, ...read } = await readRecording(
      source,
      { bytes: mostBytes, seconds: request.seconds, stallSeconds: request.stallSeconds },
      (bytes) => {
        listener.onBytes(bytes);
        tests.take(bytes);
        listener.onReading(readBytes += bytes.length, mostBytes);
      },
      stop,
    );
    if (failure !== null) {
      if (read.bytes === 0) throw failure;
      note(failure);
    }

    const estimates = pool && await estimateRecording(tests.kept, request, pool, listener, stop);
    estimates?.problems.forEach(note);

    const found = {
      request,
      sourceName: source.name,
      conditions,
      reading: { samples: tests.samples, ...read },
      ...tests.results(),
      recording: estimates?.results ?? null,
      problems,
      permissionsDropped,
    };
    return { ...found, requirements: checkRequirements(found) };
  } finally {
    source.close();
  }
}

/** Bytes that hold as many samples as were asked for. */
function bytesFor({ mostSamples, symbols }: AssessRequest): number | null {
  if (mostSamples === null || !symbols.packed) return mostSamples;
  return Math.ceil(mostSamples * symbols.bitsPerSymbol / 8);
}

/** Opening waits as well, on a FIFO that nobody writes to. */
export async function openWithin(
  system: System,
  { source, seconds, stallSeconds }: Pick<AssessRequest, "source" | "seconds" | "stallSeconds">,
  stop: Promise<never>,
): Promise<EntropySource> {
  const patience = stallSeconds ?? seconds;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    if (patience === null) return;
    const message = `Starved by ${nameOf(source)}: nobody writes to it for ${patience} s`;
    timer = setTimeout(() => reject(new Failure(EXIT.usageOrSource, message)), patience * 1000);
  });
  try {
    return await Promise.race([openSource(system, source, nameOf(source)), late, stop]);
  } finally {
    clearTimeout(timer);
  }
}

/** What could not be computed, or only in part, is not met. */
function checkRequirements(
  { request, fips, recording, problems }: Omit<Assessment, "requirements">,
): RequirementOutcome[] {
  const { minEntropy, fips: fipsRequired } = request.requirements;
  const outcomes: RequirementOutcome[] = [];
  if (minEntropy !== null) {
    const found = problems.length > 0 ? null : recording?.nonIid?.assessedMinEntropy ?? null;
    outcomes.push({
      requirement: "min-entropy",
      wanted: `at least ${minEntropy} bits a symbol`,
      found: found === null ? null : `${found.toFixed(4)} bits a symbol`,
      met: found !== null && found >= minEntropy,
    });
  }
  if (fipsRequired) {
    const { verdict, blocks, failedBlocks } = fips;
    const { least, most } = verdict.acceptable;
    outcomes.push({
      requirement: "fips",
      wanted: `${least} to ${most} failed blocks`,
      found: blocks === 0 ? null : `${failedBlocks} of ${blocks}`,
      met: verdict.fits === true,
    });
  }
  return outcomes;
}
