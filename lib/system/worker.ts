/**
 * Threads of the program's own code. A worker is the program's first module started again: main.ts
 * notices that it runs in a worker and serves requests instead of reading a command line. That needs no
 * second entry point, no blob and no included file, and works from source, bundled and compiled, before
 * and after the program has dropped its permissions; a thread has the permissions that are left when it starts.
 *
 * Protocol: the thread says that it listens (what is sent earlier can get lost), the first message names
 * a service, every further one is a request, and each gets exactly one reply, in order.
 */
import { reasonOf } from "../failure.ts";
import { program } from "./mod.ts";

/** What a thread does: one request in, one answer out. It may keep what it learnt for the next request. */
export type Service = (request: unknown) => unknown;

/** Finds a service by its name; rejects for a name that there is none of. */
export type ServiceLoader = (name: string) => Promise<Service>;

/** A thread that answers requests one at a time. */
export interface WorkerClient {
  /**
   * Sends a request, which is copied (structured clone), and waits for the answer.
   *
   * @throws Error with the message of what the service threw, or with the reason why the thread is gone
   */
  ask<Answer>(request: unknown): Promise<Answer>;
  /** Ends the thread at once, whatever it is doing; requests without an answer are rejected. */
  end(): void;
}

type Reply =
  | { readonly kind: "listening" }
  | { readonly kind: "answer"; readonly answer: unknown }
  | { readonly kind: "error"; readonly message: string };

/**
 * Starts a thread for a service.
 *
 * @example
 * const worker = startWorker("data_sets");
 * const outcomes = await worker.ask<EstimatorOutcome[]>(request);
 * worker.end();
 */
export function startWorker(service: string): WorkerClient {
  const address = program.url ?? new URL("../../main.ts", import.meta.url).href;
  const worker = new Worker(address, { type: "module" });
  const waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  /** Messages for a thread that is not listening yet. */
  const early: unknown[] = [];
  let listening = false;
  let gone: Error | null = null;

  const fail = (error: Error) => {
    gone ??= error;
    worker.terminate();
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  const send = (message: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      if (gone !== null) return reject(gone);
      waiting.push({ resolve, reject });
      if (listening) worker.postMessage(message);
      else early.push(message);
    });

  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    if (data.kind === "listening") {
      listening = true;
      for (const message of early.splice(0)) worker.postMessage(message);
    } else if (data.kind === "answer") {
      waiting.shift()?.resolve(data.answer);
    } else {
      waiting.shift()?.reject(new Error(data.message));
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(new Error(`A thread failed: ${event.message}`));
  };

  send(service).catch(fail);
  return {
    ask: async <Answer>(request: unknown) => await send(request) as Answer,
    end: () => fail(new Error("The thread was ended")),
  };
}

/** Threads that run one service beside each other. */
export interface WorkerPool {
  readonly workers: readonly WorkerClient[];
  /** One request to whichever thread is free first; those that wait have their turn in order. */
  ask<Answer>(request: unknown): Promise<Answer>;
  /** Ends the threads at once, whatever they are doing. */
  end(): void;
}

/**
 * Starts threads for a service. They run until they are ended and have the permissions that the program has now.
 *
 * @param threads at least 1; even one is a thread of its own, so that signals are handled meanwhile
 */
export function startWorkerPool(service: string, threads: number): WorkerPool {
  return workerPool(Array.from({ length: threads }, () => startWorker(service)));
}

/** A pool of threads that run the same service. */
export function workerPool(workers: readonly WorkerClient[]): WorkerPool {
  const idle = [...workers];
  const waiting: ((worker: WorkerClient) => void)[] = [];

  const free = (): Promise<WorkerClient> => {
    const worker = idle.shift();
    return worker === undefined
      ? new Promise((resolve) => waiting.push(resolve))
      : Promise.resolve(worker);
  };
  const release = (worker: WorkerClient) => {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };
  return {
    workers,
    ask: async <Answer>(request: unknown) => {
      const worker = await free();
      try {
        return await worker.ask<Answer>(request);
      } finally {
        release(worker);
      }
    },
    end: () => workers.forEach((worker) => worker.end()),
  };
}

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(reply: Reply): void;
}

/** Serves requests in a worker, until it is ended from outside. */
export function serve(load: ServiceLoader): void {
  const scope = globalThis as unknown as WorkerScope;
  let service: Promise<Service> | null = null;
  let last = Promise.resolve();

  const answer = async (message: unknown) => {
    try {
      if (service === null) {
        service = load(String(message));
        await service;
        scope.postMessage({ kind: "answer", answer: null });
      } else {
        scope.postMessage({ kind: "answer", answer: await (await service)(message) });
      }
    } catch (error) {
      scope.postMessage({ kind: "error", message: reasonOf(error) });
    }
  };
  scope.onmessage = ({ data }) => {
    last = last.then(() => answer(data));
  };
  scope.postMessage({ kind: "listening" });
}
