import { assertEquals, assertRejects } from "../assert.ts";
import { estimatorJobs, estimatorRunner } from "../../lib/sp800_90b/jobs.ts";
import type { EstimatorOutcome, SymbolSequence } from "../../lib/sp800_90b/types.ts";
import { inWorker } from "../../lib/system/mod.ts";
import { startWorker } from "../../lib/system/worker.ts";

/** 5,000 bytes of a small linear congruential generator: any sequence will do. */
function recording(): SymbolSequence {
  let state = 1;
  const symbols = Uint8Array.from({ length: 5_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return { symbols, bitsPerSymbol: 8 };
}

Deno.test("inWorker() is false in the thread that runs the tests", () => {
  assertEquals(inWorker(), false);
});

Deno.test("startWorker() answers in a thread what the same code answers here", async () => {
  const input = recording();
  const run = estimatorRunner(input);
  const jobs = estimatorJobs(8, 256).slice(-4);
  const worker = startWorker("data_sets");
  try {
    // Not awaited one by one: requests sent before the thread listens must arrive, and in order.
    const answers = [
      worker.ask<null>({ kind: "load", dataSet: "input", recording: input }),
      ...jobs.map((job) => worker.ask<EstimatorOutcome[]>({ kind: "job", dataSet: "input", job })),
    ];
    assertEquals(await Promise.all(answers), [null, ...jobs.map(run)]);
  } finally {
    worker.end();
  }
});

Deno.test("startWorker() passes on what a service throws, and goes on", async () => {
  const worker = startWorker("data_sets");
  try {
    const early = worker.ask({ kind: "iid", dataSet: "input" });
    await assertRejects(() => early, Error, "There is no data set input");
    const load = { kind: "load", dataSet: "input", recording: recording() };
    assertEquals(await worker.ask(load), null);
  } finally {
    worker.end();
  }
});

Deno.test("startWorker() rejects every request when there is no such service", async () => {
  const worker = startWorker("divination");
  await assertRejects(() => worker.ask("early"), Error, "There is no service divination");
  await assertRejects(() => worker.ask("late"), Error, "There is no service divination");
});

Deno.test("end() rejects the request that the thread was working on", async () => {
  const worker = startWorker("data_sets");
  const answer = worker.ask({ kind: "load", dataSet: "input", recording: recording() });
  worker.end();
  await assertRejects(() => answer, Error, "The thread was ended");
});
