import type { FipsExtreme, FipsStreamResult, FipsTest } from "../../fips_140_2/types.ts";
import { decimals, expectation, grouped, plural, probabilityIs } from "../numbers.ts";
import { WANTED } from "../requirements.ts";
import { noteLine, type TestGroup, type TestLine } from "../test_line.ts";
import { shareOutside } from "../../math/binomial.ts";

const FIPS_TESTS: readonly (readonly [FipsTest, string, string])[] = [
  ["monobit", "monobit", "too many or too few ones"],
  ["poker", "poker", "groups of 4 bits not equally common"],
  ["runs", "runs", "too many or too few runs of some length"],
  ["longRun", "long run", "a run of 26 or more equal bits"],
  ["continuousRun", "continuous run", "two equal 32-bit words in a row"],
];

/** FIPS 140-2 over the stream: the number of failed blocks, the most extreme of all blocks, then each test. */
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
      ...verdict.extremes.map((extreme) => extremeLine(extreme, blocks)),
      ...FIPS_TESTS.map(([test, name, meaning]) =>
        noteLine("info", `  ${name}`, plural(fips.failures[test], "block"), "", meaning)
      ),
    ],
  };
}

/** Why there is nothing to say: the 4 bytes before the first block are for the continuous run test. */
const NO_BLOCK =
  "needs a whole block of 20,000 bits, 2,504 bytes with those before it: nothing was tested";

function failedBlocksLine({ verdict, blocks, failedBlocks }: FipsStreamResult): TestLine {
  const name = "failed blocks";
  const value = `${grouped(failedBlocks)} of ${grouped(blocks)}`;
  if (verdict.pValue === null) return noteLine("missing", name, value, "", NO_BLOCK);
  const { acceptable, falseAlarmProbability, expectedFailedBlocks } = verdict;
  return {
    comparison: verdict.failedBlocksFit ? "fits" : "departs",
    name,
    value,
    expected: `${grouped(acceptable.least)} to ${grouped(acceptable.most)}`,
    meaning: `blocks that fail any test; ${expectation(expectedFailedBlocks)} on average, p ${
      probabilityIs(verdict.pValue)
    }`,
    falseAlarms: shareOutside(acceptable, blocks, falseAlarmProbability),
  };
}

/** What stands beside the number of failed blocks: as many as fair data has, or that there is none to compare. */
export function failedBlocksNote(fips: FipsStreamResult): string {
  const { comparison, expected, meaning } = failedBlocksLine(fips);
  return comparison === "missing" ? `no data: ${meaning}` : `fair data has ${expected}`;
}

const EXTREME_NAMES: Readonly<Record<FipsExtreme["statistic"], string>> = {
  ones: "ones of a block",
  poker: "poker of a block",
  "longest run": "longest run",
};

function extremeLine(extreme: FipsExtreme, blocks: number): TestLine {
  const { statistic, most, acceptable, falseAlarms, fits } = extreme;
  const several = blocks > 1;
  const meanings: Readonly<Record<FipsExtreme["statistic"], string>> = {
    ones: `${several ? "fewest and most in any block" : "in the block"}; 10,000 expected`,
    poker: `${several ? "least and most X of any block" : "X of the block"}; 15 expected`,
    "longest run": `equal bits in a row within a block; about ${
      Math.round(expectedLongestRun(blocks * 20_000))
    } expected`,
  };
  const range = ({ least, most }: Pick<FipsExtreme, "least" | "most">) =>
    least === most
      ? figure(least, statistic)
      : `${figure(least, statistic)} to ${figure(most, statistic)}`;
  return {
    comparison: fits ? "fits" : "departs",
    name: EXTREME_NAMES[statistic],
    value: statistic === "longest run" ? plural(most, "bit") : range(extreme),
    expected: statistic === "longest run"
      ? `up to ${acceptable.most}`
      : statistic === "ones"
      ? range(acceptable)
      // Outward, so that what fits is inside of what is printed.
      : `${figure(Math.floor(1e4 * acceptable.least) / 1e4, statistic)} to ${
        figure(Math.ceil(1e4 * acceptable.most) / 1e4, statistic)
      }`,
    meaning: meanings[statistic] + (fits ? "" : ": chance does not explain it"),
    falseAlarms,
  };
}

function figure(value: number, statistic: FipsExtreme["statistic"]): string {
  return statistic === "poker" && value < 1_000 ? decimals(value, 4) : grouped(value);
}

/** What `--require fips` wants, and what there was of it; null without a whole block. */
export function fipsRequirement(
  fips: FipsStreamResult,
): {
  readonly wanted: string;
  readonly found: string | null;
  readonly reason?: string;
  readonly met: boolean;
} {
  const { verdict: { acceptable: { least, most }, fits }, blocks } = fips;
  return {
    wanted: blocks === 0
      ? WANTED.fips
      : `${grouped(least)} to ${
        plural(most, "failed block")
      }, and none that chance does not explain`,
    ...(blocks === 0 ? { found: null, reason: NO_BLOCK } : { found: fipsFound(fips) }),
    met: fits === true,
  };
}

/** "1 of 3 failed blocks, and longest run 20,000 bits, up to 29 expected". */
export function fipsFound(
  { verdict: { extremes }, blocks, failedBlocks }: FipsStreamResult,
): string {
  const beyond = extremes.filter(({ fits }) => !fits).map((extreme) => {
    const { name, value, expected } = extremeLine(extreme, blocks);
    return `, ${name} ${value}, not ${expected}`;
  });
  return `${grouped(failedBlocks)} of ${grouped(blocks)} failed blocks${beyond.join("")}`;
}

/**
 * The longest run of either bit among n fair bits is near log2(n) + 1/3: one more than the longest run of
 * "equal to the one before" in n - 1 fair bits, which is near log2(n) - 2/3 (log2(n/2) + gamma / ln 2 - 1/2).
 */
function expectedLongestRun(bits: number): number {
  return Math.log2(bits) + 1 / 3;
}
