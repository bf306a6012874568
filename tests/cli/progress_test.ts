import { progressText, SourceWait, stallWarning } from "../../lib/cli/progress.ts";
import { assertEquals } from "../assert.ts";

const READING = {
  phase: "reading",
  sourceName: "/dev/random",
  bytes: 12_300_000,
  ofBytes: 100_000_000,
  ofMilliseconds: null,
  milliseconds: 50,
  waitingMilliseconds: 1,
  doing: null,
} as const;

Deno.test("progressText() tells amount, rate and time left", () => {
  assertEquals(
    progressText({ ...READING, milliseconds: 3_000 }),
    "Reading /dev/random: 12.3 MB of 100 MB (12 percent), 4.1 MB/s, 0:21 left",
  );
});

Deno.test("progressText() names sizes as reports do", () => {
  const state = { ...READING, bytes: 9_999, ofBytes: null, milliseconds: 9_999_000 };
  assertEquals(progressText(state), "Reading /dev/random: 9,999 bytes, 1 byte/s, 2:46:39 so far");
});

Deno.test("progressText() knows the time left where only time is limited", () => {
  const state = { ...READING, ofBytes: null, ofMilliseconds: 90_000, milliseconds: 30_000 };
  assertEquals(
    progressText(state),
    "Reading /dev/random: 12.3 MB (33 percent), 410 kB/s, 1:00 left",
  );
});

Deno.test("progressText() tells the time so far where no end is known", () => {
  const state = { ...READING, ofBytes: null, milliseconds: 3_723_000 };
  assertEquals(progressText(state), "Reading /dev/random: 12.3 MB, 3,304 bytes/s, 1:02:03 so far");
});

Deno.test("progressText() says how long a source has given nothing, from the second second on", () => {
  assertEquals(
    progressText({ ...READING, waitingMilliseconds: 1_999, milliseconds: 3_000 }).slice(0, 7),
    "Reading",
  );
  assertEquals(
    progressText({ ...READING, waitingMilliseconds: 2_000 }),
    "Waiting for /dev/random: 12.3 MB so far, no byte for 0:02",
  );
  assertEquals(
    progressText({ ...READING, bytes: 0, waitingMilliseconds: 61_000 }),
    "Waiting for /dev/random: no byte for 1:01",
  );
});

Deno.test("stallWarning() speaks from the tenth second on", () => {
  assertEquals(stallWarning("/dev/random", 9_999), null);
  assertEquals(
    stallWarning("/dev/random", 10_000),
    "Still waiting for /dev/random: no byte for 10 s; --timeout limits the wait",
  );
});

Deno.test("what the run does itself is no wait for the source, before, while and after it reads", () => {
  let now = 0;
  const wait = new SourceWait(() => now);
  wait.busy("Reading earlier");
  now = 20_000;
  assertEquals(wait.milliseconds, 0);
  wait.busy(null);
  assertEquals(wait.milliseconds, 0);
  now = 29_000;
  assertEquals(wait.milliseconds, 9_000);
  wait.restart();
  now = 30_000;
  assertEquals(wait.milliseconds, 1_000);
  wait.busy("Testing /dev/random");
  now = 90_000;
  const { milliseconds, doing } = wait;
  assertEquals(milliseconds, 0);
  assertEquals(
    progressText({ ...READING, waitingMilliseconds: milliseconds, doing, milliseconds: now }),
    "Testing /dev/random: 12.3 MB read, 1:30 so far",
  );
});

Deno.test("progressText() estimates the rest from the share that is done", () => {
  const state = {
    phase: "estimating",
    doneShare: 0,
    usualMilliseconds: null,
    doneMilliseconds: 0,
    milliseconds: 800,
  } as const;
  assertEquals(progressText(state), "Estimating min-entropy: 0 percent, 0:00 so far");
  // Before anything is done, what a usual machine takes; once that is over, the time so far.
  const usual = { ...state, usualMilliseconds: 9_800 };
  assertEquals(progressText(usual), "Estimating min-entropy: 0 percent, about 0:09 left");
  assertEquals(
    progressText({ ...usual, milliseconds: 9_800 }),
    "Estimating min-entropy: 0 percent, 0:09 so far",
  );
  // Two fifths took four seconds, so all take ten; five are over.
  const later = { ...state, doneShare: 0.4, doneMilliseconds: 4_000, milliseconds: 5_000 };
  assertEquals(progressText(later), "Estimating min-entropy: 40 percent, about 0:05 left");
});
