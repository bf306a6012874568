import { startWorkerPool, type WorkerClient, type WorkerPool } from "../system/worker.ts";
import type { DataSetRequest } from "./data_set_service.ts";
import { estimatorJobs } from "./jobs.ts";
import { checkSymbols, combineOutcomes } from "./non_iid_track.ts";
import type { ShuffleWorker } from "./permutation_tests.ts";
import type {
  EstimatorJob,
  EstimatorOutcome,
  NonIidAssessment,
  SequenceKind,
  SymbolSequence,
} from "./types.ts";

/** Threads that work on data sets beside each other. */
export interface DataSetPool {
  /** Gives a data set to all threads, under a name. */
  load(dataSet: string, recording: SymbolSequence): Promise<void>;
  /** One request to whichever thread is free first. */
  ask<Answer>(request: Exclude<DataSetRequest, { kind: "load" }>): Promise<Answer>;
  /** One for each thread; their requests bypass the queue of `ask`. */
  shuffleWorkers(dataSet: string): readonly ShuffleWorker[];
  /** Ends the threads at once, whatever they are doing. */
  end(): void;
}

/** Starts the threads: see `startWorkerPool`. */
export function startDataSetPool(threads: number): DataSetPool {
  return dataSetPool(startWorkerPool("data_sets", threads));
}

/** A pool of threads that run the service "data_sets". */
export function dataSetPool(pool: WorkerPool): DataSetPool {
  const ask = <Answer>(worker: WorkerClient, request: DataSetRequest) =>
    worker.ask<Answer>(request);
  return {
    load: async (dataSet, recording) => {
      const load = { kind: "load", dataSet, recording } as const;
      await Promise.all(pool.workers.map((worker) => ask(worker, load)));
    },
    ask: pool.ask,
    shuffleWorkers: (dataSet) =>
      pool.workers.map((worker) => ({
        observe: (statistics) => ask(worker, { kind: "observe", dataSet, statistics }),
        compare: (task) => ask(worker, { kind: "compare", dataSet, task }),
      })),
    end: pool.end,
  };
}

/**
 * Runs the estimators of section 6.3 on a data set that all threads have.
 *
 * @param sequences Which sequences to look at: both in general, one where the standard asks for one.
 * @param onDone Told of each job as it ends: the share of the whole work that is done, and what it found.
 * @param beside Other work on the data set, asked for after the largest job: less than that, more than the last ones.
 * @throws {RangeError} When the data set cannot be assessed; see `checkSymbols`.
 */
export async function runEstimators(
  pool: DataSetPool,
  dataSet: string,
  recording: SymbolSequence,
  sequences: readonly SequenceKind[],
  onDone: (doneShare: number, found: readonly EstimatorOutcome[]) => void,
  beside: () => Promise<void> = () => Promise.resolve(),
): Promise<EstimatorOutcome[]> {
  const { alphabetSize } = checkSymbols(recording);
  const jobs = estimatorJobs(recording.bitsPerSymbol, alphabetSize)
    .filter(({ sequence }) => sequences.includes(sequence));
  const whole = jobs.reduce((sum, { relativeCost }) => sum + relativeCost, 0);
  let done = 0;
  const run = async (job: EstimatorJob) => {
    const found = await pool.ask<EstimatorOutcome[]>({ kind: "job", dataSet, job });
    done += job.relativeCost;
    onDone(done / whole, found);
    return found;
  };
  const [largest, ...others] = jobs;
  // Each takes its place in the queue as it is called.
  const [first, , ...rest] = await Promise.all([run(largest), beside(), ...others.map(run)]);
  return [first, ...rest].flat();
}

/** The same, put together to an assessment. */
export async function estimateDataSet(
  pool: DataSetPool,
  dataSet: string,
  recording: SymbolSequence,
  sequences: readonly SequenceKind[],
  onDone: (doneShare: number) => void,
): Promise<NonIidAssessment> {
  return combineOutcomes(
    recording,
    await runEstimators(pool, dataSet, recording, sequences, onDone),
  );
}
