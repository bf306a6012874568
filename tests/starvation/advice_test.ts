import { advise } from "../../lib/starvation/advice.ts";
import { type Measurement, summaryOf } from "../../lib/starvation/measurement.ts";
import type { Conditions } from "../../lib/system/conditions.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { CONDITIONS, measurement, round, STARVED } from "./samples.ts";

const adviceFor = (measured: Measurement) => advise(measured, summaryOf(measured));
const LESS_SECURE = round(1, "less-secure", 0, [[0.1, 128]]);
const pair = (blocking: number, lessSecure: number) =>
  measurement([
    round(1, "blocking", 0, [[blocking, 128]]),
    round(1, "less-secure", blocking, [[lessSecure, 128]]),
  ]);

Deno.test("a starved device beside a ready generator: use -l, with the figures", () => {
  assertEquals(adviceFor(STARVED), {
    kind: "use -l",
    sentence: "Use -l, or attach virtio-rng to this virtual machine, or run haveged.",
    why:
      "1 of 2 keys from /dev/random took 3 s, and 1 waited 60 s without being whole; the slowest of 2 keys " +
      "with -l took 500 us.",
  });
});

Deno.test("a second is where a wait begins to matter", () => {
  assertEquals(adviceFor(pair(1000, 0.1)).kind, "nothing to do");
  assertEquals(adviceFor(pair(1001, 0.1)).kind, "use -l");
  assertStringIncludes(adviceFor(pair(1000, 0.1)).why, "The one key from /dev/random took 1 s;");
  const two = [[999, 128]] as const;
  assertStringIncludes(
    adviceFor(measurement([round(1, "blocking", 0, two), round(2, "blocking", 999, two)])).why,
    "The slowest of 2 keys from /dev/random took 999 ms;",
  );
});

Deno.test("the keys that waited are counted, and of one key alone it is said that a pause looks alike", () => {
  const of = (...milliseconds: readonly number[]) =>
    adviceFor(
      measurement([
        ...milliseconds.map((one, i) => round(i + 1, "blocking", i * 9_000, [[one, 128]])),
        LESS_SECURE,
      ]),
    ).why;
  assertEquals(
    of(1540),
    "The one key from /dev/random took 1.54 s; the one key with -l took 100 us. That may also be " +
      "because the process or the host was paused: more rounds tell.",
  );
  assertEquals(
    of(1540, 3000),
    "2 of 2 keys from /dev/random took longer than 1 s, the slowest 3 s; the one key with -l took " +
      "100 us.",
  );
});

/** Keys of 0.1 ms in both modes in turn, but for those that are named by mode and round. */
function turns(
  count: number,
  long: Readonly<Record<string, number>>,
  generator: Conditions["generator"],
): Measurement {
  let now = 0;
  const rounds = Array.from({ length: count }, (_, i) => i + 1).flatMap((number) =>
    (["blocking", "less-secure"] as const).map((mode) => {
      const made = round(number, mode, now, [[long[`${mode} ${number}`] ?? 0.1, 128]]);
      now = made.endedMilliseconds;
      return made;
    })
  );
  return measurement(rounds, { conditions: { ...CONDITIONS, generator } });
}

Deno.test("one key of many that took long is named as such, in either mode, and nothing follows from it", () => {
  const sentence = "Nothing to do: making a key on this host does not block noticeably as a rule.";
  const paused = (mode: string) =>
    `1 of 10000 keys ${
      mode === "blocking" ? "from /dev/random" : "with -l"
    } took 1.3 s: the process or the host was paused`;
  const of = (long: string, generator: Conditions["generator"]) => {
    const { kind, sentence: said, why } = adviceFor(turns(10_000, { [long]: 1300 }, generator));
    assertEquals([kind, said], ["nothing to do", sentence]);
    return why;
  };
  const initialised = (mode: string) =>
    `${paused(mode)}, since the kernel's generator was initialised and does not block.`;
  for (const mode of ["blocking", "less-secure"]) {
    assertEquals(of(`${mode} 5000`, "no blocking pool"), initialised(mode));
  }
  assertEquals(of("less-secure 5000", "blocking pool"), initialised("less-secure"));
  assertEquals(of("less-secure 1", "no blocking pool"), initialised("less-secure"));
  const starved = `${paused("blocking")}, or /dev/random starved its reader.`;
  assertEquals(of("blocking 5000", "blocking pool"), starved);
  assertEquals(of("blocking 5000", null), starved);
  // Before the first key the generator may have waited for its seed.
  const early = (mode: string) =>
    `${paused(mode)}, or the kernel's generator was not yet initialised.`;
  assertEquals(of("blocking 1", "no blocking pool"), early("blocking"));
  assertEquals(of("less-secure 1", "blocking pool"), early("less-secure"));
});

