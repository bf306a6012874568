import { assess } from "../assess/assess.ts";
import type { Assessment, AssessRequest } from "../assess/assessment.ts";
import { nameOf } from "../entropy/open.ts";
import { startEstimatorPool } from "../sp800_90b/worker_pool.ts";
import { EXIT } from "../failure.ts";
import { system } from "../system/mod.ts";
import type { AssessOptions } from "./assess_options.ts";
import { loadAssessmentWriters } from "./assess_writers.ts";
import { deliver, warn } from "./channels.ts";
import { readConditionsHere } from "../system/conditions.ts";
import { startProgress } from "./progress.ts";
import { createRecord } from "./record_file.ts";
import { listenForSignals } from "./signals.ts";

/** What a device without an end gives unless told otherwise: what SP 800-90B, section 3.1.1, asks for. */
const USUAL_SAMPLES = 1_000_000;

/**
 * Assesses and reports. Everything that needs powers (loading the charts, starting threads, looking at the
 * machine) comes first, and so does everything that could make the report impossible.
 *
 * @returns the exit code
 */
export async function assessSource(options: AssessOptions): Promise<number> {
  const { requested } = listenForSignals();
  const request = withUsualLimit(options.request);
  const { toOutput, writePage } = await loadAssessmentWriters(options);
  const conditions = readConditionsHere(system);
  const record = options.recordPath === null ? null : createRecord(options.recordPath);
  const outputPaths = [options.htmlPath, options.recordPath].filter((path) => path !== null);
  const pool = request.scope === "fips"
    ? null
    : startEstimatorPool(options.jobs ?? navigator.hardwareConcurrency);
  const progress = startProgress(nameOf(request.source), request.seconds);
  try {
    const assessment = await assess(
      system,
      request,
      { conditions, pool, outputPaths },
      { ...progress, onBytes: (bytes) => record?.write(bytes) },
      requested,
    );
    progress.stop();
    record?.close();
    const exitCode = exitCodeOf(assessment);
    tellProblems(assessment);
    deliverAll([() => deliver(toOutput(assessment, exitCode)), () => writePage?.(assessment)]);
    return exitCode;
  } finally {
    progress.stop();
    record?.abandon();
    pool?.end();
  }
}

/** A full disk for one report is no reason to lose the other; the first failure is told. */
export function deliverAll(deliveries: readonly (() => void)[]): void {
  const failures: unknown[] = [];
  for (const deliverOne of deliveries) {
    try {
      deliverOne();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** A device has no end of its own; a file, a pipe and standard input do. */
export function withUsualLimit(request: AssessRequest): AssessRequest {
  const { source, mostSamples, seconds } = request;
  if (mostSamples !== null || seconds !== null || source.kind === "stdin") return request;
  return source.kind === "csprng" || isDevice(source.path)
    ? { ...request, mostSamples: USUAL_SAMPLES }
    : request;
}

/** Whether a path names a device; one that cannot be looked at does not. */
export function isDevice(path: string): boolean {
  try {
    return system.files.status(path).kind === "device";
  } catch {
    return false; // Opening it will say what is wrong.
  }
}

function exitCodeOf({ problems, requirements }: Assessment): number {
  if (problems.length > 0) return problems[0].exitCode;
  return requirements.every(({ met }) => met) ? EXIT.ok : EXIT.rejected;
}

function tellProblems({ problems, requirements }: Assessment): void {
  for (const problem of problems) {
    warn(`${problem.message}; the report tells what was found out until then`);
  }
  for (const { requirement, wanted, found, met } of requirements) {
    if (met) continue;
    warn(`Requirement not met: ${requirement} is ${found ?? "unknown"}, wanted ${wanted}`);
  }
}
