import { readRecording, type RecordingLimits, SampleStore } from "../../lib/entropy/recording.ts";
import type { EntropySource } from "../../lib/entropy/source.ts";
import { EXIT, Failure, Interrupted } from "../../lib/failure.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";

const NO_LIMITS: RecordingLimits = { bytes: null, seconds: null, stallSeconds: null };
const never = new Promise<never>(() => {});

/** Answers with so many bytes each time, counting up; an Error fails; "wait" never answers. */
function source(answers: readonly (number | Error | "wait")[]): EntropySource {
  let next = 0;
  let turn = 0;
  return {
    name: "the source",
    read: (buffer) => {
      const answer = answers[turn++];
      if (answer === "wait") return never;
      if (answer instanceof Error) return Promise.reject(answer);
      if (answer === undefined) return Promise.resolve(null);
      const bytes = Math.min(answer, buffer.length);
      for (let i = 0; i < bytes; i++) buffer[i] = next++ & 255;
      return Promise.resolve(bytes);
    },
    close: () => {},
  };
}

async function read(
  from: EntropySource,
  limits: Partial<RecordingLimits>,
  stop: Promise<never> = never,
) {
  const taken: number[] = [];
  const outcome = await readRecording(
    from,
    { ...NO_LIMITS, ...limits },
    (bytes) => void taken.push(...bytes),
    stop,
  );
  const { bytes, end, failure } = outcome;
  return { bytes, end, message: failure?.message ?? null, failure, taken };
}

