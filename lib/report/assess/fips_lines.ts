import type { FipsStreamResult, FipsTest } from "../../fips_140_2/types.ts";
import { expectation, grouped, plural, probability } from "../numbers.ts";
import { noteLine, type TestGroup, type TestLine } from "./test_line.ts";
import { atLeast, atMost } from "../../math/binomial.ts";

const FIPS_TESTS: readonly (readonly [FipsTest, string, string])[] = [
  ["monobit", "monobit", "too many or too few ones"],
  ["poker", "poker", "groups of 4 bits not equally common"],
  ["runs", "runs", "too many or too few runs of some length"],
  ["longRun", "long run", "a run of 26 or more equal bits"],
  ["continuousRun", "continuous run", "two equal 32-bit words in a row"],
];

/** FIPS 140-2 over the stream: the verdict on the number of failed blocks, then each test. */
export function fipsGroup(fips: FipsStreamResult): TestGroup {
  const { verdict, blocks, leftoverBytes } = fips;
  const untested = leftoverBytes > 0
    ? `; ${plural(leftoverBytes, "byte")} at the end untested`
    : "";
  return {
    title: "FIPS 140-2 tests",
    note: `${plural(blocks, "block")} of 20,000 bits against the limits of Change Notice 1 ` +
      `(2001-10-10), which Change Notice 2 withdrew from the standard${untested}. Fair data fails ` +
      `about one block in ${grouped(1 / verdict.falseAlarmProbability)}.`,
    lines: [
      failedBlocksLine(fips),
      ...FIPS_TESTS.map(([test, name, meaning]) =>
        noteLine("info", `  ${name}`, plural(fips.failures[test], "block"), "", meaning)
      ),
      noteLine(
        "info",
        "  longest run",
        plural(fips.longestRunBits, "bit"),
        blocks === 0 ? "" : `about ${Math.round(expectedLongestRun(blocks * 20_000))}`,
        "equal bits in a row",
      ),
    ],
  };
}

function failedBlocksLine({ verdict, blocks, failedBlocks }: FipsStreamResult): TestLine {
  const name = "failed blocks";
  const value = `${grouped(failedBlocks)} of ${grouped(blocks)}`;
  if (verdict.fits === null) {
    const meaning = "needs 2,504 bytes: no whole block was read, nothing was tested";
    return noteLine("missing", name, value, "", meaning);
  }
  const { acceptable: { least, most }, falseAlarmProbability, expectedFailedBlocks } = verdict;
  return {
    comparison: verdict.fits ? "fits" : "departs",
    name,
    value,
    expected: `${grouped(least)} to ${grouped(most)}`,
    meaning: `blocks that fail any test; ${expectation(expectedFailedBlocks)} on average, p = ${
      probability(verdict.pValue)
    }`,
    falseAlarms: atMost(least - 1, blocks, falseAlarmProbability) +
      atLeast(most + 1, blocks, falseAlarmProbability),
  };
}

/**
 * The longest run of either bit among n fair bits is near log2(n) + 1/3: one more than the longest run of
 * "equal to the one before" in n - 1 fair bits, which is near log2(n) - 2/3 (log2(n/2) + gamma / ln 2 - 1/2).
 */
function expectedLongestRun(bits: number): number {
  return Math.log2(bits) + 1 / 3;
}
