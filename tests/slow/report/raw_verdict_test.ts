import type { Assessment, AssessRequest } from "../../../lib/assess/assessment.ts";
import { conditioningSentence } from "../../../lib/report/assess/entropy_lines.ts";
import { gateOf } from "../../../lib/report/assess/gate.ts";
import { stretchesGroup } from "../../../lib/report/assess/recording_lines.ts";
import { limits, testGroups } from "../../../lib/report/assess/verdict.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { changingNoise, correlatedNoise, stickyBits, uniformNumbers } from "../../noise.ts";
import { repeatsGroup } from "../../../lib/report/assess/repeat_lines.ts";
import { assessRaw } from "../../report/raw_samples.ts";
import { fairBytes, REQUEST } from "../../report/samples.ts";

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

Deno.test("the rates of the drifts of the spread and of repetition are part of the rate that is stated", async () => {
  const { assessment, verdict } = await assessRaw(changingNoise(20_000, () => 12, 21));
  const drifts = testGroups(assessment).flatMap(({ lines }) => lines)
    .filter(({ name }) => name.startsWith("drift"));
  assertEquals(drifts.map(({ falseAlarms }) => falseAlarms), [0.001, 0.001, 0.001]);
  assert(verdict.falseAlarms >= 0.003);
});

Deno.test("a raw source whose stretches all have one mean is steady, and its lines say what they have", async () => {
  const noise = await fairBytes(20_000);
  const complements = noise.map((byte, i) => i % 2 === 0 ? byte : 255 - noise[i - 1]);
  const { assessment, verdict, met } = await assessRaw(complements);
  assertEquals([verdict.outcome, met[0]], ["passed", true]);
  const drift = async (samples: Uint8Array) => {
    const { assessment, verdict } = await assessRaw(samples, { partial: true });
    const lines = testGroups(assessment).flatMap(({ lines }) => lines);
    const { comparison, meaning } = lines.find(({ name }) => name === "drift")!;
    return [comparison, meaning, verdict.headline];
  };
  const [comparison, meaning] = testGroups(assessment).flatMap(({ lines }) => lines)
    .filter(({ name }) => name === "drift").flatMap((line) => [line.comparison, line.meaning]);
  assertEquals([comparison, meaning], ["fits", "the means of ten stretches are all 127.500"]);
  // One sample of many stands by itself: the means differ beyond three decimals.
  const one = new Uint8Array(20_000).fill(7);
  one[12_345] = 8;
  const [fits, differ, headline] = await drift(one);
  assertEquals(fits, "fits");
  assertStringIncludes(differ, "the means of ten stretches, 7.00000 to 7.00050, differ as within");
  assert(!headline.includes("Nothing was tested"), headline);
  // What is missing is named.
  assertEquals((await drift(one.fill(7)))[1], "all samples are equal, nothing can move");
  assertEquals((await drift(noise.subarray(0, 9_999)))[1], "needs 10,000 samples");
});

Deno.test("a raw source whose samples follow each other otherwise in its second half departs", async () => {
  const samples = stickyBits(20_000, 0.05, 1);
  samples.set(stickyBits(10_000, 0.45, 2), 10_000);
  const symbols = { bitsPerSymbol: 1, packed: false };
  const { assessment, verdict, met } = await assessRaw(samples, { symbols });
  assertEquals([verdict.outcome, met[0]], ["departs", false]);
  assert(verdict.departing.includes("drift of repetition (Stretches)"), verdict.departing.join());
  assertStringIncludes(
    limits(assessment, verdict).join(" "),
    "the share of samples that equal the one before, of ten stretches",
  );
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
  const { found, reason } = gateOf(assessment, verdict).requirements[1];
  assertEquals([found, reason], [null, "independence: too few samples"]);
});