Deno.test("-l is advised from two keys and a tenth of them on, not for a generator that is initialised", () => {
  const of = (rounds: number, count: number, generator: Conditions["generator"]) =>
    adviceFor(turns(
      rounds,
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`blocking ${2 * i + 2}`, 1300])),
      generator,
    ));
  assertEquals(of(10, 1, "blocking pool").kind, "nothing to do");
  assertEquals(of(10, 2, "blocking pool").kind, "use -l");
  assertEquals(of(40, 3, "blocking pool").kind, "nothing to do");
  assertStringIncludes(
    of(40, 3, "blocking pool").why,
    "3 of 40 keys from /dev/random took longer than 1 s, the slowest 1.3 s: the process or the host was paused, or",
  );
  assertEquals(of(40, 4, "blocking pool").kind, "use -l");
  const loaded = of(10, 5, "no blocking pool");
  assertEquals([loaded.kind, loaded.sentence], [
    "nothing to do",
    "Nothing to do about /dev/random: once initialised, the kernel's generator does not block.",
  ]);
  assertStringIncludes(
    loaded.why,
    "since the kernel's generator was initialised and does not block",
  );
});

Deno.test("what -l took stands beside its stalls", () => {
  const waits = turns(4, { "blocking 1": 2000, "blocking 2": 2000, "less-secure 3": 20 }, null);
  assertStringIncludes(
    adviceFor(waits).why,
    "; the slowest of 4 keys with -l took 20 ms.",
  );
});

Deno.test("when the less secure mode waits as well, -l does not help: wait for the seed", () => {
  const { kind, sentence, why } = adviceFor(pair(1020, 1018));
  assertEquals(kind, "wait for the seed");
  assertStringIncludes(sentence, "-l does not help");
  assertStringIncludes(sentence, "virtio-rng");
  assertStringIncludes(why, "1.02 s");
  assertStringIncludes(why, "the runtime before the program's first line");
  const attached = { ...pair(1020, 1018) };
  const conditions = { ...CONDITIONS, hardwareGenerator: "virtio_rng.0" };
  assertEquals(adviceFor({ ...attached, conditions }).sentence.includes("virtio-rng"), false);
});

Deno.test("without a stall it says so, and what to do", () => {
  const { kind, why } = adviceFor(pair(1, 0.1));
  assertEquals(kind, "too few stalls");
  assertEquals(
    why,
    "No read took longer than 1 ms; this kernel (4.19.78) has a blocking pool, which was full enough.",
  );
  assertEquals(adviceFor(pair(1.01, 0.1)).kind, "nothing to do");
});

Deno.test("many short waits for one key count as one long one", () => {
  const waits = (count: number) => Array.from({ length: count }, () => [25, 3] as const);
  // Forty waits of 25 ms are a second, and 25 ms more are over it.
  const kind = (count: number) =>
    adviceFor(measurement([round(1, "blocking", 0, waits(count)), LESS_SECURE])).kind;
  assertEquals([kind(40), kind(41)], ["nothing to do", "use -l"]);
});

Deno.test("a failed source and a measurement without a whole key are told as such", () => {
  const failed = measurement([round(1, "blocking", 0, [[5, 64]], "failed")]);
  assertEquals(adviceFor(failed).kind, "source failed");
  assertEquals(adviceFor(failed).why, "Unexpected end of /dev/random");
  const cut = measurement([round(1, "blocking", 0, [[5, 39], [5, null]], "cut")]);
  assertEquals(adviceFor(cut).kind, "nothing measured");
  assertEquals(adviceFor(cut).why, "The measurement ended with 312 of 1024 bits.");
  assertEquals(adviceFor(measurement([])), {
    kind: "nothing measured",
    sentence: "Measure for longer: /dev/random never opened.",
    why: "A FIFO opens once somebody writes to it.",
  });
  assertEquals(adviceFor(failed).sentence, "Use another source: /dev/random gives no key.");
  const later = [round(1, "blocking", 0, [[5, 128]]), round(2, "blocking", 5, [[5, 64]], "failed")];
  assertEquals(
    adviceFor(measurement(later)).sentence,
    "Use another source: /dev/random failed after 1 key.",
  );
});

