import { startWorker, type WorkerClient } from "../system/worker.ts";
import type { PackedSequence } from "./bit_sequence.ts";

/** Threads that test sequences beside each other. */
export interface SequencePool {
  /**
   * Hands a sequence to the thread that has least to do.
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

/** Sequences that wait in a thread: one being tested and one to go on with. */
const MAX_WAITING = 2;

/**
 * Starts the threads. They run until they are ended and have the permissions that the program has now.
 *
 * @param threads at least 1; even one is a thread of its own, so that signals are handled meanwhile
 * @param onTested told how many sequences have been tested
 */
export function startSequencePool(
  threads: number,
  onTested: (sequences: number) => void = () => {},
): SequencePool {
  const workers = Array.from({ length: threads }, () => ({
    client: startWorker("sp800-22"),
    waiting: 0,
  }));
  const answers: Promise<Float64Array>[] = [];
  let tested = 0;
  let failure: unknown = null;
  /** Submissions that wait for room. */
  const wake: (() => void)[] = [];
  const wakeAll = () => {
    for (const resume of wake.splice(0)) resume();
  };

  const test = async (worker: { client: WorkerClient; waiting: number }, of: PackedSequence) => {
    worker.waiting++;
    const pValues = await worker.client.ask<Float64Array>(of);
    worker.waiting--;
    onTested(++tested);
    return pValues;
  };
  const leastBusy = () => workers.reduce((a, b) => b.waiting < a.waiting ? b : a);

  return {
    submit: async (sequence) => {
      const answer = test(leastBusy(), sequence);
      answers.push(answer);
      // A failure is thrown by the next submission or at the end, whichever comes first.
      answer.catch((error) => failure ??= error).finally(wakeAll);
      while (failure === null && leastBusy().waiting >= MAX_WAITING) {
        await new Promise<void>((resolve) => wake.push(resolve));
      }
      if (failure !== null) throw failure;
    },
    finish: () => Promise.all(answers),
    end: () => workers.forEach(({ client }) => client.end()),
  };
}
