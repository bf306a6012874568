import { estimateRecording } from "../../lib/assess/estimate_recording.ts";
import { Failure, Interrupted } from "../../lib/failure.ts";
import { workerPool } from "../../lib/system/worker.ts";
import { dataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import type { DataSetRequest } from "../../lib/sp800_90b/data_set_service.ts";
import { estimatorRunner } from "../../lib/sp800_90b/jobs.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../assert.ts";

const NEVER = new Promise<never>(() => {});

/** Estimates with threads that do so; the problems, and how often the threads were ended. */
async function estimating(answer: () => Promise<unknown>, stop = NEVER) {
  let ended = 0;
  const recording = { symbols: Uint8Array.of(1, 2, 3, 2, 1), bitsPerSymbol: 8 };
  const ask = <Answer>() => answer() as Promise<Answer>;
  const pool = dataSetPool(workerPool([{ ask, end: () => void ended++ }]));
  const { problems } = await estimateRecording(recording, pool, {}, stop)
    .finally(() => assertEquals(ended, 1));
  return problems;
}

Deno.test("estimateRecording() ends the threads when all is done, when they fail, and when a signal arrives", async () => {
  assertEquals(await estimating(() => Promise.resolve([])), []);
  const failure = new Failure(1, "It failed");
  assertEquals(await estimating(() => Promise.reject(failure)), [failure]);
  const signal = new Interrupted("SIGTERM", 143);
  assertEquals(await estimating(() => NEVER, Promise.reject(signal)), [signal]);
  await assertRejects(() => estimating(() => Promise.reject(new TypeError("ours"))), TypeError);
});

Deno.test("whichever thread ends first, the first estimator of the standard that has too few samples is named", async () => {
  const recording = { symbols: Uint8Array.of(1, 2, 3, 2, 1), bitsPerSymbol: 8 };
  const run = estimatorRunner(recording);
  const problemsWith = async (delayOf: (jobsBefore: number) => number) => {
    let jobs = 0;
    const ask = async <Answer>(request: unknown) => {
      const { kind, job } = request as Partial<Extract<DataSetRequest, { kind: "job" }>>;
      if (kind !== "job") return [] as Answer;
      await new Promise((resolve) => setTimeout(resolve, delayOf(jobs++)));
      return run(job!) as Answer;
    };
    const workers = Array.from({ length: 20 }, () => ({ ask, end: () => {} }));
    const { problems } = await estimateRecording(
      recording,
      dataSetPool(workerPool(workers)),
      {},
      NEVER,
    );
    return problems.map(({ message }) => message);
  };
  const [one] = await problemsWith((before) => 5 * before);
  const [other] = await problemsWith((before) => 100 - 5 * before);
  assertEquals(one, other);
  assertStringIncludes(one, "on 5 samples: t tuple on the symbols: no symbol occurs 35 times");
});
