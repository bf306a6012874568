import { claimLimit } from "../../../lib/sp800_90b/entropy_claim.ts";
import { SCORE_TAIL } from "../../../lib/report/test_line.ts";
import { testGroups } from "../../../lib/report/assess/verdict.ts";
import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "../../assert.ts";
import { uniformNumbers } from "../../noise.ts";
import { assessRaw } from "../../report/raw_samples.ts";

Deno.test("a count of all samples allows what their chance allows", () => {
  // 2^b p^n = significance.
  assertAlmostEquals(claimLimit(100, 100, 8, 2 ** -28), 0.36, 1e-9);
  assertAlmostEquals(claimLimit(10_000, 10_000, 1, 2 ** -29), 0.003, 1e-9);
});

/** Independent samples of which each is 0 with a probability, and any other value as often as the next. */
function noise(zeros: number, values: number): Uint8Array {
  const random = uniformNumbers(31);
  return Uint8Array.from(
    { length: 20_000 },
    () => random() < zeros ? 0 : 1 + Math.floor((values - 1) * random()),
  );
}

Deno.test("a claim departs from where the count of the most common symbol refutes it, raw or not", async () => {
  for (const [bitsPerSymbol, zeros] of [[8, 1 / 32], [1, 0.7]] as const) {
    const samples = noise(zeros, 2 ** bitsPerSymbol);
    const counts = new Map<number, number>();
    for (const sample of samples) counts.set(sample, (counts.get(sample) ?? 0) + 1);
    const most = claimLimit(Math.max(...counts.values()), 20_000, bitsPerSymbol, SCORE_TAIL);
    const last = Math.floor(1e4 * most) / 1e4;
    const symbols = { bitsPerSymbol, packed: false };
    for (const expectation of ["steady", "uniform"] as const) {
      const line = async (claimedEntropy: number) => {
        const { assessment, verdict } = await assessRaw(samples, {
          symbols,
          expectation,
          claimedEntropy,
        });
        const { comparison, expected } = testGroups(assessment).flatMap(({ lines }) => lines)
          .find(({ name }) => name === "claimed min-entropy")!;
        assertEquals(
          verdict.departing.includes("claimed min-entropy (Min-entropy)"),
          comparison === "departs",
        );
        return [comparison, expected];
      };
      const expected = `up to ${last.toFixed(4)}`;
      assertEquals(await line(last), ["fits", expected]);
      assertEquals(await line(last + 1e-4), ["departs", expected]);
    }
  }
});

Deno.test("a claim that the count refutes meets no requirement", async () => {
  // The count allows less than 5 bits.
  const { assessment, exitCode, met } = await assessRaw(noise(1 / 32, 256), { claimedEntropy: 6 });
  const [{ meaning }] = testGroups(assessment).flatMap(({ lines }) => lines);
  assertStringIncludes(meaning, "the most common symbol came more often; assessed ");
  assertEquals([met[0], exitCode], [false, 6]);
});

Deno.test("a claim is compared with the count however few samples came", async () => {
  const samples = noise(1 / 4, 256).subarray(0, 2_000);
  for (const [claimedEntropy, comparison] of [[1.5, "fits"], [2.5, "departs"]] as const) {
    const { assessment, verdict, met } = await assessRaw(samples, { claimedEntropy });
    const [line] = testGroups(assessment).flatMap(({ lines }) => lines);
    assertEquals([line.name, line.comparison], ["claimed min-entropy", comparison]);
    assertStringIncludes(line.meaning, "; assessed ");
    // Whether it is steady is not known of so few.
    assertEquals([verdict.outcome, met[0]], [
      comparison === "fits" ? "incomplete" : "departs",
      false,
    ]);
  }
});

Deno.test("k equally likely values that claim log2 k are not refuted, whatever the estimators make of them", async () => {
  for (const values of [3, 5, 6, 8]) {
    const claimedEntropy = Math.log2(values);
    const { assessment, verdict } = await assessRaw(noise(1 / values, values), { claimedEntropy });
    const [{ comparison, meaning }] = testGroups(assessment).flatMap(({ lines }) => lines);
    assertEquals([verdict.departing, comparison], [[], "fits"], `${values}`);
    assertMatch(
      meaning,
      /^the most common symbol allows so much; assessed \d\.\d{4}: credit no more than that$/,
    );
  }
});