Deno.test("a short raw recording of correlated samples departs in no test for independent ones", async () => {
  for (const seed of [1, 2]) {
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
  const byte = Number(/within the recording at byte (\d+,\d+)/.exec(place)![1].replace(",", ""));
  // What lies before it may agree by chance as well.
  assert(Math.abs(byte - 15_000) < 50, place);
});

Deno.test("a claim departs that is far above what the samples have, and not one of what is assessed", async () => {
  // 16 of 256 values: 4 bits.
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

Deno.test("a claim above what was assessed is told in the verdict, of a raw source alone", async () => {
  // Four bits a byte that follow the byte before: the count of the commonest symbol refutes no claim.
  const random = uniformNumbers(9);
  let last = 0;
  const samples = Uint8Array.from({ length: 20_000 }, () => {
    last = 17 * last + Math.floor(16 * random()) & 255;
    return last;
  });
  const about = "; credit no more than what was assessed.";
  const told = async (request: Parameters<typeof assessRaw>[1]) =>
    (await assessRaw(samples, request)).verdict.sentences.filter((one) => one.endsWith(about));
  assertEquals(await told({ claimedEntropy: 8 }), [`Claimed: 8 bits a symbol${about}`]);
  assertEquals(await told({ claimedEntropy: 7.9 }), [`Claimed: 7.9 bits a symbol${about}`]);
  const { assessment } = await assessRaw(samples);
  const assessed = assessment.recording!.nonIid!.assessedMinEntropy;
  assertEquals(await told({ claimedEntropy: assessed }), []);
  assertEquals(await told({ claimedEntropy: 8, expectation: "uniform" }), []);
});

Deno.test("a single test is spoken of in the singular, where the rate is stated", async () => {
  const stuck = await assessRaw(new Uint8Array(5), { partial: true, claimedEntropy: 8 });
  assertEquals(stuck.verdict.departing, ["repetition count (Health tests)"]);
  assertEquals(
    stuck.verdict.headline,
    "Not like a steady source: the one test departs in 5 bytes of sample",
  );
  assertStringIncludes(
    limits(stuck.assessment, stuck.verdict).join(),
    "A steady source departs in the one test compared in at most",
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

Deno.test("independent bits depart by no repeat, raw, whatever the share of ones", async () => {
  const one = { bitsPerSymbol: 1, packed: false };
  for (const [ones, symbols] of [[0.005, one], [0.01, one], [0.5, REQUEST.symbols]] as const) {
    for (const seed of [1, 2]) {
      const random = uniformNumbers(seed);
      const samples = Uint8Array.from({ length: 40_000 }, () => random() < ones ? 1 : 0);
      const { assessment } = await assessRaw(samples, { symbols });
      const [{ comparison, value }] = repeatsGroup(assessment)!.lines;
      assert(comparison === "fits", `${ones}, seed ${seed}: ${comparison}, ${value}`);
      if (ones < 0.5) assert(Number.parseInt(value) > 0, value);
    }
  }
});

Deno.test("a recording that holds less than a key is not said to become one", async () => {
  const symbols = { bitsPerSymbol: 1, packed: false };
  const told = async (count: number, ones: number) => {
    const random = uniformNumbers(3);
    const samples = Uint8Array.from({ length: count }, () => random() < ones ? 1 : 0);
    const { assessment, verdict } = await assessRaw(samples, { symbols });
    assertEquals(verdict.departing, []);
    const bits = assessment.recording!.nonIid!.assessedMinEntropy * count;
    return [bits, verdict.sentences.at(-1)!] as const;
  };
  const [few, sentence] = await told(12_000, 0.005);
  assert(few > 1 && few < 1_024, `${few}`);
  assertStringIncludes(
    sentence,
    "There is too little to condition: all 12,000 samples together are",
  );
  assertStringIncludes(sentence, `credited with ${Math.floor(10 * few) / 10} bits, and a key has`);
  assertEquals(sentence.includes("Condition its output"), false);
  const [enough, condition] = await told(12_000, 0.3);
  assert(enough > 1_024);
  assertStringIncludes(condition, "Condition its output before it becomes a key.");
});

Deno.test("of samples that were not assessed no more is taken than they can hold", () => {
  const told = (samples: number, serialCorrelation: number | null) =>
    conditioningSentence(
      {
        recording: null,
        reading: { samples },
        request: { symbols: { bitsPerSymbol: 8 } },
        statistics: { bytes: { serialCorrelation } },
      } as unknown as Assessment,
    );
  const condition = "Condition its output before it becomes a key.";
  assertEquals(told(128, 0), condition);
  assertEquals(
    told(127, 0),
    "There is too little to condition: all 127 samples together hold at most 1,016.0 bits, and a " +
      "key has 1,024.",
  );
  assertStringIncludes(
    told(1, null),
    "too little to condition: the 1 sample holds at most 8.0 bits",
  );
  // All are equal.
  assertStringIncludes(told(100_000, null), "nothing to condition: all 100,000 samples");
});

/** Of a source that drifts. */
const DRIFT = {
  stretches: 10,
  parts: 20,
  means: [1, 2],
  statistic: 9,
  degreesOfFreedom: [9, 190],
  pValue: 1e-9,
  lagSamples: 12,
  dependence: 0,
} as const;

Deno.test("samples that depend on each other too far for one drift do so for all of them", () => {
  const drift = (dependence: number) => ({ ...DRIFT, dependence });
  const comparisons = (mean: number) =>
    stretchesGroup(
      { worst: [], running: null },
      { samples: 10_000, drift: drift(mean), spreadDrift: drift(0), neighbourDrift: drift(0) },
      { expectation: "steady" } as unknown as AssessRequest,
    )!.lines.map(({ comparison }) => comparison);
  assertEquals(comparisons(0), ["departs", "departs", "departs"]);
  assertEquals(comparisons(1), ["missing", "missing", "missing"]);
});

Deno.test("no line calls a probability 0, nor a full min-entropy less than it is", async () => {
  const samples = Uint8Array.from({ length: 20_000 }, (_, i) => i);
  const { assessment } = await assessRaw(samples, { expectation: "uniform", claimedEntropy: 8 });
  const lines = testGroups(assessment).flatMap(({ lines }) => lines);
  const said = lines.map(({ name, value, expected, meaning }) =>
    `${name} ${value} ${expected} ${meaning}`
  );
  assertEquals(said.filter((line) => /p (?:=|at most) 0(?![.\d])/.test(line)), []);
  assert(said.some((line) => line.includes("p < 1e-300")));
  const entropies = lines.filter(({ expected, comparison }) =>
    comparison === "info" && /^(?:up to|below) \d( \||$)/.test(expected)
  );
  assert(entropies.length > 10);
  for (const { value, expected } of entropies) {
    const limits = /^(?:up to|below) ([\d.]+)(?: \| ([\d.]+))?$/.exec(expected)?.slice(1) ?? [];
    value.split(" | ").forEach((figure, i) => {
      if (limits[i] === undefined || !/^[\d.]+(?: bits)?$/.test(figure)) return;
      assert(expected.startsWith("up to") && parseFloat(figure) <= Number(limits[i]), expected);
    });
  }
});

Deno.test("a constant source departs, and no figure of entropy is told of it", async () => {
  for (const bitsPerSymbol of [1, 8]) {
    const symbols = { bitsPerSymbol, packed: false };
    const { assessment, verdict } = await assessRaw(new Uint8Array(20_000), { symbols });
    assertEquals(verdict.outcome, "departs");
    assertEquals([assessment.collisionEntropyRate, assessment.health], [null, null]);
    const told = JSON.stringify(testGroups(assessment)) + verdict.sentences.join();
    assertEquals(/of collision entropy|for \d\.\d+ bits a symbol|Condition/.exec(told), null);
  }
});

Deno.test("the first line of a raw recording says first what else it looks like", async () => {
  const hex = Array.from(await fairBytes(10_000), (byte) => byte.toString(16).padStart(2, "0"));
  const samples = new TextEncoder().encode(hex.join(""));
  const headline = async (changes: Partial<AssessRequest> = {}) => {
    const { verdict, exitCode } = await assessRaw(samples, changes);
    return [verdict.headline, verdict.outcome, exitCode];
  };
  const [raw, outcome, exitCode] = await headline();
  assertMatch(
    String(raw),
    /^This looks like hexadecimal text; as it was read, no fault was found: all \d+ tests fit a steady source/,
  );
  assertEquals([outcome, exitCode], ["passed", 0]);
  // What departs is not praised.
  const [uniform] = await headline({ expectation: "uniform", claimedEntropy: 8 });
  assertMatch(String(uniform), /^Not like fair random data: /);
});
