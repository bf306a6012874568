import { assess } from "../../lib/assess/assess.ts";
import { ReferenceRecordings } from "../../lib/assess/reference_recordings.ts";
import { Interrupted } from "../../lib/failure.ts";
import { workerPool } from "../../lib/system/worker.ts";
import { dataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { REQUEST } from "../report/samples.ts";
import { CONDITIONS } from "../starvation/samples.ts";

const SIGNAL = new Interrupted("SIGTERM", 143);

/** Assesses a source without an end, alone or among several, and a signal that comes after its first bytes. */
function interrupted(isCompared: boolean, partial: boolean) {
  const { promise: stop, reject } = Promise.withResolvers<never>();
  stop.catch(() => {});
  let asked = 0;
  const ask = <Answer>() => {
    asked++;
    return Promise.resolve([] as Answer);
  };
  const compared = { references: new ReferenceRecordings(), source: 0 };
  const assessing = assess(
    system,
    { ...REQUEST, source: { kind: "csprng" }, partial },
    {
      conditions: CONDITIONS,
      pool: dataSetPool(workerPool([{ ask, end: () => {} }])),
      digest: null,
      outputPaths: null,
      ...(isCompared ? { compared } : {}),
    },
    {
      onReading: () => reject(SIGNAL),
      onEstimating: () => {},
      onOutcomes: () => {},
      onBytes: () => {},
    },
    stop,
  );
  return { assessing, asked: () => asked };
}

Deno.test("a signal while a source is read ends assess() before any estimator runs, alone and among several; with partial they run", async () => {
  for (const isCompared of [false, true]) {
    const ended = await interrupted(isCompared, false);
    assertEquals(await assertRejects(() => ended.assessing, Interrupted), SIGNAL);
    assertEquals(ended.asked(), 0);
    const told = await interrupted(isCompared, true);
    assertEquals((await told.assessing).problems[0], SIGNAL);
    assertEquals(told.asked() > 0, true);
  }
});
