import { MIN_KEY_BYTES } from "../../corosync/key_file.ts";
import { counted } from "../../math/amounts.ts";
import type {
  EstimatorName,
  EstimatorOutcome,
  NonIidAssessment,
  SequenceKind,
} from "../../sp800_90b/types.ts";
import { allEstimated } from "../../sp800_90b/jobs.ts";
import { claimLimit } from "../../sp800_90b/entropy_claim.ts";
import { type IdealBand, idealBand } from "../../assess/ideal_score.ts";
import { decimals, decimalsDown, decimalsUp, entropyFigure, grouped, plural } from "../numbers.ts";
import { noteLine, SCORE_TAIL, type TestGroup, type TestLine } from "../test_line.ts";
import type { Assessment } from "../../assess/assessment.ts";

/** What each estimator tries, in the order of section 6.3. */
export const ESTIMATORS: readonly (readonly [EstimatorName, name: string, meaning: string])[] = [
  ["most_common_value", "most common value", "guesses the likeliest value"],
  ["collision", "collision", "time until a value comes again"],
  ["markov", "Markov", "each bit depends on the one before"],
  ["compression", "compression", "how well blocks of 6 bits compress"],
  ["t_tuple", "t-tuple", "how often the commonest strings come"],
  ["longest_repeated_substring", "longest repeat", "how long repeated sequences are"],
  ["multi_most_common_in_window", "MultiMCW", "predicts what was common of late"],
  ["lag", "lag", "predicts that values come again"],
  ["multi_mmc", "MultiMMC", "predicts from the last 1 to 16 values"],
  ["lz78y", "LZ78Y", "predicts with a dictionary, as LZ78"],
];

/** The min-entropy of an estimate, or null where there is none. */
export function minEntropyOf(
  outcomes: readonly EstimatorOutcome[],
  estimator: EstimatorName,
  sequence: SequenceKind,
): number | null {
  const outcome = outcomes.find((one) =>
    one.sequence === sequence && one.result.estimator === estimator
  );
  return outcome !== undefined && "minEntropy" in outcome.result ? outcome.result.minEntropy : null;
}

/** Min-entropy: the assessment, what it is made of, and each estimator on both sequences. */
export function minEntropyGroup(
  assessment: NonIidAssessment,
  uniform: boolean,
): TestGroup {
  const { samples, bitsPerSymbol, alphabetSize, enoughSamples } = assessment;
  const { originalMinEntropy, bitstringMinEntropy } = assessment;
  const isLimit = !allEstimated(assessment);
  const atMost = isLimit ? "at most; " : "";
  const few = enoughSamples ? "" : " SP 800-90B asks for 1,000,000: fewer give lower figures.";
  return {
    title: "Min-entropy: NIST SP 800-90B, section 6.3",
    note: `${plural(samples, "symbol")} of ${plural(bitsPerSymbol, "bit")}, ` +
      `${
        grouped(alphabetSize)
      } different.${few} The estimators give bits a symbol | bits a bit of the ` +
      "string of all bits; the least counts.",
    lines: [
      assessedLine(assessment, uniform),
      noteLine(
        "info",
        "  of the symbols",
        `${entropyFigure(originalMinEntropy, isLimit)} bits`,
        `up to ${bitsPerSymbol}`,
        `${atMost}a symbol: H_original`,
      ),
      ...(bitstringMinEntropy === null ? [] : [noteLine(
        "info",
        "  of the bit string",
        `${entropyFigure(bitstringMinEntropy, isLimit)} bits`,
        "up to 1",
        `${atMost}a bit: H_bitstring, counted ${bitsPerSymbol} times`,
      )]),
      ...ESTIMATORS.map((estimator) => estimatorLine(assessment, estimator)),
    ],
  };
}

function assessedLine(assessment: NonIidAssessment, uniform: boolean): TestLine {
  const { assessedMinEntropy, bitsPerSymbol, samples } = assessment;
  const name = "assessed min-entropy";
  const isLimit = !allEstimated(assessment);
  const value = `${entropyFigure(assessedMinEntropy, isLimit)} bits`;
  const width = `up to ${bitsPerSymbol}`;
  if (isLimit) {
    return noteLine("missing", name, value, width, "at most: not all could run");
  }
  const band = idealBand(bitsPerSymbol, samples);
  if (!uniform || band === null) return noteLine("info", name, value, width, "a symbol");
  const { least, most, shareBelow, shareAbove } = band;
  const fits = assessedMinEntropy >= least && assessedMinEntropy <= most;
  return {
    comparison: fits ? "fits" : "departs",
    name,
    value,
    expected: idealRange(band),
    meaning: fits
      ? "a symbol; 99.8 percent of ideal recordings of this length score so"
      : "a symbol; of ideal recordings of this length 99.8 percent score as expected, this one does not",
    falseAlarms: shareBelow + shareAbove,
  };
}

