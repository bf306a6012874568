import { SampleStore } from "../../lib/entropy/recording.ts";
import { assertEquals } from "../assert.ts";

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
