import { gather, startDeadline } from "../../lib/entropy/gather.ts";
import type { EntropySource } from "../../lib/entropy/source.ts";
import { Failure } from "../../lib/failure.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { fakeSource, fakeTime } from "../starvation/fake_time.ts";
import { withNotedTimers } from "./noted_timers.ts";

const never = new Promise<never>(() => {});

/** A source that answers at once, at most four bytes a read, counting upwards. */
function ready(): EntropySource {
  let counter = 0;
  return {
    name: "ready",
    read: () => Promise.reject(new Error("asked with a promise")),
    readNow: (buffer) => {
      const part = buffer.subarray(0, 4);
      for (let index = 0; index < part.length; index++) part[index] = counter++;
      return part.length;
    },
    close: () => {},
  };
}

/** Notes every piece, and ends gathering at a byte. */
function recordingTest(endAt = -1) {
  const pieces: number[][] = [];
  return {
    pieces,
    feed: (bytes: Uint8Array) => {
      pieces.push([...bytes]);
      return !bytes.includes(endAt);
    },
  };
}

Deno.test("gather() fills a key with as many reads as it takes, the same with and without promises", async () => {
  const time = fakeTime();
  const waiting = fakeSource("waiting", time, Array(3).fill({ wait: 5, bytes: 4 }));
  for (const source of [ready(), waiting]) {
    const key = new Uint8Array(10);
    const { pieces, feed } = recordingTest();
    const short: number[][] = [];
    const listener = { onShortRead: (...counts: [number, number]) => void short.push(counts) };
    await time.run(gather(source, key, { feed }, listener, never));
    assertEquals([...key], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], source.name);
    assertEquals(pieces, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
    assertEquals(short, [[4, 10], [8, 10]]);
  }
});

Deno.test("gather() ends when its test says so, and asks no further", async () => {
  const time = fakeTime();
  const waiting = fakeSource("waiting", time, Array(3).fill({ wait: 0, bytes: 4 }));
  for (const source of [ready(), waiting]) {
    const { pieces, feed } = recordingTest(5);
    const listener = { onShortRead: () => {} };
    await gather(source, new Uint8Array(12), { feed }, listener, never);
    assertEquals(pieces.length, 2, source.name);
  }
});

Deno.test("gather() fails at the end of a source and leaves a wait when told to", async () => {
  const time = fakeTime();
  const listener = { onShortRead: () => {} };
  const ends = fakeSource("/dev/ends", time, [{ wait: 0, bytes: 2 }, { wait: 0, bytes: null }]);
  await assertRejects(
    () => gather(ends, new Uint8Array(4), recordingTest(), listener, never),
    Error,
    "Unexpected end of /dev/ends",
  );
  const stop = time.timer(50).over.then(() => Promise.reject(new Error("enough waited")));
  const starves = fakeSource("starves", time, []);
  await assertRejects(
    () => time.run(gather(starves, new Uint8Array(4), recordingTest(), listener, stop)),
    Error,
    "enough waited",
  );
});

Deno.test("startDeadline() waits just as long as it was told, and says how far gathering came", () =>
  withNotedTimers(async (timers) => {
    const deadline = startDeadline(2.5, { kind: "file", path: "/dev/random" }, 128);
    assertEquals(timers.map(({ milliseconds }) => milliseconds), [2_500]);
    const seen: number[] = [];
    const listener = {
      onShortRead: (gathered: number, needed: number) => seen.push(gathered, needed),
    };
    deadline.watch(listener).onShortRead(12, 128);
    timers[0].fire();
    const failure = await assertRejects(
      () => deadline.expired,
      Failure,
      "Starved by /dev/random: 96 of 1024 bits after 2.5 s, wanted the whole key",
    );
    assertEquals([(failure as Failure).exitCode, seen], [1, [12, 128]]);
  }));

Deno.test("startDeadline() names -l for another source, and a longer time for -l itself", async () => {
  for (
    const [source, named] of [
      [{ kind: "file", path: "/dev/random" }, "-l takes the key"],
      [
        { kind: "csprng" },
        "the time went into starting, and no byte was waited for: a longer --timeout",
      ],
    ] as const
  ) {
    await withNotedTimers(async (timers) => {
      const { expired } = startDeadline(1, source, 128);
      timers[0].fire();
      const failure = await assertRejects(() => expired, Failure, "Starved by");
      assert((failure as Failure).hint?.includes(named), source.kind);
    });
  }
});

Deno.test("startDeadline() leaves no timer behind once it is cancelled", () =>
  withNotedTimers((timers) => {
    startDeadline(1, { kind: "csprng" }, 128).cancel();
    assertEquals(timers, []);
    return Promise.resolve();
  }));
