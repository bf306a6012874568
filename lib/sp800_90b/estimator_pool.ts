import { startWorker, type WorkerClient } from "../system/worker.ts";
import type { IidResult } from "./iid.ts";
import type { EstimatorRequest } from "./estimator_service.ts";
import type { EstimatorJob, EstimatorOutcome, SymbolSequence } from "./types.ts";

/** Told of each piece of work as it ends. */
export interface PoolListener {
  onOutcomes(outcomes: readonly EstimatorOutcome[], job: EstimatorJob): void;
  onIid(result: IidResult): void;
}

/** Threads that work on a recording beside each other. */
export interface EstimatorPool {
  /**
   * Runs all jobs and the tests of section 5.2; a thread that is free takes the largest that is left.
   *
   * @throws Error when a thread fails or was ended
   */
  run(
    recording: SymbolSequence,
    jobs: readonly EstimatorJob[],
    listener: PoolListener,
  ): Promise<void>;
  /** Ends the threads at once, whatever they are doing. */
  end(): void;
}

/**
 * Starts the threads. They run until they are ended and have the permissions that the program has now.
 *
 * @param threads at least 1; even one is a thread of its own, so that signals are handled meanwhile
 */
export function startEstimatorPool(threads: number): EstimatorPool {
  const workers = Array.from({ length: threads }, () => startWorker("estimators"));
  return {
    run: async (recording, jobs, listener) => {
      const ask = <Answer>(worker: WorkerClient, request: EstimatorRequest) =>
        worker.ask<Answer>(request);
      const waiting = jobs.toSorted((a, b) => b.relativeCost - a.relativeCost)
        .map((job) => async (worker: WorkerClient) =>
          listener.onOutcomes(await ask(worker, { kind: "job", job }), job)
        );
      // One suffix array of the symbols: less than the first jobs, more than the last.
      waiting.splice(
        1,
        0,
        async (worker) => listener.onIid(await ask(worker, { kind: "iid" })),
      );
      const work = async (worker: WorkerClient) => {
        if (waiting.length > 0) await ask(worker, { kind: "recording", recording });
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          await next(worker);
        }
      };
      await Promise.all(workers.map(work));
    },
    end: () => workers.forEach((worker) => worker.end()),
  };
}
