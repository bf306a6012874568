import { meter } from "../../lib/entropy/metered.ts";
import type { EntropySource } from "../../lib/entropy/source.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { fakeSource, fakeTime } from "../starvation/fake_time.ts";

Deno.test("meter() notes for each read when it was asked, when answered, and how many bytes", async () => {
  const time = fakeTime();
  const source = meter(
    fakeSource("s", time, [{ wait: 0, bytes: 4 }, { wait: 250, bytes: 3 }, {
      wait: 9,
      bytes: null,
    }]),
    time.now,
  );
  const buffer = new Uint8Array(4);
  assertEquals(await time.run(source.read(buffer)), 4);
  assertEquals(await time.run(source.read(buffer)), 3);
  assertEquals(await time.run(source.read(buffer)), null);
  assertEquals(source.takeReads(), [
    { askedMilliseconds: 1000, answeredMilliseconds: 1000, bytes: 4 },
    { askedMilliseconds: 1000, answeredMilliseconds: 1250, bytes: 3 },
    { askedMilliseconds: 1250, answeredMilliseconds: 1259, bytes: 0 },
  ]);
  assertEquals(source.takeReads(), [], "reads are handed over once");
});

Deno.test("meter() passes bytes, name, errors and close through", async () => {
  const time = fakeTime();
  const inner = fakeSource("/dev/random", time, [
    { wait: 0, bytes: 3 },
    { wait: 5, bytes: new Error("gone") },
  ]);
  const source = meter(inner, time.now);
  const buffer = new Uint8Array(3);
  await source.read(buffer);
  assertEquals([source.name, ...buffer], ["/dev/random", 0, 1, 2]);
  await assertRejects(() => time.run(source.read(buffer)), Error, "gone");
  assertEquals(source.takeReads().length, 2, "a failed read was a wait too");
  source.close();
  assertEquals(inner.closed, 1);
});

Deno.test("a read under way is handed over without an answer, and its late answer is not counted", async () => {
  const time = fakeTime();
  const source = meter(
    fakeSource("s", time, [{ wait: 100, bytes: 2 }, { wait: 0, bytes: 2 }]),
    time.now,
  );
  const late = source.read(new Uint8Array(2));
  assertEquals(source.takeReads(), [
    { askedMilliseconds: 1000, answeredMilliseconds: null, bytes: 0 },
  ]);
  assertEquals(await time.run(late), 2);
  assertEquals(source.takeReads(), []);
  await source.read(new Uint8Array(2));
  assertEquals(source.takeReads().length, 1);
});

Deno.test("meter() notes reads without a promise the same way, on both sides of its first room", async () => {
  for (const reads of [64, 65]) {
    let milliseconds = 0;
    const inner: EntropySource = {
      name: "s",
      read: () => Promise.reject(new Error("asked with a promise")),
      readNow: (buffer) => {
        milliseconds += 3;
        return buffer.length;
      },
      close: () => {},
    };
    const source = meter(inner, () => milliseconds);
    for (let read = 0; read < reads; read++) {
      assertEquals(source.readNow?.(new Uint8Array(5)), 5);
      milliseconds += 4;
    }
    const expected = Array.from({ length: reads }, (_, read) => ({
      askedMilliseconds: 7 * read,
      answeredMilliseconds: 7 * read + 3,
      bytes: 5,
    }));
    assertEquals(source.takeReads(), expected, `${reads} reads`);
    await assertRejects(() => source.read(new Uint8Array(5)), Error, "asked with a promise");
    assertEquals(source.takeReads().length, 1, "rows are used again");
  }
});

Deno.test("meter() offers reads without a promise only where its source does", () => {
  const time = fakeTime();
  assertEquals("readNow" in meter(fakeSource("s", time, []), time.now), false);
});

Deno.test("the late answer of a read that was left behind is not taken for the next one's", async () => {
  const time = fakeTime();
  const source = meter(
    fakeSource("s", time, [{ wait: 100, bytes: 1 }, { wait: 300, bytes: 2 }]),
    time.now,
  );
  const late = source.read(new Uint8Array(2));
  source.takeReads();
  const next = source.read(new Uint8Array(2));
  assertEquals(await time.run(late), 1);
  assertEquals(await time.run(next), 2);
  assertEquals(source.takeReads(), [
    { askedMilliseconds: 1000, answeredMilliseconds: 1300, bytes: 2 },
  ]);
});
