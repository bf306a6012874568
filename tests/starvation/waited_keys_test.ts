import { advise } from "../../lib/starvation/advice.ts";
import { type Measurement, type Round, summaryOf } from "../../lib/starvation/measurement.ts";
import type { Conditions } from "../../lib/system/conditions.ts";
import { assertEquals } from "../assert.ts";
import { CONDITIONS, measurement, round } from "./samples.ts";

type Waits = Parameters<typeof round>[3];
/** One round of the default mode: what its reads waited for, and how it ended. */
type Turn = readonly [waits: Waits, outcome?: Round["outcome"]];
const QUICK: Turn = [[[0.1, 128]]];
const SLOW: Turn = [[[1300, 128]]];

/** Rounds in turn, each key with -l in 0.1 ms; what is cut ends the measurement. */
function measured(
  turns: readonly Turn[],
  { source = "fifo", generator = null }: {
    source?: string;
    generator?: Conditions["generator"];
  } = {},
): Measurement {
  let now = 0;
  const rounds = turns.flatMap(([waits, outcome], i) => {
    const blocking = round(i + 1, "blocking", now, waits, outcome);
    const lessSecure = round(i + 1, "less-secure", blocking.endedMilliseconds, [[0.1, 128]]);
    now = lessSecure.endedMilliseconds;
    return outcome === "cut" ? [blocking] : [blocking, lessSecure];
  });
  return measurement(rounds, {
    sources: { blocking: source, "less-secure": "crypto.getRandomValues" },
    conditions: { ...CONDITIONS, generator, hypervisor: null, entropyDaemons: ["haveged"] },
  });
}

const adviceOf = (...args: Parameters<typeof measured>) => {
  const one = measured(...args);
  return advise(one, summaryOf(one));
};
const quick = (count: number): Turn[] => Array(count).fill(QUICK);
const POOL = { source: "/dev/random", generator: "blocking pool" } as const;
const NO_POOL = { source: "/dev/random", generator: "no blocking pool" } as const;

Deno.test("a source that gave keys at once and then nothing is no source: use -l", () => {
  for (const end of ["cut", "starved"] as const) {
    assertEquals(adviceOf([...quick(2), [[[12_000, null]], end]]), {
      kind: "use -l",
      sentence: "Use -l.",
      why: `fifo gave 2 of 3 keys and then nothing for 12 s; the slowest of ${
        end === "cut" ? 2 : 3
      } keys with -l took 100 us.`,
    });
  }
  const starved: Turn = [[[5000, null]], "starved"];
  assertEquals(
    adviceOf([...quick(2), starved, starved]).why,
    "fifo gave 2 of 4 keys and then nothing for 10 s; the slowest of 4 keys with -l took 100 us.",
  );
  assertEquals(
    adviceOf([...quick(2), [[[0.1, 64], [3000, null]], "starved"], starved]).why,
    "fifo gave 2 of 4 keys and 512 bits of another, and then nothing for 8 s; the slowest of 4 keys with -l took 100 us.",
  );
  // Bytes that came to the last are no silence.
  assertEquals(
    adviceOf([...quick(2), [[[4900, 39], [100, null]], "starved"]]).why,
    "1 of 3 keys from fifo waited 5 s without being whole; the slowest of 3 keys with -l took 100 us.",
  );
});

Deno.test("of a blocking pool one of many keys that was not whole after a second is enough, of a generator none", () => {
  const dry: Turn = [[[12_000, null]], "cut"];
  assertEquals(adviceOf([...quick(30), dry], POOL).kind, "use -l");
  assertEquals(adviceOf([...quick(30), [[[1000, null]], "cut"]], POOL).kind, "use -l");
  assertEquals(adviceOf([...quick(30), [[[999, null]], "cut"]], POOL).kind, "nothing to do");
  assertEquals(adviceOf([...quick(30), dry], NO_POOL), {
    kind: "nothing measured",
    sentence: "Measure for longer: 1 key never became whole.",
    why: "1 of 31 keys from /dev/random waited 12 s without being whole.",
  });
});

Deno.test("a round that starved has waited, however short the time-out, and there is never nothing to do", () => {
  const short: Turn = [[[500, null]], "starved"];
  const partial: Turn = [[[300, 39], [200, null]], "starved"];
  assertEquals(adviceOf([short, partial]), {
    kind: "use -l",
    sentence: "Use -l, or measure with a longer --timeout.",
    why:
      "2 of 2 keys from fifo waited up to 500 ms without being whole, with at most 312 of 1024 bits; the " +
      "slowest of 2 keys with -l took 100 us.",
  });
  const paused =
    "1 of 20 keys from fifo waited 500 ms without being whole: the process or the host was paused";
  assertEquals(adviceOf([...quick(10), short, ...quick(9)]), {
    kind: "nothing measured",
    sentence: "Measure with a longer --timeout: 1 key never became whole.",
    why: `${paused}, or fifo starved its reader.`,
  });
  // What had no answer at the end was not paused.
  assertEquals(
    adviceOf([...quick(19), short]).why,
    "1 of 20 keys from fifo waited 500 ms without being whole: fifo starved its reader.",
  );
  assertEquals(
    adviceOf([...quick(2), [[[60_000, null]], "starved"], ...quick(9)], NO_POOL).sentence,
    "Measure with a longer --timeout: 1 key never became whole.",
  );
});

Deno.test("half of the keys of the default mode are usual, and of many two and a tenth", () => {
  const kind = (slow: number, fast: number) =>
    adviceOf([...quick(fast), ...Array<Turn>(slow).fill(SLOW)]).kind;
  assertEquals([kind(1, 1), kind(1, 2)], ["use -l", "nothing to do"]);
  assertEquals([kind(2, 18), kind(2, 19)], ["use -l", "nothing to do"]);
  assertEquals(
    adviceOf([QUICK, SLOW]).why,
    "1 of 2 keys from fifo took 1.3 s; the slowest of 2 keys with -l took 100 us. That may also be because " +
      "the process or the host was paused: more rounds tell.",
  );
});

Deno.test("what a measurement without a whole key got is that of one key", () => {
  const cut = measured([[[[300, 100], [200, null]], "cut"]]);
  const { rounds } = cut;
  const both = { ...cut, rounds: [...rounds, round(1, "less-secure", 500, [[0.1, 128]])] };
  assertEquals(advise(both, summaryOf(both)).why, "The measurement ended with 800 of 1024 bits.");
});
