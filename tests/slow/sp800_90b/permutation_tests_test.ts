import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { startDataSetPool } from "../../../lib/sp800_90b/data_set_pool.ts";
import { dataSetPoolHere } from "../../../scripts/data_set_pool_here.ts";
import { assessIidTrack } from "../../../lib/sp800_90b/iid_track.ts";
import {
  PERMUTATION_STATISTICS,
  type PermutationStatisticName,
} from "../../../lib/sp800_90b/permutation_statistics.ts";
import {
  PERMUTATION_FALSE_ALARM_BOUND,
  type PermutationOptions,
  runPermutationTests,
  type ShuffleWorker,
} from "../../../lib/sp800_90b/permutation_tests.ts";
import { noisyCounter, uniform } from "../../sp800_90b/standard_data.ts";

const OPTIONS: PermutationOptions = { seed: 1, complete: false, maxSeconds: null };

/** Statistics whose shuffles compare as `signOf` says; all are decided after 12 where it is not asked. */
function fakeWorker(
  signOf: (name: PermutationStatisticName, index: number) => number | null,
  asked: PermutationStatisticName[][] = [],
  pause: () => Promise<void> = () => Promise.resolve(),
): ShuffleWorker {
  return {
    observe: (names) => Promise.resolve(names.map(() => 0)),
    compare: async ({ from, to, statistics }) => {
      await pause();
      asked.push([...statistics]);
      const signs = new Int8Array((to - from) * statistics.length);
      let at = 0;
      for (let index = from; index < to; index++) {
        for (const name of statistics) {
          signs[at++] = signOf(name, index) ?? (index % 2 === 0 ? 1 : -1);
        }
      }
      return signs;
    },
  };
}

function statisticOf(
  { statistics }: Awaited<ReturnType<typeof runPermutationTests>>,
  name: PermutationStatisticName,
) {
  const { greater, equal, less, verdict } = statistics.find((one) => one.name === name)!;
  return [greater, equal, less, verdict];
}

Deno.test("5 shuffles on one side fail a statistic and 6 pass it, on either side and with ties", async () => {
  const cases = [
    [{ greater: 5, equal: 0 }, "failed"],
    [{ greater: 6, equal: 0 }, "passed"],
    [{ greater: 3, equal: 2 }, "failed"],
    [{ greater: 3, equal: 3 }, "passed"],
    [{ greater: 0, equal: 5 }, "failed"],
    [{ greater: 0, equal: 6 }, "passed"],
  ] as const;
  for (const [{ greater, equal }, verdict] of cases) {
    for (const side of [1, -1]) {
      // At the very end, so that nothing is certain before.
      const worker = fakeWorker((name, index) => {
        if (name !== "excursion") return null;
        const left = 9_999 - index;
        return left < greater ? side : left < greater + equal ? 0 : -side;
      });
      const result = await runPermutationTests([worker], OPTIONS);
      const found = statisticOf(result, "excursion");
      assertEquals(found[3], verdict, `${side * greater} and ${equal}`);
      assertEquals(result.passed, verdict === "passed");
    }
  }
});

Deno.test("a statistic stops at the shuffle that makes its verdict certain", async () => {
  // Six on either side after 12 shuffles; nobody on one side: certain to fail when 5 are left.
  const result = await runPermutationTests(
    [fakeWorker((name) => name === "covariance_8" ? -1 : null)],
    OPTIONS,
  );
  assertEquals(statisticOf(result, "excursion"), [6, 0, 6, "passed"]);
  assertEquals(statisticOf(result, "covariance_8"), [0, 0, 9_995, "failed"]);
});

Deno.test("only open statistics are computed on, and compression comes when the others have passed", async () => {
  const asked: PermutationStatisticName[][] = [];
  const slow = (name: PermutationStatisticName, index: number) =>
    name === "periodicity_2" ? (index < 2_000 ? 1 : -1) : null;
  const result = await runPermutationTests([fakeWorker(slow, asked)], OPTIONS);
  assertEquals(result.passed, true);
  assertEquals(asked[0], PERMUTATION_STATISTICS.slice(0, 18));
  const alone = asked.filter((names) => names.join() === "periodicity_2").length;
  const compressions = asked.filter((names) => names.join() === "compression").length;
  assert(alone > 0 && compressions > 0);
  assertEquals(asked.at(-1), ["compression"]);
});

Deno.test("compression is left out once another statistic has failed, and run with `complete`", async () => {
  const worker = fakeWorker((name) => name === "excursion" ? 1 : null);
  const short = await runPermutationTests([worker], OPTIONS);
  assertEquals(statisticOf(short, "compression"), [0, 0, 0, "not_run"]);
  assertEquals([short.passed, short.timeOut], [false, false]);
  const complete = await runPermutationTests([worker], { ...OPTIONS, complete: true });
  assertEquals(statisticOf(complete, "compression"), [6, 0, 6, "passed"]);
  assertEquals(complete.passed, false);
});

