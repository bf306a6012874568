import { gather } from "../../lib/entropy/gather.ts";
import type { EntropySource } from "../../lib/entropy/source.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { fakeSource, fakeTime } from "../starvation/fake_time.ts";

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
