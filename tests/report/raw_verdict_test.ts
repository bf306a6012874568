import { gateOf } from "../../lib/report/assess/gate.ts";
import { limits, testGroups, verdictOf } from "../../lib/report/assess/verdict.ts";
import type { AssessRequest } from "../../lib/assess/assessment.ts";
import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { changingNoise, correlatedNoise, stickyBits, uniformNumbers } from "../noise.ts";
import { assessBytes, fairBytes } from "./samples.ts";

const REQUIREMENTS = { named: ["fits", "no-repeats"], minEntropy: null } as const;

/** What comes of a raw source of which both is required. */
async function assessRaw(samples: Uint8Array, changes: Partial<AssessRequest> = {}) {
  const assessment = await assessBytes(samples, {
    expectation: "steady",
    claimedEntropy: null,
    requirements: REQUIREMENTS,
    ...changes,
  });
  const verdict = verdictOf(assessment);
  const { requirements, exitCode } = gateOf(assessment, verdict);
  return { assessment, verdict, exitCode, met: requirements.map(({ met }) => met) };
}

/** The beginning of it again and again. */
function cycle(period: Uint8Array, count = 20_000): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => period[i % period.length]);
}

Deno.test("a raw source that repeats itself departs, whatever its period, and meets nothing", async () => {
  const fair = await fairBytes(10_000);
  const words = new TextEncoder().encode("The quick brown fox jumps over the lazy dog. ");
  for (
    const [name, period] of [
      ["two halves", fair],
      ["7,000 bytes", fair.subarray(0, 7_000)],
      ["1,000 bytes", fair.subarray(0, 1_000)],
      ["counter", Uint8Array.from({ length: 256 }, (_, i) => i)],
      ["words", words],
      ["alternating", Uint8Array.of(0, 255)],
    ] as const
  ) {
    const { verdict, met, exitCode } = await assessRaw(cycle(period));
    assertEquals([verdict.outcome, met, exitCode], ["departs", [false, false], 6], name);
    assert(verdict.departing.includes("within the recording (Repeated sequences)"), name);
    assertEquals(verdict.sentences.join(" ").includes("Condition its output"), false, name);
  }
});

Deno.test("a raw source that stops at its end is found by its repeat and by the health tests", async () => {
  const samples = await fairBytes(20_000);
  samples.fill(0, 19_700);
  const { assessment, verdict, met } = await assessRaw(samples);
  assertEquals(verdict.departing, [
    "within the recording (Repeated sequences)",
    "repetition count (Health tests)",
  ]);
  assertEquals(met, [false, false]);
  // The fault left next to nothing of what was assessed, and enough of the collision entropy rate.
  const { health, collisionEntropyRate, recording } = assessment;
  assert(recording!.nonIid!.assessedMinEntropy < 1);
  assert(collisionEntropyRate! > 5);
  assertEquals(health!.claimedEntropy, collisionEntropyRate! / 2);
});

Deno.test("a raw source that chance may make repeat throughout leaves it unknown", async () => {
  // Once in the middle the counter leaps: half of it is repeated, and a counter has no entropy that forbids it.
  const samples = Uint8Array.from({ length: 20_000 }, (_, i) => i < 10_000 ? i : i + 100);
  const { verdict, met } = await assessRaw(samples);
  assertEquals([verdict.outcome, met], ["incomplete", [false, false]]);
});

Deno.test("an honest raw source is steady: biased, correlated, sticky", async () => {
  const random = uniformNumbers(3);
  const biased = Uint8Array.from({ length: 20_000 }, () => random() < 0.1 ? 1 : 0);
  const one = { bitsPerSymbol: 1, packed: false };
  for (
    const [name, samples, changes] of [
      ["biased", biased, { symbols: one }],
      ["sticky", stickyBits(20_000, 0.1, 4), { symbols: one }],
      ["correlated", correlatedNoise(20_000, 0.9, 5), {}],
    ] as const
  ) {
    const { verdict, met, exitCode } = await assessRaw(samples, changes);
    assertEquals([verdict.outcome, met, exitCode], ["passed", [true, true], 0], name);
  }
});

Deno.test("a raw source that falls silent with its mean kept departs, by the drift of its spread", async () => {
  const late = changingNoise(20_000, (share) => share < 0.9 ? 12 : 3, 21);
  const random = uniformNumbers(22);
  const half = changingNoise(20_000, () => 20, 23).map((sample, i) =>
    i < 10_000 ? sample : 124 + Math.floor(9 * random())
  );
  for (const [name, samples] of [["last tenth", late], ["second half", half]] as const) {
    const { assessment, verdict, met } = await assessRaw(samples);
    assertEquals([verdict.outcome, met], ["departs", [false, true]], name);
    assertEquals(verdict.departing, ["drift of the spread (Stretches)"], name);
    const lines = testGroups(assessment).flatMap(({ lines }) => lines);
    const line = (name: string) => lines.find((line) => line.name === name)!;
    assertStringIncludes(line("drift of the spread").meaning, "differ by more than within them");
    assertStringIncludes(line("drift").meaning, "differ as within them");
    // What takes independent samples for granted is told and not judged, with the reason that is true.
    const fit = line("goodness of fit");
    assertEquals([fit.comparison, fit.falseAlarms], ["info", 0]);
    assertStringIncludes(fit.meaning, "tenths have other shares than all");
    assertStringIncludes(fit.meaning, "5.2.1, independence, departs, so that it cannot tell");
  }
  const steady = await assessRaw(changingNoise(20_000, () => 12, 21));
  assertEquals([steady.verdict.outcome, steady.met], ["passed", [true, true]]);
});

