import { advise } from "../../lib/starvation/advice.ts";
import { type Measurement, summarize } from "../../lib/starvation/measurement.ts";
import type { Conditions } from "../../lib/system/conditions.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { CONDITIONS, measurement, round, STARVED } from "./samples.ts";

const adviceFor = (measured: Measurement) => advise(measured, summarize(measured));
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
      "/dev/random starved its reader for 100.0 % of the time, for 50 s at worst, and 1 of 2 keys " +
      "were not whole when time was up; the less secure mode did not wait.",
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

Deno.test("the median of a few keys is called what it is", () => {
  const of = (...milliseconds: readonly number[]) =>
    adviceFor(
      measurement([
        ...milliseconds.map((one, i) => round(i + 1, "blocking", i * 9_000, [[one, 128]])),
        LESS_SECURE,
      ]),
    ).why;
  assertStringIncludes(of(1540), "and its one key took 1.54 s;");
  assertStringIncludes(of(1540, 3000), "and the median of its 2 keys is 2.27 s;");
  // No key took longer than the median here.
  assertStringIncludes(of(1500, 1540, 1540), "and the median of its 3 keys is 1.54 s;");
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
    why: "/dev/random starved its reader for 100.0 % of the time, for 3 s at worst, and the " +
      "measurement ended before the less secure mode had its turn.",
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
    "Use -l, or attach virtio-rng to this virtual machine.",
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
    assertEquals(of(STARVED).startsWith(`Use -l. ${blocking} starved its reader`), true);
    assertStringIncludes(of(pair(0.1, 1018)), "The less secure mode waited, for up to");
    assertStringIncludes(
      of(pair(0.1, 1018)),
      "not yet initialised, and then whoever asks it waits",
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
