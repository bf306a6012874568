import { healthGroup } from "../../lib/report/assess/recording_lines.ts";
import { HealthTests, SourceHealthTests } from "../../lib/sp800_90b/health_tests.ts";
import { assert, assertEquals, assertMatch, assertThrows } from "../assert.ts";
import { assessRaw } from "../report/raw_samples.ts";
import { biased } from "./standard_data.ts";

/** 0, 1, 2, ... 255, 0, ...: neither repeats nor prefers a byte (each at most 2 times in 512). */
function counter(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => i);
}

/** The byte 7 at so many places of 512, the first among them; no two neighbours are equal. */
function window(sevens: number): Uint8Array {
  const bytes = Uint8Array.from({ length: 512 }, (_, i) => 128 + i % 128);
  for (let i = 0; i < sevens; i++) bytes[2 * i] = 7;
  return bytes;
}

Deno.test("the cutoffs are those of SP 800-90B section 4.4", () => {
  const cutoffs = (minEntropyPerSample: number, falseAlarmExponent: number) => {
    const { cutoffs } = new HealthTests({ minEntropyPerSample, falseAlarmExponent });
    return [cutoffs.repetitionCount, cutoffs.adaptiveProportion];
  };
  // Repetition count: 1 + ceil(20 / 8), 1 + ceil(20 / 1), ... Adaptive proportion at 2^-20 as
  // published for the formula in the standard: 13, 311 and 410 (the stricter reading has 14, 311,
  // 411).
  assertEquals(cutoffs(8, 20), [4, 13]);
  assertEquals(cutoffs(1, 20), [21, 311]);
  assertEquals(cutoffs(0.5, 20), [41, 410]);
  // The others by summing the binomial tail with another program.
  assertEquals(cutoffs(8, 30), [5, 16]);
  assertEquals(cutoffs(7.5, 30), [5, 19]);
  assertEquals(cutoffs(7.6, 40), [7, 21]);
});

Deno.test("2^-30 is the probability of a false alarm that is used when none is given", () => {
  assertEquals(new HealthTests({ minEntropyPerSample: 8 }).cutoffs, {
    repetitionCount: 5,
    adaptiveProportion: 16,
  });
});

Deno.test("the repetition count test alarms at the cutoff and not before", () => {
  const four = new HealthTests({ minEntropyPerSample: 8 });
  assertEquals(four.feed(Uint8Array.of(1, 9, 9, 9, 9, 2)), null);
  const five = new HealthTests({ minEntropyPerSample: 8 });
  assertEquals(five.feed(Uint8Array.of(1, 9, 9, 9, 9, 9, 2)), {
    test: "repetition count",
    value: 5,
    cutoff: 5,
  });
});

Deno.test("the adaptive proportion test alarms at the cutoff and not before", () => {
  assertEquals(new HealthTests({ minEntropyPerSample: 8 }).feed(window(15)), null);
  assertEquals(new HealthTests({ minEntropyPerSample: 8 }).feed(window(16)), {
    test: "adaptive proportion",
    value: 16,
    cutoff: 16,
  });
});

Deno.test("each window has its own first byte and count", () => {
  const tests = new HealthTests({ minEntropyPerSample: 8 });
  // 8 sevens at the end of one window and 15 in the next: 15 counted in one window at most.
  const first = counter(512).map((byte, i) => i >= 496 && i % 2 === 0 ? 7 : byte === 7 ? 6 : byte);
  assertEquals(tests.feed(first), null);
  assertEquals(tests.feed(window(15)), null);
  assertEquals(tests.feed(window(16))?.test, "adaptive proportion");
  assertEquals(tests.samples, 3 * 512);
});

Deno.test("only the first byte of a window is counted", () => {
  const bytes = window(100);
  bytes[0] = 8;
  assertEquals(new HealthTests({ minEntropyPerSample: 8 }).feed(bytes), null);
});

Deno.test("both tests go on across pieces of any size", () => {
  const bytes = new Uint8Array([...counter(505), 3, 3, 3, 3, 3, ...counter(2), ...window(16)]);
  const reference = new HealthTests({ minEntropyPerSample: 8 });
  const alarm = reference.feed(bytes);
  assertEquals(alarm, { test: "repetition count", value: 5, cutoff: 5 });
  for (const size of [1, 2, 3, 511, 512, 513]) {
    const tests = new HealthTests({ minEntropyPerSample: 8 });
    const alarms = [];
    for (let i = 0; i < bytes.length; i += size) {
      alarms.push(tests.feed(bytes.subarray(i, i + size)));
    }
    assertEquals(alarms.find((found) => found !== null), alarm);
    assertEquals(
      [tests.samples, tests.repetitionCountAlarms, tests.adaptiveProportionAlarms],
      [1024, 1, 1],
    );
  }
  assertEquals([reference.repetitionCountAlarms, reference.adaptiveProportionAlarms], [1, 1]);
});

