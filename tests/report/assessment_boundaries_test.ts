import { selectBits } from "../../lib/assess/select_bits.ts";
import { StreamStatisticsCounter } from "../../lib/assess/stream_statistics.ts";
import { fipsVerdict } from "../../lib/fips_140_2/stream.ts";
import { claimOf } from "../../lib/sp800_90b/entropy_claim.ts";
import { stretchesGroup } from "../../lib/report/assess/recording_lines.ts";
import { chanceMayExplain } from "../../lib/report/assess/repeat_lines.ts";
import { statisticsGroups } from "../../lib/report/assess/statistics_lines.ts";
import type { TestLine } from "../../lib/report/test_line.ts";
import { assertAlmostEquals, assertEquals, assertMatch, assertNotEquals } from "../assert.ts";
import { fairBytes, REQUEST } from "./samples.ts";

/** Constants of a report, each with the last value that passes and the first that does not. */

function statisticsLine(name: string, bytes: Uint8Array): TestLine {
  const counter = new StreamStatisticsCounter();
  counter.update(bytes);
  return statisticsGroups(counter.result()!).flatMap(({ lines }) => lines)
    .find((line) => line.name === name)!;
}

Deno.test("the false alarms of the worst of 8 bit positions and of 64 lags are those of all of them", async () => {
  const bytes = await fairBytes(1_000_000);
  assertAlmostEquals(statisticsLine("worst bit position", bytes).falseAlarms!, 5.4e-5, 2e-6);
  assertAlmostEquals(statisticsLine("worst autocorrelation", bytes).falseAlarms!, 6.1e-5, 2e-6);
});

Deno.test("the worst autocorrelation is none whose printed range leaves nothing out", () => {
  // 20 pairs of bits are 44 bits apart and equal: 4.5 standard deviations, which chance has with 2^-20.
  const bytes = Uint8Array.of(0x9a, 0x3c, 0x57, 0xe1, 0x26, 0xb9, 0xa3, 0xc5);
  const { expected, comparison, meaning } = statisticsLine("worst autocorrelation", bytes);
  assertEquals(comparison, "fits");
  assertNotEquals(expected, "-1.000000 to 1.000000");
  assertMatch(meaning, /^bits (?!44 )/);
});

Deno.test("a share of failed blocks has an interval of 99 percent", () => {
  assertAlmostEquals(
    fipsVerdict(100, 0, { ...NO_EXTREMES }).failureRate.most,
    1 - 0.005 ** (1 / 100),
    1e-12,
  );
});

const NO_EXTREMES: Parameters<typeof fipsVerdict>[2] = {
  fewestOnes: 10_000,
  mostOnes: 10_000,
  leastPokerSquares: 1_563_176,
  mostPokerSquares: 1_563_176,
  longestRun: 14,
} as unknown as Parameters<typeof fipsVerdict>[2];

Deno.test("drift is told up to a dependence of 0.43 and not beyond", () => {
  const drift = { statistic: 1, pValue: 0.5, means: [1, 2], lagSamples: 5, dependence: 0.43 };
  const comparison = (dependence: number) =>
    stretchesGroup(
      { worst: [], running: null },
      {
        samples: 10_000,
        drift: { ...drift, dependence },
        spreadDrift: null,
        neighbourDrift: null,
      } as unknown as Parameters<typeof stretchesGroup>[1],
      { ...REQUEST, expectation: "steady" },
    )!.lines[0].comparison;
  assertEquals([comparison(0.43), comparison(0.430001)], ["fits", "missing"]);
});

Deno.test("little entropy explains a repeat up to 0.9 of the width and not beyond", () => {
  const repeat = { offset: 10_000, earlierOffset: 100, lengthBytes: 14, comparedBytes: 14 };
  const result = {
    bytes: 20_000,
    guaranteedLengthBytes: 31,
    repeats: 1,
    repeatedBytes: 14,
    first: [repeat],
    longest: repeat,
    falseAlarmProbability: 0,
  };
  const explained = (collisionEntropyRate: number) =>
    chanceMayExplain(result, {
      request: REQUEST,
      collisionEntropyRate,
      repeats: result,
      against: null,
    });
  assertEquals([explained(7.2), explained(7.2001)], [true, false]);
});

Deno.test("a bit counts less than fair ones once it is beyond 4 deviations of chance", () => {
  const kept = (ones: number) => {
    const each = 16_384;
    const samples = new Uint16Array(256 * each);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = (i >>> 14) << 1 | Number(i % each < ones);
    }
    return selectBits(samples).positions[0];
  };
  assertEquals([kept(8_192 - 73), kept(8_192 - 74)], [0, 1]);
});

Deno.test("a claim lacks samples of the noise below 1,000,000, and outputs of a component below as many", () => {
  const missing = (samples: number, outputs: number) => {
    const request = {
      track: "non-iid",
      noise: null,
      conditioning: {
        vetted: false,
        outputBits: 8,
        conditioned: { symbols: new Uint8Array(outputs), bitsPerSymbol: 8 },
      },
      restart: null,
    };
    const found = {
      noise: { samples },
      noiseIid: null,
      restart: { result: { passed: true, standardSize: true } },
      conditioning: {
        result: { entropy: 1, component: { outputBits: 8 }, fullEntropy: false, vetted: false },
      },
      perSample: 1,
      width: 8,
    };
    const claim = claimOf(
      request as unknown as Parameters<typeof claimOf>[0],
      found as unknown as Parameters<typeof claimOf>[1],
    );
    return claim?.missing.map(({ kind }) => kind);
  };
  assertEquals(missing(1_000_000, 1_000_000), []);
  assertEquals(missing(999_999, 999_999), ["noise samples", "conditioned outputs"]);
});
