import type { BatteryResult, SubTestResult, TestResult } from "../../sp800_22/battery.ts";
import {
  MIN_UNIFORMITY_SEQUENCES,
  SIGNIFICANCE,
  UNIFORMITY_SIGNIFICANCE,
} from "../../sp800_22/interpretation.ts";
import type { TestComparison, TestGroup, TestLine } from "../test_line.ts";
import { computedProbability, expectation, grouped, probabilityIs } from "../numbers.ts";
import { amountOf, TEST_TITLES, testComparison } from "./sp800_22.ts";

/** One line a test; where it has sub-tests, the worst of them. */
export function sp80022Group(battery: BatteryResult): TestGroup {
  const { sequences } = battery;
  const uniformity = sequences < MIN_UNIFORMITY_SEQUENCES
    ? `Whether p-values are uniform is looked at from ${MIN_UNIFORMITY_SEQUENCES} sequences on.`
    : `Their p-values should be uniform, by ${UNIFORMITY_SIGNIFICANCE} or more.`;
  return {
    title: "Randomness tests: NIST SP 800-22 Rev. 1a",
    note: `${amountOf(battery)}. A sequence passes a test when its p-value is at least ` +
      `${SIGNIFICANCE}; so does fair data in about 99 of 100. ${uniformity} Of several sub-tests the worst ` +
      'is shown. "outside": one of these limits of the standard is missed, each of a sub-test by itself; the verdict ' +
      "goes by all figures together.",
    lines: battery.tests.map((test) => lineOf(test, battery)),
  };
}

function lineOf(test: TestResult, battery: BatteryResult): TestLine {
  const [name, looksAt] = TEST_TITLES[test.name];
  if (test.sequences === 0) {
    const why = battery.sequenceBits < test.leastBits
      ? `needs sequences of ${grouped(test.leastBits)} bits`
      : "needs 500 cycles in a sequence, and none had them";
    return { comparison: "missing", name, value: "-", expected: "", meaning: why };
  }
  const comparison = testComparison(test, battery);
  const [first] = battery.verdict.departing.filter((figure) => figure.test === test.name);
  const by = first === undefined
    ? ""
    : `; departs by ${first.figure}: ${computedProbability(first.probability)}`;
  return battery.sequences === 1
    ? singleLine(test, { comparison, name, looksAt, by })
    : manyLine(test, { comparison, name, looksAt, by });
}

type DescribedTest = {
  readonly comparison: TestComparison;
  readonly name: string;
  readonly looksAt: string;
  /** The figure that departs, which need not be the one of the row. */
  readonly by: string;
};

/** Of one sequence: the p-value, or the smallest of several. */
function singleLine(
  { subTests }: TestResult,
  { comparison, name, looksAt, by }: DescribedTest,
): TestLine {
  const worst = subTests.reduce((a, b) => b.pValues[0]! < a.pValues[0]! ? b : a);
  const failed = subTests.filter(({ proportion }) => proportion!.passed === 0).length;
  return {
    comparison,
    name,
    value: `p ${probabilityIs(worst.pValues[0]!, "=", SIGNIFICANCE)}`,
    expected: `${SIGNIFICANCE} or more`,
    meaning:
      (subTests.length === 1
        ? looksAt
        : `${looksAt}: ${failed} of ${subTests.length} below, by chance ${
          expectation(subTests.length * SIGNIFICANCE)
        }; least ${worst.label}`) + by,
  };
}

function manyLine(
  { subTests }: TestResult,
  { comparison, name, looksAt, by }: DescribedTest,
): TestLine {
  // Too many passing sequences are outside too.
  const outside = subTests.filter(({ proportion }) => !proportion!.acceptableProportion);
  const worst = (outside.length > 0 ? outside : subTests)
    .reduce((a, b) => b.proportion!.proportion < a.proportion!.proportion ? b : a);
  const { passed, sequences, acceptable } = worst.proportion!;
  const least = Math.min(...subTests.flatMap(({ uniformity }) => uniformity.pValue ?? []));
  const uniform = least === Infinity
    ? ""
    : `; uniformity p ${probabilityIs(least, "=", UNIFORMITY_SIGNIFICANCE)}`;
  const of = subTests.length === 1
    ? ""
    : ` (${worst.label})${subTests.length > 2 ? outsideOf(subTests) : ""}`;
  return {
    comparison,
    name,
    value: `${grouped(passed)} of ${grouped(sequences)}`,
    expected: `${grouped(acceptable.leastPassed)} to ${grouped(acceptable.mostPassed)} pass`,
    meaning: `${looksAt}${of}${uniform}${by}`,
  };
}

function outsideOf(subTests: readonly SubTestResult[]): string {
  const outside = subTests.filter(({ proportion }) => !proportion!.acceptableProportion).length;
  const expected = subTests
    .reduce((sum, { proportion }) => sum + proportion!.acceptable.falseAlarmProbability, 0);
  return `, ${outside} outside, by chance ${expectation(expected)}`;
}

/** Counts of p-values in ten classes, one row a test: of several sub-tests the least uniform. */
export function countRows(
  { tests }: BatteryResult,
): { readonly name: string; readonly counts: readonly number[] }[] {
  return tests.filter(({ sequences }) => sequences > 0).map(({ name, subTests }) => {
    const spread = ({ uniformity }: SubTestResult) =>
      uniformity.counts.reduce((sum, count) => sum + count * count, 0);
    const worst = subTests.reduce((a, b) => spread(b) > spread(a) ? b : a);
    const label = worst.label === "" ? "" : ` ${worst.label}`;
    return { name: TEST_TITLES[name][0] + label, counts: worst.uniformity.counts };
  });
}