Deno.test("readRecording() hands over all bytes in order, to the end of the source", async () => {
  const { bytes, end, message, taken } = await read(source([3, 1, 4]), {});
  assertEquals([bytes, end, message], [8, "end of source", null]);
  assertEquals(taken, [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("readRecording() leaves nothing that it has read in its buffers, however it ends", async () => {
  for (const last of [0, new Error("Input/output error"), "wait"] as const) {
    const { read: answer, ...from } = source(last === 0 ? [64, 64] : [64, 64, last]);
    const buffers: Uint8Array[] = [];
    const kept = (buffer: Uint8Array) => {
      buffers.push(new Uint8Array(buffer.buffer));
      return answer(buffer);
    };
    // An error of the system's is thrown.
    await read({ ...from, read: kept }, { bytes: 1_000, stallSeconds: 0.01 }).catch(() => {});
    assert(buffers.length >= 2 && buffers.every((buffer) => buffer.every((byte) => byte === 0)));
  }
});

Deno.test("readRecording() never asks for more than is left of its limit", async () => {
  const { bytes, end, taken } = await read(source([3, 100]), { bytes: 5 });
  assertEquals([bytes, end, taken], [5, "enough", [0, 1, 2, 3, 4]]);
});

Deno.test("readRecording() asks a fast source for more and more, up to 4 MiB", async () => {
  const asked: number[] = [];
  const fast: EntropySource = {
    name: "the source",
    read: (buffer) => Promise.resolve(asked.push(buffer.length) > 500 ? null : buffer.length),
    close: () => {},
  };
  await readRecording(fast, NO_LIMITS, () => {}, never);
  // A machine that is busy elsewhere may leave it at one length for a while.
  const powers = Array.from({ length: 19 }, (_, i) => 2 ** (4 + i));
  assertEquals([...new Set(asked)].sort((a, b) => a - b), powers);
});

Deno.test("readRecording() asks for no more where a piece takes long or comes in part", async () => {
  const slow = { milliseconds: 15, missing: 0 };
  const short = { milliseconds: 0, missing: 1 };
  for (const { milliseconds, missing } of [slow, short]) {
    const asked = new Set<number>();
    let turns = 0;
    const source: EntropySource = {
      name: "the source",
      read: async (buffer) => {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        asked.add(buffer.length);
        return turns++ < 10 ? buffer.length - missing : null;
      },
      close: () => {},
    };
    await readRecording(source, NO_LIMITS, () => {}, never);
    assert(asked.size > 0 && Math.max(...asked) === 16, [...asked].join());
  }
});

Deno.test("readRecording() asks for half where a piece takes more than 250 ms", async () => {
  const asked: number[] = [];
  const took = [0, 0, 250, 300, 300, 0, 0];
  let clock = 0;
  const source: EntropySource = {
    name: "the source",
    read: (buffer) => {
      clock += took[asked.push(buffer.length) - 1] ?? 0;
      return Promise.resolve(asked.length > took.length ? null : buffer.length);
    },
    close: () => {},
  };
  await readRecording(source, NO_LIMITS, () => {}, never, () => clock);
  assertEquals(asked, [16, 32, 64, 64, 32, 16, 32, 64]);
});

Deno.test("readRecording() keeps what a slow device gave when time is up, which fills all it is asked for", async () => {
  const source: EntropySource = {
    name: "the source",
    read: async (buffer) => {
      await new Promise((resolve) => setTimeout(resolve, 5 * buffer.length));
      return buffer.length;
    },
    close: () => {},
  };
  // 64 KiB at once would take five minutes.
  const { bytes, end, failure } = await readRecording(
    source,
    { ...NO_LIMITS, seconds: 2 },
    () => {},
    never,
  );
  assert(bytes >= 16, `${bytes} bytes`);
  assertEquals([end, failure], ["time", null]);
});

Deno.test("readRecording() ends where its taker has enough, and counts what that used", async () => {
  let pieces = 0;
  const outcome = await readRecording(
    source([3, 4, 5]),
    NO_LIMITS,
    () => ++pieces === 2 ? 3 : null,
    never,
  );
  assertEquals([outcome.bytes, outcome.end, outcome.failure], [6, "enough", null]);
});

Deno.test("readRecording() says that an empty source is empty, and one too short how much it had", async () => {
  const empty = await read(source([]), {});
  assertEquals([empty.end, empty.message], [
    "end of source",
    "Cannot assess the source: it is empty",
  ]);
  const short = await read(source([4]), { bytes: 5 });
  assertEquals(short.message, "Unexpected end of the source: 4 of 5 bytes");
  assertEquals(short.taken.length, 4);
  // With a time limit too, whichever comes first is as asked.
  assertEquals((await read(source([4]), { bytes: 5, seconds: 60 })).message, null);
});

Deno.test("readRecording() ends a silence that is too long, and keeps what came before", async () => {
  const { end, message, taken } = await read(source([2, "wait"]), { bytes: 9, stallSeconds: 0.01 });
  assertEquals([end, taken], ["silence", [0, 1]]);
  assertEquals(message, "Starved by the source: no byte for 0.01 s after 2 of 9 bytes");
});

Deno.test("readRecording() takes the end of its time as asked, unless nothing came", async () => {
  const some = await read(source([2, "wait"]), { seconds: 0.01 });
  assertEquals([some.end, some.bytes, some.message], ["time", 2, null]);
  const none = await read(source(["wait"]), { seconds: 0.01 });
  assertEquals([none.end, none.message], ["time", "Starved by the source: no byte in 0.01 s"]);
});

Deno.test("readRecording() returns signals and read errors as outcomes", async () => {
  const failed = await read(source([2, new Failure(EXIT.usageOrSource, "broken")]), {});
  assertEquals([failed.end, failed.message, failed.bytes], ["error", "broken", 2]);
  const stop = Promise.reject(new Interrupted("SIGINT", 130));
  const stopped = await read(source([2, "wait"]), {}, stop);
  assertEquals([stopped.end, stopped.failure?.exitCode], ["signal", 130]);
});

Deno.test("readRecording() hears the clock and signals beside a source that never waits", async () => {
  const endless = source(Array(10_000_000).fill(1));
  assertEquals((await read({ ...endless }, { seconds: 0.1 })).end, "time");
  const { promise, reject } = Promise.withResolvers<never>();
  setTimeout(() => reject(new Interrupted("SIGTERM", 143)), 10);
  assertEquals((await read({ ...endless }, {}, promise)).end, "signal");
});

Deno.test("readRecording() lets a fault of the program and of its taker through", async () => {
  await assertRejects(() => read(source([2, new TypeError("fault")]), {}), TypeError, "fault");
  const taker = () => {
    throw new Failure(EXIT.usageOrSource, "too wide");
  };
  await assertRejects(
    () => readRecording(source([2, "wait"]), NO_LIMITS, taker, never),
    Failure,
    "too wide",
  );
});

const count = (from: number, to: number) =>
  Uint8Array.from({ length: to - from }, (_, i) => (from + i) & 255);

Deno.test("SampleStore keeps what comes, in order, and grows as it has to", () => {
  const store = new SampleStore(5_000_000, null);
  for (let at = 0; at < 3_000_000; at += 300_000) store.add(count(at, at + 300_000));
  assertEquals(store.samples.length, 3_000_000);
  assertEquals(store.samples.subarray(1_048_570, 1_048_590), count(1_048_570, 1_048_590));
  assertEquals(store.samples.subarray(2_999_990), count(2_999_990, 3_000_000));
});

Deno.test("SampleStore lets go of what is beyond its limit, also in the middle of a piece", () => {
  const store = new SampleStore(10, 4);
  store.add(count(0, 7));
  store.add(count(7, 14));
  store.add(count(14, 20));
  assertEquals(store.samples, count(0, 10));
});

Deno.test("SampleStore with room for nothing keeps nothing", () => {
  const store = new SampleStore(0, null);
  store.add(count(0, 7));
  assertEquals(store.samples.length, 0);
});

Deno.test("SampleStore leaves no sample behind where it kept them before it grew", () => {
  const store = new SampleStore(100, 4);
  store.add(count(1, 5));
  const before = store.samples;
  store.add(count(5, 7));
  assertEquals(store.samples, count(1, 7));
  assertEquals([...before], [0, 0, 0, 0]);
});
