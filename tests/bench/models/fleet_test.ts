import { readBlockingPool } from "../../../bench/models/blocking_pool.ts";
import { eventTimes } from "../../../bench/models/credits.ts";
import { waitOfFleet, waitOnHost } from "../../../bench/models/fleet.ts";
import { type Profile, PROFILES } from "../../../bench/models/profiles.ts";
import { randomStream } from "../../../bench/models/random.ts";
import { quantile } from "../../../lib/math/quantile.ts";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "../../assert.ts";

function profile(name: string): Profile {
  const found = PROFILES.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no profile ${name}`);
  return found;
}

/**
 * The q-quantile of the time of event number `count` of a Poisson process (Erlang distribution), by the
 * cube root approximation of E. B. Wilson and M. M. Hilferty (1931): off by less than 1e-4 of itself at
 * counts above 200.
 */
function erlangQuantile(count: number, perSecond: number, normalQuantile: number): number {
  const cube = 1 - 1 / (9 * count) + normalQuantile / (3 * Math.sqrt(count));
  return (count / perSecond) * cube ** 3;
}

Deno.test("waits of Poisson hosts follow the Erlang distribution of the 2252nd credit", () => {
  const hosts = 4000;
  const waits = Array.from({ length: hosts }, (_, seed) => {
    const next = eventTimes(
      { eventsPerSecond: 27, bitsPerEvent: 1, arrivals: "poisson" },
      randomStream(seed),
    );
    return readBlockingPool(128, next, 1, 3600).doneSeconds ?? NaN;
  }).sort((a, b) => a - b);
  // Deviation of one wait: sqrt(2252) / 27 = 1.76 s. Of a quantile q: that times sqrt(q(1-q)/4000) over
  // the normal density at it: 0.035 s at the median, 0.104 s at p99; four of them.
  assertAlmostEquals(quantile(waits, 0.5), erlangQuantile(2252, 27, 0), 0.14);
  assertAlmostEquals(quantile(waits, 0.99), erlangQuantile(2252, 27, 2.3263), 0.42);
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / hosts;
  assertAlmostEquals(mean, 2252 / 27, 0.111, "four standard errors of 1.76 / sqrt(4000)");
});

Deno.test("profiles come within 10 percent of the kernel they were fitted to or checked against", () => {
  let compared = 0;
  for (const candidate of PROFILES) {
    const { defaultSeconds } = candidate.measured;
    if (defaultSeconds === null) continue;
    const { medianSeconds } = waitOfFleet(candidate, "blocking", 128, 200, 1);
    assertAlmostEquals(medianSeconds ?? NaN, defaultSeconds, 0.1 * defaultSeconds, candidate.name);
    compared++;
  }
  assertEquals(compared, 6);
});

Deno.test("100 one-bit credits a second, which no profile was fitted to, take 22.4 s as measured", () => {
  const next = eventTimes(
    { eventsPerSecond: 100, bitsPerEvent: 1, arrivals: "constant" },
    randomStream(1),
  );
  const { doneSeconds, reads } = readBlockingPool(128, next, 1, 60);
  assertAlmostEquals(doneSeconds ?? NaN, 22.4, 0.02 * 22.4);
  assertEquals(reads.length, 22);
});

Deno.test("an idle host never has a key in a day in the default mode, and most have one with -l", () => {
  const idle = profile("idle headless VM");
  const blocking = waitOfFleet(idle, "blocking", 128, 300, 1);
  assertEquals([blocking.finished, blocking.medianSeconds], [0, null]);
  const lessSecure = waitOfFleet(idle, "less-secure", 128, 300, 1);
  // Rates are even in 0 to 0.02 / s; 205 credits in 86,400 s need 0.00237 / s: 88 percent have more.
  assertAlmostEquals(lessSecure.finished / 300, 0.88, 0.075);
  assertEquals(lessSecure.p99Seconds, null);
});

Deno.test("twice the key takes twice as long from a blocking pool, and as long from a CRNG", () => {
  const disk = profile("VM or host with rotational disk");
  const seconds = (mode: "blocking" | "less-secure", bytes: number) =>
    waitOfFleet(disk, mode, bytes, 200, 1).medianSeconds ?? NaN;
  assertAlmostEquals(seconds("blocking", 256) / seconds("blocking", 128), 2, 0.1);
  assertEquals(seconds("less-secure", 256), seconds("less-secure", 128));
});

Deno.test("a host is decided by seed and number alone", () => {
  const typed = profile("desktop being typed at");
  assertEquals(waitOnHost(typed, "blocking", 128, 5, 9), waitOnHost(typed, "blocking", 128, 5, 9));
  const other = waitOnHost(typed, "blocking", 128, 5, 10).doneSeconds;
  assertNotEquals(other, waitOnHost(typed, "blocking", 128, 5, 9).doneSeconds);
  assertNotEquals(other, waitOnHost(typed, "blocking", 128, 6, 10).doneSeconds);
});

Deno.test("uniform() has the mean and the variance of the uniform distribution", () => {
  const random = randomStream(20_261_122);
  const count = 100_000;
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const value = random.uniform();
    assert(value > 0 && value < 1);
    sum += value;
    squares += value * value;
  }
  // Four standard errors: 4 * sqrt(1/12 / 1e5) and 4 * sqrt(1/180 / 1e5), rounded up.
  assertAlmostEquals(sum / count, 0.5, 0.0037);
  assertAlmostEquals(squares / count - (sum / count) ** 2, 1 / 12, 0.00095);
});
