import { assertEquals, assertMatch } from "../assert.ts";
import { HealthTests, SourceHealthTests } from "../../lib/sp800_90b/health_tests.ts";
import { healthGroup } from "../../lib/report/assess/recording_lines.ts";
import { assessRaw } from "../report/raw_samples.ts";
import { biased } from "./standard_data.ts";

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