Deno.test("-l is not advised before it had a round", () => {
  const cut = measurement([round(1, "blocking", 0, [[5, 39], [2995, null]], "cut")]);
  assertEquals(adviceFor(cut), {
    kind: "nothing measured",
    sentence: "Measure for longer: no round with -l has begun yet.",
    why:
      "The one key from /dev/random waited 3 s without being whole, and the measurement ended before the " +
      "less secure mode had its turn.",
  });
});

Deno.test("what leads to a device of the kernel is one, whatever it is called", () => {
  const measured = measurement(pair(1, 0.1).rounds, {
    sources: { blocking: "link", "less-secure": "crypto.getRandomValues" },
  });
  assertStringIncludes(adviceFor(measured).sentence, "Nothing to do about link");
  const { sentence } = adviceFor({ ...measured, isKernelDevice: true });
  assertStringIncludes(sentence, "Measure at first boot");
});

Deno.test("nothing is advised that is there or cannot help", () => {
  const sentence = (changes: Partial<Conditions>, measured = STARVED) =>
    adviceFor({ ...measured, conditions: { ...CONDITIONS, ...changes } }).sentence;
  assertEquals(
    sentence({}),
    "Use -l, or attach virtio-rng to this virtual machine, or run haveged.",
  );
  assertEquals(sentence({ entropyDaemons: ["haveged"], virtioGenerator: true }), "Use -l.");
  assertEquals(
    sentence({ entropyDaemons: ["rngd"] }),
    "Use -l, or attach virtio-rng to this virtual machine.",
  );
  assertEquals(
    sentence({ hardwareGenerator: "virtio_rng.0", virtioGenerator: true }),
    "Use -l, or run rngd, which feeds the kernel from virtio_rng.0.",
  );
  assertEquals(
    sentence({ virtioGenerator: true }),
    "Use -l, or run rngd, which feeds the kernel from the virtio generator.",
  );
  assertEquals(
    sentence({ generator: "no blocking pool" }),
    "Measure with a longer --timeout: 1 key never became whole.",
  );
  assertEquals(sentence({ hypervisor: null }), "Use -l, or run haveged.");
  assertEquals(
    sentence({ hypervisor: null, generator: null, entropyDaemons: null }),
    "Use -l, or run haveged, where the kernel is older than 5.6.",
  );
  const seed = (changes: Partial<Conditions>) => sentence(changes, pair(1020, 1018));
  assertEquals(
    seed({}),
    "Wait for the seed: give the host a saved seed that is credited, or boot it with random.trust_cpu=on, or " +
      "attach virtio-rng to this virtual machine; -l does not help.",
  );
  assertEquals(
    seed({ cpuHasGenerator: false, virtioGenerator: true }),
    "Wait for the seed: give the host a saved seed that is credited; -l does not help.",
  );
});

Deno.test("of a source that is not the kernel's device nothing is said that follows for the kernel's alone", () => {
  for (const blocking of ["bytes.bin", "fifo", "/dev/hwrng", "standard input"]) {
    const sources = { blocking, "less-secure": "crypto.getRandomValues" };
    const of = (measured: Measurement) => {
      const { sentence, why } = adviceFor({ ...measured, sources });
      return `${sentence} ${why}`;
    };
    assertEquals(
      of(pair(1, 0.1)),
      `Nothing to do about ${blocking}: there are no stalls to say anything about. No read took longer than ` +
        "1 ms. That says nothing about the kernel's own devices: they are measured without -r, best at first boot.",
    );
    assertStringIncludes(
      of(pair(20, 0.1)),
      `making a key from ${blocking} does not block noticeably`,
    );
    assertEquals(of(STARVED).startsWith(`Use -l. 1 of 2 keys from ${blocking} took 3 s`), true);
    assertStringIncludes(of(pair(0.1, 1018)), "The less secure mode waited, for up to");
    assertStringIncludes(
      of(pair(0.1, 1018)),
      "may not yet have been initialised, and then whoever asks it waits",
    );
  }
  for (const blocking of ["/dev/random", "/dev/urandom"]) {
    const sources = { blocking, "less-secure": "crypto.getRandomValues" };
    assertStringIncludes(
      adviceFor({ ...pair(1, 0.1), sources }).why,
      "has a blocking pool, which was full enough",
    );
  }
});
