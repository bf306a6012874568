import { startWorkerPool } from "../system/worker.ts";
import type { PackedSequence } from "./bit_sequence.ts";

/** Threads that test sequences beside each other. */
export interface SequencePool {
  /**
   * Hands a sequence to the thread that is free first.
   *
   * @returns resolves when there is room for another, so that a fast source does not fill the memory
   * @throws Error when a thread failed or was ended
   */
  submit(sequence: PackedSequence): Promise<void>;
  /**
   * Waits for the rest.
   *
   * @returns The p-values of each sequence, in the order in which they were handed over.
   * @throws Error when a thread failed or was ended
   */
  finish(): Promise<Float64Array[]>;
  /** Ends the threads at once, whatever they are doing. */
  end(): void;
}

/** For each thread: one being tested and one to go on with. */
const MAX_WAITING = 2;

/**
 * Starts the threads: see `startWorkerPool`.
 *
 * @param onTested told how many sequences have been tested
 */
export function startSequencePool(
  threads: number,
  onTested: (sequences: number) => void = () => {},
): SequencePool {
  const pool = startWorkerPool("sp800_22", threads);
  const answers: Promise<Float64Array>[] = [];
  const waiting = new Set<Promise<Float64Array>>();
  let tested = 0;
  return {
    submit: async (sequence) => {
      const answer = pool.ask<Float64Array>(sequence);
      answers.push(answer);
      waiting.add(answer);
      answer.then(() => {
        waiting.delete(answer);
        onTested(++tested);
      }, () => {/* a failure stays, and is thrown by the next submission or at the end */});
      while (waiting.size >= MAX_WAITING * threads) await Promise.race(waiting);
    },
    finish: () => Promise.all(answers),
    end: pool.end,
  };
}
