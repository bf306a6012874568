import { assess, type AssessTools } from "../assess/assess.ts";
import type { AssessRequest } from "../assess/assessment.ts";
import { nameOf } from "../entropy/source.ts";
import { Failure, Interrupted } from "../failure.ts";
import { ReferenceRecordings } from "../assess/reference_recordings.ts";
import { unknownRequirements } from "../report/requirements.ts";
import { type ComparedSource, comparisonJson, comparisonOf } from "../report/assess/comparison.ts";
import { comparisonRequirements, comparisonText } from "../report/assess/comparison_text.ts";
import { startDataSetPool } from "../sp800_90b/data_set_pool.ts";
import { startStreamDigest } from "../system/sha256.ts";
import { readConditions } from "../system/conditions.ts";
import { system } from "../system/mod.ts";
import { type AssessOptions, estimatorThreads, withUsualLimit } from "./assess_options.ts";
import { textWriter, withUnmet } from "./assess_run.ts";
import { deliver, warn } from "./channels.ts";
import { listenForSignals } from "./signals.ts";

/**
 * Assesses several sources, as many side by side as there are jobs, each with one thread, and compares them. They are
 * read one after the other, so that each can be searched for what those before it gave, and wide samples are reduced
 * by one rule. A source that cannot be assessed is told, and the others are compared. Permissions are kept to the end:
 * each source starts a thread.
 *
 * @returns the exit code
 */
export async function compareSources(options: AssessOptions): Promise<number> {
  const requested = listenForSignals();
  const requests = [options.request, ...options.others].map(withUsualLimit);
  const sources: ComparedSource[] = [];
  const references = new ReferenceRecordings();
  const turns = requests.map(() => Promise.withResolvers<void>());
  let next = 0;
  const work = async () => {
    while (next < requests.length) {
      const i = next++;
      const { scope, format } = requests[i];
      if (scope === "all" || format !== "raw") await turns[i - 1]?.promise;
      const compared = { references, source: i };
      try {
        sources[i] = await assessOne(requests[i], compared, turns[i].resolve, requested);
      } finally {
        turns[i].resolve();
      }
    }
  };
  const side = Math.min(
    requests.length,
    estimatorThreads(options.jobs, navigator.hardwareConcurrency),
  );
  await Promise.all(Array.from({ length: side }, work)).catch((error) => {
    throw withUnmet(error, options.request.requirements);
  });
  const toText = textWriter(comparisonText);
  const comparison = comparisonOf(sources);
  const unmet = { requirements: comparison.requirements.filter(({ met }) => !met) };
  for (const line of comparisonRequirements(sources, unmet, "not met")) warn(line);
  deliver(
    options.output === "json" ? comparisonJson(comparison) : toText(comparison),
  );
  return comparison.exitCode;
}

async function assessOne(
  request: AssessRequest,
  compared: NonNullable<AssessTools["compared"]>,
  onRead: () => void,
  stop: Promise<never>,
): Promise<ComparedSource> {
  const name = nameOf(request.source);
  const pool = request.scope === "fips" ? null : startDataSetPool(1);
  try {
    const assessment = await assess(
      system,
      request,
      {
        conditions: readConditions(system),
        pool,
        digest: await startStreamDigest(),
        outputPaths: null,
        compared,
      },
      { onRead },
      stop,
    );
    for (const { message } of assessment.problems) warn(`${name}: ${message}`);
    return { name, assessment };
  } catch (error) {
    // With --partial those stand in the report that were read before the signal.
    const isTold = error instanceof Failure || error instanceof Interrupted && request.partial;
    if (!isTold) throw error;
    warn(error instanceof Interrupted ? `${name}: ${error.message}` : error.message);
    const requirements = unknownRequirements(request.requirements, error.message);
    return { name, error: error.message, exitCode: error.exitCode, requirements };
  } finally {
    pool?.end();
  }
}
