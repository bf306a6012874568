import { assess } from "../assess/assess.ts";
import type { AssessRequest } from "../assess/assessment.ts";
import { nameOf } from "../entropy/open.ts";
import { Failure } from "../failure.ts";
import {
  type ComparedSource,
  comparisonExitCode,
  comparisonJson,
  comparisonText,
} from "../report/assess/comparison_text.ts";
import { startEstimatorPool } from "../sp800_90b/estimator_pool.ts";
import { startStreamDigest } from "../system/sha256.ts";
import { readConditionsHere } from "../system/conditions.ts";
import { system } from "../system/mod.ts";
import type { AssessOptions } from "./assess_options.ts";
import { threadsFor, withUsualLimit } from "./assess_source.ts";
import { paperHere } from "./assess_writers.ts";
import { deliver, warn } from "./channels.ts";
import { listenForSignals } from "./signals.ts";

/**
 * Assesses several sources, as many side by side as there are jobs, each with one thread, and compares them. A
 * source that cannot be assessed is told, and the others are compared. Powers are kept to the end: each
 * source starts a thread.
 *
 * @returns the exit code
 */
export async function compareSources(options: AssessOptions): Promise<number> {
  const { requested } = listenForSignals();
  const requests = [options.request, ...options.others].map(withUsualLimit);
  const sources: ComparedSource[] = [];
  let next = 0;
  const work = async () => {
    while (next < requests.length) {
      const i = next++;
      sources[i] = await assessOne(requests[i], options.output === "json", requested);
    }
  };
  const side = Math.min(requests.length, threadsFor(options.jobs, navigator.hardwareConcurrency));
  await Promise.all(Array.from({ length: side }, work));
  deliver(
    options.output === "json"
      ? comparisonJson(sources)
      : comparisonText(sources, await paperHere()),
  );
  return comparisonExitCode(sources);
}

async function assessOne(
  request: AssessRequest,
  withDigest: boolean,
  stop: Promise<never>,
): Promise<ComparedSource> {
  const name = nameOf(request.source);
  const pool = request.scope === "fips" ? null : startEstimatorPool(1);
  const ignore = () => {};
  try {
    const assessment = await assess(
      system,
      request,
      {
        conditions: readConditionsHere(system),
        pool,
        digest: withDigest ? await startStreamDigest() : null,
        outputPaths: null,
      },
      { onReading: ignore, onEstimating: ignore, onOutcomes: ignore, onBytes: ignore },
      stop,
    );
    return { name, assessment };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    warn(error.message);
    return { name, error: error.message, exitCode: error.exitCode };
  } finally {
    pool?.end();
  }
}
