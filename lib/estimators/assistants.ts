import { type Assistant, startWorker } from "../system/worker.ts";
import type { IidResult } from "./iid_types.ts";
import type { EstimatorRequest } from "./service.ts";
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
 * Starts the threads. They run until they are ended and have the powers that the program has now.
 *
 * @param threads at least 1; even one is a thread of its own, so that signals are heard meanwhile
 */
export function startEstimatorPool(threads: number): EstimatorPool {
  const assistants = Array.from({ length: threads }, () => startWorker("estimators"));
  return {
    run: async (recording, jobs, listener) => {
      const ask = <Answer>(assistant: Assistant, request: EstimatorRequest) =>
        assistant.ask<Answer>(request);
      const waiting = jobs.toSorted((a, b) => b.relativeCost - a.relativeCost)
        .map((job) => async (assistant: Assistant) =>
          listener.onOutcomes(await ask(assistant, { kind: "job", job }), job)
        );
      // One suffix array of the symbols: less than the first jobs, more than the last.
      waiting.splice(
        1,
        0,
        async (assistant) => listener.onIid(await ask(assistant, { kind: "iid" })),
      );
      const work = async (assistant: Assistant) => {
        if (waiting.length > 0) await ask(assistant, { kind: "recording", recording });
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          await next(assistant);
        }
      };
      await Promise.all(assistants.map(work));
    },
    end: () => assistants.forEach((assistant) => assistant.end()),
  };
}
