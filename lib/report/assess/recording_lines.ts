import type { HealthSummary } from "../../assess/assessment.ts";
import type { IidResult } from "../../sp800_90b/iid_types.ts";
import { decimals, expectation, plural, probability } from "../numbers.ts";
import type { TestGroup, TestLine } from "./test_line.ts";

/** Section 4.4: how often a generator that claims this entropy would have alarmed. */
export function healthGroup(health: HealthSummary): TestGroup {
  const { samples, windowSamples, cutoffs, falseAlarmExponent, claimedEntropy } = health;
  const rate = 2 ** -falseAlarmExponent;
  const line = (name: string, alarms: number, trials: number, meaning: string): TestLine => ({
    comparison: alarms === 0 ? "fits" : "departs",
    name,
    value: plural(alarms, "alarm"),
    expected: `about ${expectation(trials * rate)}`,
    meaning,
  });
  return {
    title: "Health tests: SP 800-90B, section 4.4",
    note:
      `For a claimed entropy of ${claimedEntropy} bit${
        claimedEntropy === 1 ? "" : "s"
      } a symbol; a ` +
      `sample or window gives a false alarm with a probability of 2^-${falseAlarmExponent}.`,
    lines: [
      line(
        "repetition count",
        health.repetitionCountAlarms,
        samples,
        `${cutoffs.repetitionCount} or more equal symbols in a row`,
      ),
      line(
        "adaptive proportion",
        health.adaptiveProportionAlarms,
        Math.floor(samples / windowSamples),
        `one symbol ${cutoffs.adaptiveProportion} times in ${windowSamples}`,
      ),
    ],
  };
}

/** Section 5, the tests that need no shuffling; a failure means that the data is not IID, no more. */
export function iidGroup(iid: IidResult, samples: number): TestGroup {
  const chiSquare = (
    name: string,
    result: IidResult["independence"],
    meaning: string,
  ): TestLine =>
    result === null
      ? { comparison: "missing", name, value: "-", expected: "", meaning: "too few samples" }
      : {
        comparison: result.passed ? "fits" : result.cellsMerged ? "info" : "departs",
        name,
        value: decimals(result.statistic, 2),
        expected: `${result.degreesOfFreedom} +- ${
          decimals(Math.sqrt(2 * result.degreesOfFreedom), 1)
        }`,
        meaning: `${meaning}; p = ${probability(result.pValue)}` +
          (result.cellsMerged && !result.passed ? ", which few samples can cause" : ""),
      };
  const { length, collisionProbability, pValue, passed } = iid.longestRepeatedSubstring;
  // Of n samples, n^2 / 2 pairs agree for so long on average once.
  const usual = Math.log(samples * samples / 2) / -Math.log(collisionProbability);
  return {
    title: "Independence: SP 800-90B, section 5.2",
    note:
      "Whether the symbols may be independent and identically distributed; a p below 0.001 says no. " +
      "The permutation tests of section 5.1 are not among these.",
    lines: [
      chiSquare("independence", iid.independence, "neighbours independent"),
      chiSquare("goodness of fit", iid.goodnessOfFit, "each tenth has the same shares"),
      {
        comparison: passed ? "fits" : "departs",
        name: "longest repeat",
        value: plural(length, "symbol"),
        expected: `about ${Math.round(usual)}`,
        meaning: `longest string that comes twice; p = ${probability(pValue)}`,
      },
    ],
  };
}
