import type { HealthSummary } from "../assessment.ts";
import type { IidResult } from "../estimators/iid_types.ts";
import type {
  EstimatorName,
  EstimatorOutcome,
  NonIidAssessment,
  Track,
} from "../estimators/types.ts";
import { idealScore } from "./ideal_scores.ts";
import { decimals, expectation, grouped, plural, probability } from "./numbers.ts";
import type { TestGroup, TestLine } from "./test_line.ts";

/** What each estimator tries, in the order of section 6.3. */
export const ESTIMATORS: readonly (readonly [EstimatorName, name: string, meaning: string])[] = [
  ["most_common_value", "most common value", "guesses the likeliest value"],
  ["collision", "collision", "time until a value comes again"],
  ["markov", "Markov", "each bit depends on the one before"],
  ["compression", "compression", "how well blocks of 6 bits compress"],
  ["t_tuple", "t-tuple", "how often the commonest strings come"],
  ["longest_repeated_substring", "longest repeat", "how long strings are that come twice"],
  ["multi_most_common_in_window", "MultiMCW", "predicts what was common of late"],
  ["lag", "lag", "predicts that values come again"],
  ["multi_mmc", "MultiMMC", "predicts from the last 1 to 16 values"],
  ["lz78y", "LZ78Y", "predicts with a dictionary, as LZ78"],
];

/** The min-entropy of an estimate, or null where there is none. */
export function minEntropyOf(
  outcomes: readonly EstimatorOutcome[],
  estimator: EstimatorName,
  track: Track,
): number | null {
  const outcome = outcomes.find((one) => one.track === track && one.result.estimator === estimator);
  return outcome !== undefined && "minEntropy" in outcome.result ? outcome.result.minEntropy : null;
}

/** Min-entropy: the assessment, what it is made of, and each estimator on both tracks. */
export function minEntropyGroup(assessment: NonIidAssessment, complete: boolean): TestGroup {
  const { samples, bitsPerSymbol, assessedMinEntropy, originalMinEntropy } = assessment;
  const { bitstringMinEntropy, enoughSamples } = assessment;
  const ideal = idealScore(bitsPerSymbol, samples);
  const few = enoughSamples ? "" : " SP 800-90B asks for 1,000,000: fewer give lower figures.";
  return {
    title: "Min-entropy: NIST SP 800-90B, section 6.3",
    note: `${plural(samples, "symbol")} of ${plural(bitsPerSymbol, "bit")}, ` +
      `${
        grouped(assessment.alphabetSize)
      } different.${few} Each estimator gives bits a symbol, and bits a ` +
      "bit of the string of all bits; the least counts.",
    lines: [
      {
        comparison: complete ? compareToIdeal(assessedMinEntropy, ideal?.least ?? null) : "missing",
        name: "assessed min-entropy",
        value: `${decimals(assessedMinEntropy, 4)} bits`,
        expected: ideal === null ? `below ${bitsPerSymbol}` : idealRange(ideal),
        meaning: complete ? "a symbol; ideal data scores so much" : "at most: not all could run",
      },
      {
        comparison: "info",
        name: "  of the symbols",
        value: `${decimals(originalMinEntropy, 4)} bits`,
        expected: `below ${bitsPerSymbol}`,
        meaning: "a symbol: H_original",
      },
      ...(bitstringMinEntropy === null ? [] : [{
        comparison: "info" as const,
        name: "  of the bit string",
        value: `${decimals(bitstringMinEntropy, 4)} bits`,
        expected: "below 1",
        meaning: `a bit: H_bitstring, counted ${bitsPerSymbol} times`,
      }]),
      ...ESTIMATORS.map((estimator) => estimatorLine(assessment, estimator)),
    ],
  };
}

/** Below nine tenths of the least that ideal data scored, something other than chance is at work. */
function compareToIdeal(found: number, least: number | null): TestLine["comparison"] {
  if (least === null) return "info";
  return found >= 0.9 * least ? "fits" : "departs";
}

function idealRange({ least, most }: { readonly least: number; readonly most: number }): string {
  return `${decimals(least, 2)} to ${decimals(most, 2)}`;
}

function estimatorLine(
  { outcomes, bitsPerSymbol }: NonIidAssessment,
  [estimator, name, meaning]: typeof ESTIMATORS[number],
): TestLine {
  const figures = (["original", "bitstring"] as const).flatMap((track) => {
    const found = minEntropyOf(outcomes, estimator, track);
    const most = track === "original" ? bitsPerSymbol : 1;
    return found === null ? [] : [{ text: decimals(found, 4), most }];
  });
  const reason = outcomes.map(({ result }) => result)
    .find((result) => result.estimator === estimator && "reason" in result);
  if (figures.length === 0) {
    const why = reason !== undefined && "reason" in reason ? reason.reason : "did not get to run";
    return { comparison: "missing", name: `  ${name}`, value: "-", expected: "", meaning: why };
  }
  return {
    comparison: "info",
    name: `  ${name}`,
    value: figures.map(({ text }) => text).join(" | "),
    expected: `below ${figures.map(({ most }) => most).join(" | ")}`,
    meaning,
  };
}

/** Section 4.4: how often a generator that claims this entropy would have alarmed. */
export function healthGroup(health: HealthSummary): TestGroup {
  const { samples, windowSamples, cutoffs, falseAlarmExponent, claimedEntropy } = health;
  const rate = 2 ** -falseAlarmExponent;
  const line = (name: string, alarms: number, trials: number, meaning: string): TestLine => ({
    comparison: alarms === 0 ? "fits" : "departs",
    name,
    value: plural(alarms, "alarm"),
    expected: `${expectation(trials * rate)} or fewer`,
    meaning,
  });
  return {
    title: "Health tests: SP 800-90B, section 4.4",
    note:
      `For a claimed entropy of ${claimedEntropy} bits a symbol; a false alarm a sample or window ` +
      `has a probability of 2^-${falseAlarmExponent}.`,
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
