import { testGroups } from "../../../lib/report/assess/verdict.ts";
import { assert, assertEquals, assertStringIncludes } from "../../assert.ts";
import { changingNoise, correlatedNoise, stickyBits, uniformNumbers } from "../../noise.ts";
import { assessRaw, cycle } from "../../report/raw_samples.ts";
import { fairBytes } from "../../report/samples.ts";

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
    // What takes fewer values repeats them more often as well.
    assert(verdict.departing.includes("drift of the spread (Stretches)"), name);
    const lines = testGroups(assessment).flatMap(({ lines }) => lines);
    const line = (name: string) => lines.find((line) => line.name === name)!;
    assertStringIncludes(line("drift of the spread").meaning, "differ by more than within them");
    assertStringIncludes(line("drift").meaning, "differ as within them");
    // What takes independent samples for granted is told and not compared, with the reason that is true.
    const fit = line("goodness of fit");
    assertEquals([fit.comparison, fit.falseAlarms], ["info", 0]);
    assertStringIncludes(fit.meaning, "tenths have other shares than all");
    assertStringIncludes(fit.meaning, "5.2.1, independence, departs, so that it cannot tell");
  }
  const steady = await assessRaw(changingNoise(20_000, () => 12, 21));
  assertEquals([steady.verdict.outcome, steady.met], ["passed", [true, true]]);
});
