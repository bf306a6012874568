import type { FipsStreamResult, FipsTest } from "../../fips_140_2/types.ts";
import { expectation, grouped, plural, probability } from "../numbers.ts";
import type { TestGroup, TestLine } from "./test_line.ts";

const FIPS_TESTS: readonly (readonly [FipsTest, string, string])[] = [
  ["monobit", "monobit", "too many or too few ones"],
  ["poker", "poker", "groups of 4 bits not equally common"],
  ["runs", "runs", "too many or too few runs of some length"],
  ["longRun", "long run", "a run of 26 or more equal bits"],
  ["continuousRun", "continuous run", "two equal 32-bit words in a row"],
];

/** FIPS 140-2 over the stream: the verdict on the number of failed blocks, then each test. */
export function fipsGroup(fips: FipsStreamResult): TestGroup {
  const { verdict, blocks, failedBlocks, leftoverBytes } = fips;
  const { least, most } = verdict.acceptable;
  const untested = leftoverBytes > 0
    ? `; ${plural(leftoverBytes, "byte")} at the end untested`
    : "";
  return {
    title: "FIPS 140-2 tests",
    note: `${plural(blocks, "block")} of 20,000 bits against the limits of Change Notice 1 ` +
      `(2001-10-10), which Change Notice 2 withdrew from the standard${untested}. Fair data fails ` +
      `about one block in ${grouped(1 / verdict.falseAlarmProbability)}.`,
    lines: [
      {
        comparison: verdict.fits === null ? "missing" : verdict.fits ? "fits" : "departs",
        name: "failed blocks",
        value: `${grouped(failedBlocks)} of ${grouped(blocks)}`,
        expected: verdict.fits === null
          ? "2,504 bytes or more"
          : `${expectation(verdict.expectedFailedBlocks)}, up to ${grouped(most)} fit`
            .replace("up to", least > 0 ? `${grouped(least)} to` : "up to"),
        meaning: verdict.fits === null
          ? "no whole block was read: nothing was tested"
          : `blocks that fail any test; p = ${probability(verdict.pValue)}`,
      },
      ...FIPS_TESTS.map(([test, name, meaning]): TestLine => ({
        comparison: "info",
        name: `  ${name}`,
        value: plural(fips.failures[test], "block"),
        expected: "",
        meaning,
      })),
      {
        comparison: "info",
        name: "  longest run",
        value: plural(fips.longestRunBits, "bit"),
        expected: blocks === 0 ? "" : `about ${Math.round(expectedLongestRun(blocks * 20_000))}`,
        meaning: "equal bits in a row",
      },
    ],
  };
}

/**
 * The longest run of either bit among n fair bits is near log2(n) + 1/3: one more than the longest run of
 * "equal to the one before" in n - 1 fair bits, which is near log2(n) - 2/3 (log2(n/2) + gamma / ln 2 - 1/2).
 */
function expectedLongestRun(bits: number): number {
  return Math.log2(bits) + 1 / 3;
}