Deno.test("the rate of the drift of the spread is part of the rate that is stated", async () => {
  const { assessment, verdict } = await assessRaw(changingNoise(20_000, () => 12, 21));
  const drifts = testGroups(assessment).flatMap(({ lines }) => lines)
    .filter(({ name }) => name.startsWith("drift"));
  assertEquals(drifts.map(({ falseAlarms }) => falseAlarms), [0.001, 0.001]);
  assert(verdict.falseAlarms >= 0.002);
});

Deno.test("what is not held against a raw source is not missed in its verdict, but where iid is required", async () => {
  // Too few pairs of the rare symbols for the test of independence.
  const random = uniformNumbers(8);
  const samples = Uint8Array.from({ length: 10_000 }, () => random() < 0.98 ? 128 : random() * 256);
  const named = ["fits", "iid"] as const;
  const { assessment, verdict, met } = await assessRaw(samples, {
    requirements: { named, minEntropy: null },
  });
  assertEquals(assessment.recording!.iid!.independence, null);
  assertEquals([verdict.outcome, met], ["passed", [true, false]]);
});

Deno.test("a short raw recording of correlated samples departs in no test for independent ones", async () => {
  for (const seed of [1, 2, 3, 4]) {
    const samples = correlatedNoise(1_000, 0.9, seed);
    const { verdict } = await assessRaw(samples, { partial: true });
    assertEquals([verdict.outcome, verdict.departing], ["incomplete", []]);
  }
});

Deno.test("a repeat that chance does not explain is pointed at, not one that it does", async () => {
  // Four bits a byte of which most are alike: some 16 bytes come twice by chance, 500 do not.
  const random = uniformNumbers(6);
  const samples = Uint8Array.from({ length: 20_000 }, () => random() < 0.75 ? 7 : random() * 16);
  samples.copyWithin(15_000, 3_000, 3_500);
  const { assessment, verdict } = await assessRaw(samples);
  assert(assessment.repeats!.repeats > 1);
  assert(assessment.repeats!.first[0].offset < 14_000);
  const [place] = verdict.sentences.filter((sentence) => sentence.startsWith("Where: "));
  const byte = Number(/within the recording at byte ([\d,]+)/.exec(place)![1].replace(",", ""));
  // What lies before it may agree by chance as well.
  assert(Math.abs(byte - 15_000) < 50, place);
});

Deno.test("a claim that is far above what is assessed departs, one that is near does not", async () => {
  // 16 of 256 values: 4 bits, of which the estimators of bits see the fewer.
  const samples = (await fairBytes(20_000)).map((byte) => byte & 0x0f);
  const departing = async (claimedEntropy: number) =>
    (await assessRaw(samples, { claimedEntropy })).verdict.departing.filter((name) =>
      name.startsWith("claimed")
    );
  const { assessment } = await assessRaw(samples);
  const assessed = assessment.recording!.nonIid!.assessedMinEntropy;
  assertEquals(await departing(assessed), []);
  assertEquals(await departing(7.9), ["claimed min-entropy (Min-entropy)"]);
});

Deno.test("a single test is spoken of in the singular, where the rate is stated", async () => {
  const { assessment, verdict } = await assessRaw(Uint8Array.from({ length: 16 }, (_, i) => i), {
    partial: true,
  });
  assertEquals(verdict.compared, 1);
  assertStringIncludes(
    limits(assessment, verdict).join(),
    "A steady source departs in the one test compared in at most",
  );
  const stuck = await assessRaw(new Uint8Array(5), { partial: true, claimedEntropy: 8 });
  assertEquals(stuck.verdict.departing, ["repetition count (Health tests)"]);
  assertEquals(
    stuck.verdict.headline,
    "Not like a steady source: the one test departs in 5 bytes of sample",
  );
});

Deno.test("a wanted min-entropy of one bit is a bit", async () => {
  const wanted = async (minEntropy: number) => {
    const requirements = { named: [], minEntropy };
    const { assessment, verdict } = await assessRaw(await fairBytes(10_000), { requirements });
    return gateOf(assessment, verdict).requirements[0].wanted;
  };
  assertEquals([await wanted(1), await wanted(0.5)], [
    "at least 1 bit a symbol",
    "at least 0.5 bits a symbol",
  ]);
});
