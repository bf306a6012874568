import { estimateRecording } from "../../lib/assess/estimate_recording.ts";
import { Failure, Interrupted } from "../../lib/failure.ts";
import { poolOf } from "../../lib/sp800_90b/data_set_pool.ts";
import { assertEquals, assertRejects } from "../assert.ts";

const NEVER = new Promise<never>(() => {});

/** Estimates with threads that do so; the problems, and how often the threads were ended. */
async function estimating(answer: () => Promise<unknown>, stop = NEVER) {
  let ended = 0;
  const recording = { symbols: Uint8Array.of(1, 2, 3, 2, 1), bitsPerSymbol: 8 };
  const ask = <Answer>() => answer() as Promise<Answer>;
  const pool = poolOf([{ ask, end: () => void ended++ }]);
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
