import type {
  EstimatorName,
  EstimatorOutcome,
  NonIidAssessment,
  Track,
} from "../../sp800_90b/types.ts";
import { idealScore } from "./ideal_scores.ts";
import { decimals, grouped, plural } from "../numbers.ts";
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
  const { samples, bitsPerSymbol, alphabetSize, enoughSamples } = assessment;
  const { assessedMinEntropy, originalMinEntropy, bitstringMinEntropy } = assessment;
  const ideal = idealScore(bitsPerSymbol, samples);
  const few = enoughSamples ? "" : " SP 800-90B asks for 1,000,000: fewer give lower figures.";
  return {
    title: "Min-entropy: NIST SP 800-90B, section 6.3",
    note: `${plural(samples, "symbol")} of ${plural(bitsPerSymbol, "bit")}, ` +
      `${
        grouped(alphabetSize)
      } different.${few} The estimators give bits a symbol | bits a bit of the ` +
      "string of all bits; the least counts.",
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
