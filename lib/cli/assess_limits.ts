import type { AssessRequest } from "../assess/assessment.ts";
import type { SourceChoice } from "../entropy/source.ts";
import { MAX_ESTIMATOR_JOBS } from "../sp800_90b/jobs.ts";
import { system } from "../system/mod.ts";

/** What a source without an end gives unless told otherwise: what SP 800-90B, section 3.1.1, asks for. */
const USUAL_SAMPLES = 1_000_000;

/** More threads than this gain little, and each takes memory of its own. */
const MAX_DEFAULT_THREADS = 4;

/** A device has no end of its own; a file, a pipe and standard input do. */
export function isEndless(source: SourceChoice): boolean {
  return source.kind === "csprng" || source.kind === "file" && isDevice(source.path);
}

/** The request, with an end where neither the source nor the command line has one. */
export function withUsualLimit(request: AssessRequest): AssessRequest {
  const { source, mostSamples, mostBytes, seconds } = request;
  if (mostSamples !== null || mostBytes !== null || seconds !== null) return request;
  return isEndless(source) ? { ...request, mostSamples: USUAL_SAMPLES } : request;
}

/** Threads as asked for, else one a processor, up to four. */
export function threadsOrDefault(jobs: number | null, processors: number): number {
  return jobs ?? Math.min(processors, MAX_DEFAULT_THREADS);
}

/** Threads for the estimators, of which no more have work. */
export function estimatorThreads(jobs: number | null, processors: number): number {
  return Math.min(threadsOrDefault(jobs, processors), MAX_ESTIMATOR_JOBS);
}

function isDevice(path: string): boolean {
  try {
    return system.files.status(path).kind === "device";
  } catch {
    return false; // Opening it will say what is wrong.
  }
}
