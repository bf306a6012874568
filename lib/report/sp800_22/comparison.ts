import type { BatteryResult, SubTestResult, TestResult } from "../../sp800_22/battery.ts";
import type { Comparison } from "../assess/test_line.ts";

/**
 * "departs" where a figure of the test does in the verdict over all; "outside" where only a limit of section 4.2 is
 * missed, in which a row would not fit the band beside it.
 */
export function comparisonOf(test: TestResult, { verdict }: BatteryResult): Comparison {
  if (test.sequences === 0) return "missing";
  if (verdict.departing.some((figure) => figure.test === test.name)) return "departs";
  return test.subTests.every(isInside) ? "fits" : "outside";
}

function isInside({ proportion, uniformity }: SubTestResult): boolean {
  return proportion!.acceptableProportion && uniformity.uniform !== false;
}