/** Rounded outward, so that what fits is inside of what is printed. */
export function idealRange({ least, most }: IdealBand): string {
  return `${decimals(Math.floor(1e4 * least) / 1e4, 4)} to ${
    decimals(Math.ceil(1e4 * most) / 1e4, 4)
  }`;
}

function estimatorLine(
  { outcomes, bitsPerSymbol }: NonIidAssessment,
  [estimator, name, meaning]: typeof ESTIMATORS[number],
): TestLine {
  const figures = (["original", "bitstring"] as const).flatMap((sequence) => {
    const found = minEntropyOf(outcomes, estimator, sequence);
    const most = sequence === "original" ? bitsPerSymbol : 1;
    return found === null ? [] : [{ text: entropyFigure(found), most }];
  });
  const reason = outcomes.map(({ result }) => result)
    .find((result) => result.estimator === estimator && "reason" in result);
  if (figures.length === 0) {
    const why = reason !== undefined && "reason" in reason ? reason.reason : "did not get to run";
    return noteLine("missing", `  ${name}`, "-", "", why);
  }
  return noteLine(
    "info",
    `  ${name}`,
    figures.map(({ text }) => text).join(" | "),
    `up to ${figures.map(({ most }) => most).join(" | ")}`,
    meaning,
  );
}

/**
 * What is claimed of a source against the count of the most common symbol, which alone decides. The estimators are
 * cautious, of some distributions far more than of others: what they assessed of a raw source is told beside it.
 */
export function claimLine(
  assessment: NonIidAssessment,
  claimed: number,
  uniform: boolean,
): TestLine {
  const { assessedMinEntropy, bitsPerSymbol } = assessment;
  const name = "claimed min-entropy";
  const value = counted(claimed, "bit");
  const isLimit = !allEstimated(assessment);
  const credit = `assessed ${isLimit ? "at most " : ""}${
    entropyFigure(assessedMinEntropy, isLimit)
  }${claimed > assessedMinEntropy ? ": credit no more than that" : ""}`;
  const byCount = limitByCount(assessment);
  if (byCount === null) return noteLine("missing", name, value, "", `${credit}; not all could run`);
  const fits = claimed <= byCount;
  const count = fits
    ? "the most common symbol allows so much"
    : "the most common symbol came more often";
  return {
    comparison: fits ? "fits" : "departs",
    name,
    value,
    expected: `up to ${decimalsDown(Math.min(byCount, bitsPerSymbol), 4)}`,
    meaning: uniform ? count : `${count}; ${credit}`,
    falseAlarms: SCORE_TAIL,
  };
}

/** Null where the symbols were too few for the most common value estimate. */
function limitByCount({ outcomes, samples, bitsPerSymbol }: NonIidAssessment): number | null {
  const modeCount = outcomes.flatMap(({ sequence, result }) =>
    sequence === "original" && "modeCount" in result ? [result.modeCount] : []
  ).at(0);
  return modeCount === undefined ? null : claimLimit(modeCount, samples, bitsPerSymbol, SCORE_TAIL);
}

/** Bits of the shortest key that corosync takes. */
const KEY_BITS = 8 * MIN_KEY_BYTES;

/** What a raw source is good for, or that there is not enough of it for one key. */
export function conditioningSentence(
  { recording, reading, request, statistics }: Assessment,
): string {
  const nonIid = recording?.nonIid ?? null;
  const assessed = nonIid?.assessedMinEntropy ?? null;
  const constant = reading.samples > 1 && statistics?.bytes.serialCorrelation === null;
  const most = constant ? 0 : request.symbols.bitsPerSymbol;
  const bits = (assessed ?? most) * reading.samples;
  if (bits >= KEY_BITS) return "Condition its output before it becomes a key.";
  const [all, verb] = reading.samples === 1
    ? ["the 1 sample", "holds"]
    : [`all ${grouped(reading.samples)} samples together`, "hold"];
  const isLimit = nonIid === null || !allEstimated(nonIid);
  const credit = isLimit ? `${verb} at most` : "are credited with";
  return `There is ${bits < 1 ? "nothing" : "too little"} to condition: ${all} ${credit} ` +
    `${oneDecimal(bits, isLimit)} bits, and a key has ${grouped(KEY_BITS)}.`;
}

/** With one digit behind the point, and never more than it is, or as an upper limit never less. */
function oneDecimal(bits: number, isLimit: boolean): string {
  const [whole, tenths] = (isLimit ? decimalsUp : decimalsDown)(bits, 1).split(".");
  return [grouped(Number(whole)), tenths].join(".");
}