Deno.test("feed() returns the first alarm, and counts one for each repetition and window", () => {
  const tests = new HealthTests({ minEntropyPerSample: 8 });
  assertEquals(tests.feed(new Uint8Array(1024))?.test, "repetition count");
  assertEquals([tests.repetitionCountAlarms, tests.adaptiveProportionAlarms], [1, 2]);
  assertEquals(tests.feed(Uint8Array.of(1, 2, 3)), null);
  assertEquals(tests.feed(new Uint8Array(0)), null);
});

Deno.test("the first alarms of one test are kept, however many the other had before", () => {
  const tests = new HealthTests({ minEntropyPerSample: 8 });
  // 17 runs of five, each in a window of its own.
  for (let i = 0; i < 17; i++) {
    tests.feed(counter(512).fill(i + 1, 100, 105));
  }
  const end = tests.samples;
  tests.feed(window(16));
  const of = (test: string) => tests.firstAlarms.filter((alarm) => alarm.test === test);
  assertEquals(of("repetition count").length, 16);
  assertEquals(of("repetition count")[15].sample, 15 * 512 + 104);
  assertEquals(of("adaptive proportion").length, 1);
  assert(of("adaptive proportion")[0].sample >= end);
  // And the other way round.
  const other = new HealthTests({ minEntropyPerSample: 8 });
  for (let i = 0; i < 20; i++) other.feed(window(16));
  other.feed(Uint8Array.of(9, 9, 9, 9, 9));
  assertEquals(
    other.firstAlarms.map(({ test }) => test),
    [...Array(16).fill("adaptive proportion"), "repetition count"],
  );
});

Deno.test("health tests refuse claims and probabilities outside the standard", () => {
  for (const minEntropyPerSample of [0, -1, 8.1, NaN]) {
    assertThrows(() => new HealthTests({ minEntropyPerSample }), RangeError, "Cannot claim");
  }
  for (const falseAlarmExponent of [19, 41, NaN]) {
    assertThrows(
      () => new HealthTests({ minEntropyPerSample: 8, falseAlarmExponent }),
      RangeError,
      `Cannot use a false-alarm probability of 2^-${falseAlarmExponent}`,
    );
  }
});

const OPTIONS = { minEntropyPerSample: 0.95, falseAlarmExponent: 30 } as const;

function feed(samples: Uint8Array, bitsPerSymbol: number, piece: number): SourceHealthTests {
  const tests = new SourceHealthTests({ ...OPTIONS, bitsPerSymbol });
  for (let at = 0; at < samples.length; at += piece) tests.feed(samples.subarray(at, at + piece));
  return tests;
}

const facts = (of: Omit<HealthTests, "feed">) => [
  of.samples,
  of.cutoffs,
  of.repetitionCountAlarms,
  of.adaptiveProportionAlarms,
  of.firstAlarms,
];

/** Bits of which so many are zeros that both windows alarm. */
const bits = biased(20_000, 4, 0.25 * 2 ** 32);
const two = bits.map((bit) => bit === 0 ? 0x03 : 0xc8);

Deno.test("two values are tested as bits are, whichever they are: in windows of 1,024", () => {
  const expected = new HealthTests({ ...OPTIONS, windowSamples: 1024 });
  expected.feed(bits);
  assertEquals(expected.adaptiveProportionAlarms > 0, true);
  for (const [samples, width] of [[bits, 1], [bits, 8], [two, 8]] as const) {
    for (const piece of [1, 999, 20_000]) {
      const tests = feed(samples, width, piece);
      assertEquals([tests.windowSamples, ...facts(tests)], [1024, ...facts(expected)]);
    }
  }
});

Deno.test("a third value, first or last, is tested in windows of 512; so is one value alone", () => {
  for (const at of [0, 10_000, two.length - 1]) {
    const three = two.slice();
    three[at] = 0x55;
    const expected = new HealthTests({ ...OPTIONS, windowSamples: 512 });
    expected.feed(three);
    for (const piece of [1, 999, 20_000]) {
      const tests = feed(three, 8, piece);
      assertEquals([tests.windowSamples, ...facts(tests)], [512, ...facts(expected)]);
    }
  }
  assertEquals(feed(new Uint8Array(3_000), 8, 999).windowSamples, 512);
  assertEquals(feed(new Uint8Array(3_000), 1, 999).windowSamples, 1024);
});

Deno.test("the report says which window two values have, and for which source it stands", async () => {
  const { assessment } = await assessRaw(two, { claimedEntropy: 0.95 });
  const { note, lines } = healthGroup(assessment.health!, assessment.request);
  assertMatch(lines[1].meaning, /^one symbol \d+ times in 1024/);
  assertMatch(
    note,
    /Two values alone came: .* 1024 samples; it is 512 for one that can give others\.$/,
  );
  const three = two.slice();
  three[0] = 0x55;
  const other = (await assessRaw(three, { claimedEntropy: 0.95 })).assessment;
  const group = healthGroup(other.health!, other.request);
  assertMatch(group.lines[1].meaning, /^one symbol \d+ times in 512/);
  assertMatch(group.note, /for 2\^-30\.$/);
});
