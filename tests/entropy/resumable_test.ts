import { resumable } from "../../lib/entropy/resumable.ts";
import { csprngSource } from "../../lib/entropy/source.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { fakeSource, fakeTime } from "../starvation/fake_time.ts";

Deno.test("resumable() asks for what its reader asks for, up to its limit", async () => {
  const time = fakeTime();
  const inner = fakeSource("s", time, [{ wait: 0, bytes: 99 }, { wait: 0, bytes: 99 }]);
  const source = resumable(inner, 8);
  assertEquals(await source.read(new Uint8Array(5)), 5);
  assertEquals(await source.read(new Uint8Array(12)), 8);
  assertEquals(inner.requests, [5, 8]);
});

Deno.test("a read that was given up goes to whoever reads next, whole and once", async () => {
  const time = fakeTime();
  const inner = fakeSource("s", time, [{ wait: 100, bytes: 6 }, { wait: 0, bytes: 4 }]);
  const source = resumable(inner, 8);
  const abandoned = new Uint8Array(8);
  const givenUp = source.read(abandoned);
  const small = new Uint8Array(4);
  assertEquals(await time.run(source.read(small)), 4);
  assertEquals([...small], [0, 1, 2, 3]);
  assertEquals(await givenUp, null);
  assertEquals([...abandoned], Array(8).fill(0));

  const rest = new Uint8Array(4);
  assertEquals(await source.read(rest), 2, "what the small reader had no room for");
  assertEquals([...rest], [4, 5, 0, 0]);
  assertEquals(await source.read(rest), 4);
  assertEquals([...rest], [6, 7, 8, 9]);
  assertEquals(inner.requests, [8, 4]);
});

Deno.test("bytes that come while nobody reads go to whoever reads next, at once", async () => {
  const time = fakeTime();
  const inner = fakeSource("s", time, [{ wait: 100, bytes: 6 }, { wait: 0, bytes: null }]);
  const source = resumable(inner, 8);
  const abandoned = new Uint8Array(8);
  const givenUp = source.read(abandoned);
  source.giveUp?.();
  assertEquals(await time.run(givenUp), null);
  assertEquals([...abandoned], Array(8).fill(0));
  const next = new Uint8Array(4);
  assertEquals([await source.read(next), ...next], [4, 0, 1, 2, 3]);
  assertEquals([await source.read(next), ...next], [2, 4, 5, 2, 3]);
  assertEquals(await source.read(next), null);
  assertEquals(inner.requests, [8, 4], "nothing is asked for before it is needed");
});

Deno.test("an error that comes while nobody reads is whoever's who reads next", async () => {
  const time = fakeTime();
  const source = resumable(fakeSource("s", time, [{ wait: 5, bytes: new Error("gone") }]), 8);
  const givenUp = source.read(new Uint8Array(8));
  source.giveUp?.();
  await assertRejects(() => time.run(givenUp), Error, "gone");
  await assertRejects(() => source.read(new Uint8Array(8)), Error, "gone");
});

Deno.test("resumable() passes end and errors on, and can be read again after an error", async () => {
  const time = fakeTime();
  const inner = fakeSource("s", time, [
    { wait: 5, bytes: new Error("gone") },
    { wait: 0, bytes: 1 },
    { wait: 0, bytes: null },
  ]);
  const source = resumable(inner, 8);
  await assertRejects(() => time.run(source.read(new Uint8Array(8))), Error, "gone");
  assertEquals(await source.read(new Uint8Array(8)), 1);
  assertEquals(await source.read(new Uint8Array(8)), null);
  source.close();
  assertEquals(inner.closed, 1);
});

Deno.test("a source that answers before its call returns leaves no read behind and is passed through", () => {
  const source = csprngSource();
  assertEquals(resumable(source, 8) === source, true);
});

Deno.test("resumable() keeps no byte that it has handed over, and none once it is closed", async () => {
  let held: Uint8Array = new Uint8Array();
  const source = resumable({
    name: "s",
    read: (buffer) => {
      held = new Uint8Array(buffer.buffer);
      buffer.fill(7);
      return Promise.resolve(buffer.length);
    },
    close: () => {},
  }, 8);
  await source.read(new Uint8Array(8));
  assertEquals([...held], Array(8).fill(0));
  // One reader gives up before the bytes come, and nobody asks for them again.
  const givenUp = source.read(new Uint8Array(8));
  assertEquals(await source.read(new Uint8Array(3)), 3);
  assertEquals(await givenUp, null);
  assertEquals([...held].filter((byte) => byte === 7).length, 5);
  source.close();
  assertEquals([...held], Array(8).fill(0));
});
