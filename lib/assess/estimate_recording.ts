import { counted } from "../math/amounts.ts";
import type { AssessListener, RecordingResults } from "./assessment.ts";
import { type DataSetPool, runEstimators } from "../sp800_90b/data_set_pool.ts";
import { checkSymbols, combineOutcomes } from "../sp800_90b/non_iid_track.ts";
import type { IidResult } from "../sp800_90b/iid.ts";
import type { EstimatorOutcome, NonIidAssessment, SymbolSequence } from "../sp800_90b/types.ts";
import { driftOf, neighbourDriftOf, spreadDriftOf } from "./drift.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";

/** What could be found out, and what kept the rest from it. */
export interface RecordingEstimates {
  readonly results: RecordingResults;
  readonly problems: readonly (Failure | Interrupted)[];
}

/**
 * Everything that needs a whole recording: the estimators and the IID tests of SP 800-90B, in threads.
 *
 * @param stop rejects when a signal arrives; the threads are ended then, as they are when all is done
 */
export async function estimateRecording(
  recording: SymbolSequence,
  pool: DataSetPool,
  listener: AssessListener,
  stop: Promise<never>,
): Promise<RecordingEstimates> {
  const started = performance.now();
  const { symbols } = recording;
  const { nonIid, iid, problems } = await estimate(recording, pool, listener, stop);
  return {
    results: {
      samples: symbols.length,
      nonIid,
      iid,
      drift: driftOf(symbols),
      spreadDrift: spreadDriftOf(symbols),
      neighbourDrift: neighbourDriftOf(symbols),
      estimatingMilliseconds: performance.now() - started,
    },
    problems,
  };
}

/** Its name among the threads. */
const DATA_SET = "recording";

interface Estimates {
  readonly nonIid: NonIidAssessment | null;
  readonly iid: IidResult | null;
  readonly problems: readonly (Failure | Interrupted)[];
}

/** The estimators, or as many as ended before something went wrong. */
async function estimate(
  recording: SymbolSequence,
  pool: DataSetPool,
  listener: AssessListener,
  stop: Promise<never>,
): Promise<Estimates> {
  const problems: (Failure | Interrupted)[] = [];
  const outcomes: EstimatorOutcome[] = [];
  let iid: IidResult | null = null;
  const testIid = async () => {
    iid = await pool.ask<IidResult>({ kind: "iid", dataSet: DATA_SET });
  };
  const onDone = (share: number, found: readonly EstimatorOutcome[]) => {
    outcomes.push(...found);
    listener.onOutcomes?.(found);
    listener.onEstimating?.(share);
  };
  const run = async () => {
    await pool.load(DATA_SET, recording);
    const sequences = ["original", "bitstring"] as const;
    await runEstimators(pool, DATA_SET, recording, sequences, onDone, testIid);
  };
  try {
    checkSymbols(recording);
    listener.onEstimating?.(0);
    await Promise.race([run(), stop]);
    // Threads end in any order.
    const missing = combineOutcomes(recording, outcomes).outcomes
      .filter(({ result }) => "reason" in result);
    if (missing.length > 0) problems.push(tooShort(missing, recording));
  } catch (error) {
    problems.push(toProblem(error));
  } finally {
    pool.end();
  }
  const nonIid = outcomes.length > 0 ? combineOutcomes(recording, outcomes) : null;
  return { nonIid, iid, problems };
}

/** What the samples themselves rule out is the source's fault; everything else is ours. */
function toProblem(error: unknown): Failure | Interrupted {
  if (error instanceof Interrupted || error instanceof Failure) return error;
  if (error instanceof RangeError) return new Failure(EXIT.usageOrSource, error.message);
  throw error;
}

/** Names the first estimator that could not run, and why; the report holds them all. */
function tooShort(missing: readonly EstimatorOutcome[], { symbols }: SymbolSequence): Failure {
  const [{ sequence: kind, result }] = missing as readonly [
    EstimatorOutcome,
    ...EstimatorOutcome[],
  ];
  const name = result.estimator.replaceAll("_", " ");
  const sequence = kind === "original" ? "symbols" : "bit string";
  const others = missing.length > 1 ? ` (and ${missing.length - 1} more)` : "";
  return new Failure(
    EXIT.usageOrSource,
    `Cannot run all estimators on ${
      counted(symbols.length, "sample")
    }: ${name} on the ${sequence}: ` +
      `${"reason" in result ? result.reason : ""}${others}`,
    "read more, or use --partial to report the others",
  );
}
