import { meter } from "../../lib/entropy/metered.ts";
import type { EntropySource } from "../../lib/entropy/source.ts";
import { Interrupted } from "../../lib/failure.ts";
import type { Measurement, Plan } from "../../lib/starvation/measurement.ts";
import { measureStarvation, runRound } from "../../lib/starvation/starvation.ts";
import type { Conditions } from "../../lib/system/conditions.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { type Answer, fakeSource, type FakeTime, fakeTime } from "./fake_time.ts";
import { CONDITIONS, PLAN } from "./samples.ts";

const SILENT = { onRound: () => {}, onBytes: () => {} };
const never = new Promise<never>(() => {});
/** A source that has a whole key at once, every time. */
const ready = (time: FakeTime) =>
  fakeSource("csprng", time, Array(50).fill({ wait: 0, bytes: 4096 }));

function measure(
  time: FakeTime,
  plan: Partial<Plan>,
  answers: readonly Answer[],
  stop: Promise<never> = never,
): Promise<Measurement> {
  const blocking = fakeSource("/dev/random", time, answers);
  const sources: Record<"blocking" | "less-secure", EntropySource> = {
    blocking,
    "less-secure": ready(time),
  };
  const conditions: Conditions = CONDITIONS;
  return time.run(
    measureStarvation({ ...PLAN, ...plan }, sources, conditions, time, SILENT, stop),
  );
}

const shape = ({ rounds }: Measurement) =>
  rounds.map(({ number, mode, outcome, gatheredBytes }) => [number, mode, outcome, gatheredBytes]);

Deno.test("both modes take turns, with a pause between rounds and none after the last", async () => {
  const time = fakeTime();
  const measurement = await measure(time, { rounds: 2, pauseSeconds: 3 }, [
    { wait: 40, bytes: 100 },
    { wait: 10, bytes: 28 },
    { wait: 0, bytes: 128 },
  ]);
  assertEquals(shape(measurement), [
    [1, "blocking", "whole", 128],
    [1, "less-secure", "whole", 128],
    [2, "blocking", "whole", 128],
    [2, "less-secure", "whole", 128],
  ]);
  const [first, , second] = measurement.rounds;
  assertEquals(first.reads, [
    { askedMilliseconds: 0, answeredMilliseconds: 40, bytes: 100 },
    { askedMilliseconds: 40, answeredMilliseconds: 50, bytes: 28 },
  ]);
  assertEquals([first.endedMilliseconds, second.startedMilliseconds], [50, 3050]);
  assertEquals(time.now() - 1000, 3050);
  assertEquals(measurement.interruptedBy, null);
  assertEquals(time.pending, 0, "no timer is left that would keep a process alive");
});

Deno.test("times count from the moment at which the sources were open", async () => {
  const time = fakeTime();
  const opened = time.now() - 30;
  const sources = {
    blocking: fakeSource("/dev/random", time, [{ wait: 40, bytes: 128 }]),
    "less-secure": ready(time),
  };
  const plan = { ...PLAN, rounds: 1 };
  const { rounds } = await time.run(
    measureStarvation(plan, sources, CONDITIONS, time, SILENT, never, opened),
  );
  const [{ startedMilliseconds, endedMilliseconds, reads }] = rounds;
  assertEquals([startedMilliseconds, endedMilliseconds], [30, 70]);
  assertEquals(reads, [{ askedMilliseconds: 30, answeredMilliseconds: 70, bytes: 128 }]);
});

Deno.test("a round that starves is a result, and the next one takes up its unanswered read", async () => {
  const time = fakeTime();
  const measurement = await measure(time, { rounds: 2, pauseSeconds: 0, timeoutSeconds: 60 }, [
    { wait: 1000, bytes: 39 },
    { wait: 70_000, bytes: 89 },
    { wait: 500, bytes: 39 },
  ]);
  assertEquals(shape(measurement), [
    [1, "blocking", "starved", 39],
    [1, "less-secure", "whole", 128],
    [2, "blocking", "whole", 128],
    [2, "less-secure", "whole", 128],
  ]);
  const [starved, , late] = measurement.rounds;
  assertEquals(starved.endedMilliseconds, 60_000);
  assertEquals(starved.reads[1], {
    askedMilliseconds: 1000,
    answeredMilliseconds: null,
    bytes: 0,
  });
  assertEquals(late.reads, [
    { askedMilliseconds: 60_000, answeredMilliseconds: 71_000, bytes: 89 },
    { askedMilliseconds: 71_000, answeredMilliseconds: 71_500, bytes: 39 },
  ]);
});

