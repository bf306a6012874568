import type { AssessRequest } from "../../assess/assessment.ts";
import { chiSquareQuantile } from "../../math/special_functions.ts";
import { type ChiSquareResult, IID_SIGNIFICANCE, type IidResult } from "../../sp800_90b/iid.ts";
import { decimals, grouped, plural, probabilityIs } from "../numbers.ts";
import { exactPlaceOf } from "./places.ts";
import { noteLine, type TestGroup, type TestLine } from "../test_line.ts";

export const IID_TITLE = "Independence: SP 800-90B, section 5.2";
export const INDEPENDENCE = "independence";
export const GOODNESS_OF_FIT = "goodness of fit";
export const LONGEST_REPEAT = "longest repeat";
/** Why a test has no data. */
export const TOO_FEW = "too few samples";

/** Section 5, the tests that need no shuffling; a failure means that the data is not IID, no more. */
export function iidGroup(iid: IidResult, samples: number, request: AssessRequest): TestGroup {
  const raw = request.expectation === "steady";
  const { length, collisionProbability, pValue, passed, place } = iid.longestRepeatedSubstring;
  const { atMost, falseAlarms } = longestRepeatLimit(samples, collisionProbability);
  const independent = iid.independence?.passed === true;
  const undecided = iid.independence === null
    ? "5.2.1, independence, has too few samples, so that it cannot tell"
    : "5.2.1, independence, departs, so that it cannot tell";
  const comparedIf = (line: TestLine, comparable: boolean, why: string): TestLine =>
    comparable ? line : {
      ...line,
      comparison: "info",
      meaning: `${line.meaning}; ${why}`,
      falseAlarms: 0,
    };
  const notHeld = "told, not held against a raw source";
  return {
    title: IID_TITLE,
    note:
      "Whether the symbols may be independent and identically distributed; a p below 0.001 says no. " +
      "--iid runs the permutation tests of section 5.1 as well.",
    lines: [
      comparedIf(
        chiSquareLine(INDEPENDENCE, iid.independence, {
          passed: "pairs of neighbours come as independent samples have them",
          failed: "pairs of neighbours do not come as independent samples have them",
        }),
        !raw,
        notHeld,
      ),
      comparedIf(
        chiSquareLine(GOODNESS_OF_FIT, iid.goodnessOfFit, {
          passed: "each tenth has the same shares",
          failed: "tenths have other shares than all",
        }),
        !raw || independent,
        undecided,
      ),
      // No string that comes twice is longer than all symbols but one.
      atMost >= samples - 1
        ? noteLine("missing", LONGEST_REPEAT, plural(length, "symbol"), "", TOO_FEW)
        : comparedIf(
          {
            comparison: passed ? "fits" : "departs",
            name: LONGEST_REPEAT,
            value: plural(length, "symbol"),
            expected: `up to ${grouped(atMost)}`,
            meaning: `longest string that comes twice; p ${probabilityIs(pValue)}${
              place === null
                ? ""
                : `; at ${exactPlaceOf(place.offset, request)}, as at ${
                  exactPlaceOf(place.earlierOffset, request)
                }`
            }`,
            ...(place === null ? {} : { where: exactPlaceOf(place.offset, request) }),
            falseAlarms,
          },
          !raw || independent,
          undecided,
        ),
    ],
  };
}

function chiSquareLine(
  name: string,
  result: ChiSquareResult | null,
  meanings: { readonly passed: string; readonly failed: string },
): TestLine {
  if (result === null) return noteLine("missing", name, "-", "", TOO_FEW);
  const { statistic, mostDegreesOfFreedom, pValueUpperBound, passed, cellsMerged } = result;
  const most = chiSquareQuantile(IID_SIGNIFICANCE, mostDegreesOfFreedom);
  return {
    comparison: passed ? "fits" : "departs",
    name,
    value: decimals(statistic, 2),
    expected: `up to ${decimals(most, 2)}`,
    meaning: `${passed ? meanings.passed : meanings.failed}; p ${
      probabilityIs(pValueUpperBound, cellsMerged ? "at most" : "=")
    }`,
    falseAlarms: IID_SIGNIFICANCE,
  };
}

/**
 * The longest repeat that passes, and how often fair samples have a longer one: repeats come in clumps, as one that
 * is longer holds all shorter ones, so that of those that begin 1 - p_col of the standard's pairs count.
 */
function longestRepeatLimit(
  samples: number,
  collisionProbability: number,
): { atMost: number; falseAlarms: number } {
  if (collisionProbability >= 1) return { atMost: samples, falseAlarms: 0 };
  const share = (length: number, begins: number) => {
    const places = samples - length + 1;
    const pairs = places * (places - 1) / 2 * begins;
    return -Math.expm1(pairs * Math.log1p(-(collisionProbability ** length)));
  };
  let length = 1;
  while (length < samples && share(length, 1) >= IID_SIGNIFICANCE) length++;
  return { atMost: length - 1, falseAlarms: share(length, 1 - collisionProbability) };
}