Deno.test("what comes early is counted in its turn: counts do not depend on who is slow", async () => {
  const signOf = (name: PermutationStatisticName, index: number) =>
    Math.sign((index * 7919 + name.length * 104_729) % 97 - 90);
  const sequential = await runPermutationTests([fakeWorker(signOf)], OPTIONS);
  let turn = 0;
  // Now and then a worker is overtaken by the others many times over.
  const pause = async () => {
    for (let i = turn++ % 5 * 3; i > 0; i--) await Promise.resolve();
  };
  const workers = Array.from({ length: 4 }, () => fakeWorker(signOf, [], pause));
  assertEquals(await runPermutationTests(workers, OPTIONS), sequential);
});

Deno.test("time that runs out leaves verdicts open, and what has failed failed", async () => {
  const never = fakeWorker((name) => name === "excursion" ? 1 : null, [], async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const result = await runPermutationTests([never], { ...OPTIONS, maxSeconds: 0.1 });
  const [greater, equal, less, verdict] = statisticOf(result, "excursion");
  assertEquals([equal, less, verdict], [0, 0, "open"]);
  assert(Number(greater) > 0 && Number(greater) < 10_000);
  assertEquals(statisticOf(result, "compression"), [0, 0, 0, "not_run"]);
  assertEquals([result.passed, result.timeOut], [null, true]);
});

Deno.test("no more time is left than the limit leaves, however far the verdicts are", async () => {
  const farOff = () =>
    fakeWorker((name) => name === "excursion" ? 1 : null, [], async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
  const mostLeft = async (maxSeconds: number) => {
    const left: number[] = [];
    await runPermutationTests(
      [farOff()],
      { ...OPTIONS, permutations: 100_000, maxSeconds },
      ({ secondsLeft }) => left.push(secondsLeft),
    );
    return Math.max(...left);
  };
  // 100,000 shuffles of 5 ms each would take minutes.
  assert(await mostLeft(0.2) <= 0.2);
});

Deno.test("progress names what is open and ends with nothing left", async () => {
  const seen: number[] = [];
  let last = -1;
  await runPermutationTests(
    [fakeWorker(() => null)],
    OPTIONS,
    ({ open, secondsLeft, shuffles }) => {
      assert(secondsLeft >= 0 && shuffles > 0);
      seen.push(open.length);
      last = open.length;
    },
  );
  assert(seen.includes(18));
  assertEquals(last, 0);
});

Deno.test("the bound on false alarms is 19 times 12 of 10,001 ranks", () => {
  assertAlmostEquals(PERMUTATION_FALSE_ALARM_BOUND, 19 * 12 / 10_001, 1e-15);
});

Deno.test("1 and 4 threads and the caller's own give the same counts for the same seed", async () => {
  const recording = { symbols: uniform(2_000, 77, 8), bitsPerSymbol: 8 };
  const options = { ...OPTIONS, complete: true, permutations: 400 };
  const run = async (threads: number, seed: number) => {
    const pool = threads === 0 ? dataSetPoolHere() : startDataSetPool(threads);
    try {
      await pool.load("data", recording);
      return await assessIidTrack(pool, "data", recording, { ...options, seed });
    } finally {
      pool.end();
    }
  };
  const own = await run(0, 5);
  assertEquals(await run(1, 5), own);
  assertEquals(await run(4, 5), own);
  const counts = ({ permutation }: typeof own) =>
    permutation!.statistics.map(({ greater, equal, less }) => [greater, equal, less]);
  assert(counts(await run(1, 6)).join() !== counts(own).join());
});

Deno.test("section 5.1 is left out when section 5.2 says no, and run with `complete`", async () => {
  const recording = { symbols: noisyCounter(3_000, 118, 8), bitsPerSymbol: 8 };
  const pool = dataSetPoolHere();
  await pool.load("data", recording);
  const short = await assessIidTrack(pool, "data", recording, OPTIONS);
  assertEquals([short.chiSquareAndRepeats.passed, short.permutation, short.passed], [
    false,
    null,
    false,
  ]);
  const all = { ...OPTIONS, complete: true, permutations: 100 };
  const complete = await assessIidTrack(pool, "data", recording, all);
  assertEquals([complete.permutation?.passed, complete.passed], [false, false]);
  assert(complete.permutation!.statistics.every(({ verdict }) => verdict !== "not_run"));
});