Deno.test("a key that comes between two rounds is whole in the next one at once", async () => {
  const plan = { rounds: 2, pauseSeconds: 2, timeoutSeconds: 1 };
  const measurement = await measure(fakeTime(), plan, [{ wait: 2000, bytes: 128 }]);
  assertEquals(shape(measurement), [
    [1, "blocking", "starved", 0],
    [1, "less-secure", "whole", 128],
    [2, "blocking", "whole", 128],
    [2, "less-secure", "whole", 128],
  ]);
  const [, , whole] = measurement.rounds;
  assertEquals([whole.startedMilliseconds, whole.endedMilliseconds], [3000, 3000]);
});

Deno.test("an answer at the very time-out is too late; one a millisecond earlier is not", async () => {
  for (const [wait, outcome] of [[999, "whole"], [1001, "starved"]] as const) {
    const measurement = await measure(fakeTime(), { rounds: 1, timeoutSeconds: 1 }, [
      { wait, bytes: 128 },
    ]);
    assertEquals(measurement.rounds[0].outcome, outcome, `after ${wait} ms`);
  }
});

Deno.test("the end of the time cuts the round under way short, and no other begins", async () => {
  const measurement = await measure(fakeTime(), { rounds: 9, seconds: 5 }, [
    { wait: 1000, bytes: 64 },
  ]);
  assertEquals(shape(measurement), [[1, "blocking", "cut", 64]]);
  assertEquals(measurement.rounds[0].endedMilliseconds, 5000);
});

Deno.test("a measurement that is done before its time does not wait for it", async () => {
  const time = fakeTime();
  await measure(time, { rounds: 1, seconds: 5 }, [{ wait: 7, bytes: 128 }]);
  assertEquals([time.now() - 1000, time.pending], [7, 0]);
});

Deno.test("the end of the time ends a pause as well", async () => {
  const time = fakeTime();
  const plan = { rounds: 9, seconds: 5, pauseSeconds: 60 };
  const measurement = await measure(time, plan, [{ wait: 0, bytes: 128 }]);
  assertEquals(measurement.rounds.length, 2);
  assertEquals(time.now() - 1000, 5000);
  assertEquals(time.pending, 0, "the pause that was cut is called off");
});

Deno.test("a signal at any time leaves what was measured until then", async () => {
  for (const [after, rounds, outcome] of [[10, 1, "cut"], [2500, 3, "cut"]] as const) {
    const time = fakeTime();
    const stop = time.timer(after).over.then(() => Promise.reject(new Interrupted("SIGTERM", 143)));
    const plan = { rounds: 5, pauseSeconds: 0, timeoutSeconds: 2 };
    const measurement = await measure(time, plan, [], stop);
    assertEquals(measurement.interruptedBy, "SIGTERM");
    assertEquals(measurement.rounds.length, rounds);
    assertEquals(measurement.rounds.at(-1)?.outcome, outcome);
  }
});

Deno.test("a source that ends or fails is a result, says why, and ends the measurement", async () => {
  const ended = await measure(fakeTime(), { rounds: 3 }, [
    { wait: 5, bytes: 64 },
    { wait: 0, bytes: null },
  ]);
  assertEquals(shape(ended), [[1, "blocking", "failed", 64]]);
  assertEquals([ended.rounds[0].error, ended.rounds[0].code], [
    "Unexpected end of /dev/random",
    "source-ended",
  ]);
  const broken = await measure(fakeTime(), { rounds: 3 }, [{ wait: 5, bytes: new Error("EIO") }]);
  assertEquals(broken.rounds[0].error, "EIO");
});

Deno.test("bytes that the health tests refuse end the measurement as they end making a key", async () => {
  const time = fakeTime();
  const stuck: EntropySource = {
    name: "stuck",
    read: (buffer) => Promise.resolve(buffer.fill(7).length),
    close: () => {},
  };
  const sources = { blocking: stuck, "less-secure": ready(time) };
  const { rounds } = await time.run(
    measureStarvation(PLAN, sources, CONDITIONS, time, SILENT, never),
  );
  assertEquals(rounds.map(({ outcome, code }) => [outcome, code]), [["failed", "rejected"]]);
  assertStringIncludes(rounds[0].error ?? "", "repetition count test");
});

Deno.test("the key of a round is thrown away: nothing of it is left, however the round ends", async () => {
  for (const refusal of [null, "refused", new Error("failed")]) {
    const time = fakeTime();
    let key: Uint8Array = new Uint8Array();
    const round = await time.run(runRound(
      {
        number: 1,
        mode: "blocking",
        source: meter(ready(time), time.now),
        keySizeBytes: 128,
        timeoutMilliseconds: 1000,
        originMilliseconds: 0,
        cut: new Promise<void>(() => {}),
      },
      (_source, buffer) => {
        key = new Uint8Array(buffer.buffer);
        buffer.fill(7);
        return refusal instanceof Error ? Promise.reject(refusal) : Promise.resolve(refusal);
      },
      time,
      () => {},
    ));
    assertEquals(round.outcome, refusal === null ? "whole" : "failed");
    assertEquals([...key], Array(128).fill(0));
  }
});
