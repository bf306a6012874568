import { assert, assertEquals, assertThrows } from "../../assert.ts";
import fc from "../../fast_check.ts";
import { combineOutcomes } from "../../../lib/sp800_90b/non_iid_track.ts";
import { assessNonIid } from "../../../scripts/assess_non_iid.ts";
import { estimatorJobs, estimatorRunner } from "../../../lib/sp800_90b/jobs.ts";
import { lag } from "../../../lib/sp800_90b/estimators/lag.ts";
import { lz78y } from "../../../lib/sp800_90b/estimators/lz78y.ts";
import { multiMmc } from "../../../lib/sp800_90b/estimators/multi_mmc.ts";
import { multiMostCommonInWindow } from "../../../lib/sp800_90b/estimators/multi_most_common_in_window.ts";
import type { Estimate, EstimatorName } from "../../../lib/sp800_90b/types.ts";
import { bitString } from "../../../lib/math/bits.ts";
import { referenceData } from "../../sp800_90b/reference_data.ts";
import { predictSlowly } from "../../sp800_90b/slow_predictors.ts";

function estimates(symbols: Uint8Array, bitsPerSymbol: number): Map<EstimatorName, Estimate> {
  const { outcomes } = assessNonIid({ symbols, bitsPerSymbol });
  return new Map(
    outcomes.flatMap(({ sequence, result }) =>
      sequence === "original" && "minEntropy" in result ? [[result.estimator, result] as const] : []
    ),
  );
}

Deno.test("renaming symbols changes nothing where the standard looks at equality only", () => {
  const symbols = referenceData("clock3", 5_000);
  const expected = estimates(symbols, 3);
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (names) => {
      const renamed = estimates(symbols.map((symbol) => names[symbol]), 3);
      // MultiMMC and LZ78Y break ties by the symbols' order; the others know only equality.
      const blind = [
        "most_common_value",
        "t_tuple",
        "longest_repeated_substring",
        "multi_most_common_in_window",
        "lag",
      ] as const;
      for (const name of blind) assertEquals(renamed.get(name), expected.get(name), name);
    }),
    { numRuns: 10 },
  );
});

Deno.test("gaps between symbols change nothing at all on the original track", () => {
  const symbols = referenceData("sticky4", 5_000);
  assertEquals(estimates(symbols.map((symbol) => 16 * symbol + 3), 8), estimates(symbols, 4));
});

Deno.test("one-bit data is its own bit string and has one track", () => {
  fc.assert(fc.property(fc.uint8Array({ max: 1 }), (bits) => {
    assertEquals(bitString(bits, 1), bits);
  }));
  const bits = referenceData("biased1", 8_000);
  const { outcomes, bitstringMinEntropy } = assessNonIid({ symbols: bits, bitsPerSymbol: 1 });
  assertEquals(outcomes.map(({ sequence }) => sequence), Array(10).fill("original"));
  assertEquals(bitstringMinEntropy, null);
  const packed = Uint8Array.from({ length: 1_000 }, (_, i) => {
    return bits.subarray(8 * i, 8 * i + 8).reduce((byte, bit) => byte << 1 | bit, 0);
  });
  const asBytes = assessNonIid({ symbols: packed, bitsPerSymbol: 8 });
  assertEquals(
    asBytes.outcomes.filter(({ sequence }) => sequence === "bitstring").map(({ result }) => result),
    outcomes.map(({ result }) => result),
    "the bit string of the packed bits is the bits",
  );
});

Deno.test("the predictors agree with the standard's pseudocode, followed word by word", () => {
  const predictors = {
    multi_most_common_in_window: multiMostCommonInWindow,
    lag,
    multi_mmc: multiMmc,
    lz78y,
  };
  // Small tables fill up in the reference data sets; here ties, starts and short periods matter.
  const sequences = fc.integer({ min: 2, max: 5 }).chain((alphabetSize) =>
    fc.tuple(
      fc.uint8Array({ max: alphabetSize - 1, minLength: 70, maxLength: 400 }),
      fc.integer({ min: 1, max: 200 }),
    ).map(([values, period]) => ({
      values: values.map((value, i) => i % 11 === 0 ? value : values[i % period] ?? value),
      alphabetSize,
    }))
  );
  fc.assert(
    fc.property(sequences, (sequence) => {
      for (const [name, predictor] of Object.entries(predictors)) {
        const { correct, runBound, predictions } = predictor(sequence);
        assertEquals(
          { correct, longestRun: runBound - 1, predictions },
          predictSlowly(name as keyof typeof predictors, sequence),
          name,
        );
      }
    }),
    { numRuns: 150 },
  );
});

Deno.test("jobs cover every estimator once, and their order does not matter", () => {
  for (
    const [bitsPerSymbol, alphabetSize, count] of [[8, 256, 17], [1, 2, 10], [8, 2, 10]] as const
  ) {
    const jobs = estimatorJobs(bitsPerSymbol, alphabetSize);
    const names = jobs.flatMap(({ sequence, estimators }) =>
      estimators.map((name) => `${sequence} ${name}`)
    );
    assertEquals(new Set(names).size, count);
    assertEquals(names.length, count);
    assertEquals(
      jobs.map((job) => job.relativeCost),
      jobs.map((job) => job.relativeCost).sort((a, b) => b - a),
    );
  }
  const input = { symbols: referenceData("clock3", 3_000), bitsPerSymbol: 3 };
  const run = estimatorRunner(input);
  const backwards = estimatorJobs(3, 8).reverse().flatMap(run);
  assertEquals(combineOutcomes(input, backwards), assessNonIid(input));
});

Deno.test("assessNonIid() says what is wrong with input that has no assessment", () => {
  const assess = (symbols: number[], bitsPerSymbol: number) => () =>
    assessNonIid({ symbols: Uint8Array.from(symbols), bitsPerSymbol });
  assertThrows(assess([], 8), RangeError, "empty source");
  assertThrows(assess([5, 5, 5], 8), RangeError, "constant source: all 3 samples are 5");
  assertThrows(assess([0, 7, 8], 3), RangeError, "sample 2 is 8, the largest possible is 7");
  assertThrows(assess([0, 1], 9), RangeError, "1 to 8");
  assertThrows(assess([0, 1], 0), RangeError, "1 to 8");
  assess([0, 7], 3)();
});

Deno.test("estimators that lack samples say so, and the rest is assessed", () => {
  const { outcomes, enoughSamples, assessedMinEntropy } = assessNonIid({
    symbols: Uint8Array.of(0, 1, 2, 3, 0, 1, 3, 2),
    bitsPerSymbol: 2,
  });
  assertEquals(enoughSamples, false);
  assertEquals(outcomes.length, 17);
  const reasons = outcomes.flatMap(({ result }) => "reason" in result ? [result.reason] : []);
  assert(reasons.includes("needs 65 samples, there are 8"), reasons.join("; "));
  assert(reasons.includes("no symbol occurs 35 times"));
  assert(outcomes.every(({ result }) => "reason" in result || Number.isFinite(result.minEntropy)));
  assert(assessedMinEntropy >= 0 && assessedMinEntropy <= 2);
});

Deno.test("lag() sees a period of 128 samples and none of 129", () => {
  for (const alphabetSize of [2, 7]) {
    const random = referenceData("uniform8", 129).map((byte) => byte % alphabetSize);
    for (const [period, predictable] of [[128, true], [129, false]] as const) {
      const values = Uint8Array.from({ length: 2_000 }, (_, i) => random[i % period]);
      const { correct } = lag({ values, alphabetSize });
      assertEquals(correct > 1_800, predictable, `${alphabetSize} symbols, period ${period}`);
    }
  }
});
