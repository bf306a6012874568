import { type FirstBoot, readAtFirstBoot } from "../../../bench/models/first_boot.ts";
import { randomStream } from "../../../bench/models/random.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";

const UNSEEDED: FirstBoot = {
  neededBits: 256,
  creditedAtBootBits: 0,
  ticksPerSecond: 250,
  interruptBitsPerSecond: 0,
  answerSeconds: 0,
};

const waitSeconds = (boot: FirstBoot, seed: number, horizonSeconds = 3600) =>
  readAtFirstBoot(128, boot, randomStream(seed), horizonSeconds).doneSeconds;

Deno.test("without a seed the jitter loop takes 255 to 256 ticks, wherever in a tick it starts", () => {
  for (let seed = 0; seed < 1000; seed++) {
    const seconds = waitSeconds(UNSEEDED, seed) ?? NaN;
    assert(seconds > 255 / 250 && seconds < 256 / 250 + 1e-9, `${seconds} s`);
  }
  assertAlmostEquals(waitSeconds({ ...UNSEEDED, ticksPerSecond: 1000 }, 1) ?? NaN, 0.2555, 0.0005);
});

Deno.test("everything comes at once: one read of the whole key, none before", () => {
  const { reads, doneSeconds } = readAtFirstBoot(4096, UNSEEDED, randomStream(3), 3600);
  assertEquals(reads, [{ atSeconds: doneSeconds ?? NaN, bytes: 4096 }]);
});

Deno.test("a credited seed of 256 bits ends the wait; one of 255 leaves a tick", () => {
  assertEquals(waitSeconds({ ...UNSEEDED, creditedAtBootBits: 256 }, 1), 0);
  const seconds = waitSeconds({ ...UNSEEDED, creditedAtBootBits: 255 }, 1) ?? NaN;
  assert(seconds > 0 && seconds <= 1 / 250);
});

Deno.test("a kernel without a jitter loop waits for its interrupts: an Erlang mean of 256 bits", () => {
  const boot = { ...UNSEEDED, ticksPerSecond: null, interruptBitsPerSecond: 2 };
  const hosts = 4000;
  let sum = 0;
  for (let seed = 0; seed < hosts; seed++) sum += waitSeconds(boot, seed) ?? NaN;
  // Mean 256 / 2 = 128 s; its standard error is sqrt(256) / 2 / sqrt(4000) = 0.126 s; four of them.
  assertAlmostEquals(sum / hosts, 128, 0.51);
});

Deno.test("a kernel with neither never has a key, and a reader gives up at the horizon", () => {
  const dead = { ...UNSEEDED, ticksPerSecond: null };
  assertEquals(readAtFirstBoot(128, dead, randomStream(1), 1e9), { reads: [], doneSeconds: null });
  assertEquals(waitSeconds(UNSEEDED, 1, 1.01), null);
});
