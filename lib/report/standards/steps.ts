import { counted } from "../../math/amounts.ts";
import { FULL_ENTROPY_EPSILON, MAX_NON_VETTED_SHARE } from "../../sp800_90b/conditioning.ts";
import { limitedData, MIN_CONDITIONED_OUTPUTS, outputsIn } from "../../sp800_90b/entropy_claim.ts";
import type {
  ConditioningAssessment,
  EntropySourceAssessment,
  MissingEvidence,
  NoiseResult,
  RestartAssessment,
} from "../../sp800_90b/entropy_source_types.ts";
import type { IidTrackResult } from "../../sp800_90b/iid_track.ts";
import { leastEntropy } from "../../sp800_90b/restart.ts";
import { STANDARD_SAMPLES } from "../../sp800_90b/non_iid_track.ts";
import { entropyText, grouped, plural } from "../numbers.ts";
import { entropyBits, missingShare, outputBitsText } from "./output_entropy.ts";
import { uncomputedText, undecidedText } from "./undecided.ts";

/** One step of the way to the number that may be claimed, and the section of SP 800-90B behind it. */
export interface AssessmentStep {
  readonly section: string;
  readonly step: string;
  readonly finding: string;
  /** Null where nothing can fail, or time or samples ran out. */
  readonly passed: boolean | null;
}

/** The steps of SP 800-90B (January 2018), section 3.1, in its order. */
export function entropySourceSteps(assessment: EntropySourceAssessment): AssessmentStep[] {
  const { noise, restart, conditioning } = assessment;
  const sets = limitedData(assessment);
  const why = sets.includes("raw noise")
    ? uncomputedText(assessment) ?? "the samples are not known to be IID"
    : null;
  return [
    ...(noise === null ? [] : noiseSteps(noise, assessment, why)),
    ...(restart === null ? [] : restartSteps(restart, sets)),
    ...(conditioning === null ? [] : conditioningSteps(conditioning, sets)),
  ];
}

const IID_STEP = " IID";

/** Whether a step is one that the IID track has to pass: of noise, rows, columns or conditioned data. */
export function isIidStep({ step }: AssessmentStep): boolean {
  return step.endsWith(IID_STEP);
}

/** Full entropy, and by which definition. */
export const FULL_ENTROPY = "full entropy: by its definition 1 - h_out / n_out is at most 2^-64";

/** The number that may be claimed, and what it is an entropy of. */
export function claimText(
  { claim, conditioning }: Pick<EntropySourceAssessment, "claim" | "conditioning">,
): string {
  if (claim === null) return "no entropy";
  const amount = claim.of === "output" && conditioning !== null
    ? outputBitsText(conditioning.result)
    : entropyBits(claim.entropy);
  return `${amount} in each ${claim.of} of ${plural(claim.bits, "bit")}`;
}

/** What the number is at most where not all estimators ran; null where nothing says it. */
export function limitText(
  { noise, restart, conditioning }: Pick<
    EntropySourceAssessment,
    "noise" | "restart" | "conditioning"
  >,
): string | null {
  if (conditioning !== null) {
    const { result } = conditioning;
    return `${outputBitsText(result, true)} in each output of ${
      plural(result.component.outputBits, "bit")
    }`;
  }
  const entropy = restart === null ? noise?.initialEntropy : leastEntropy(restart.result);
  const width = noise?.bitsPerSymbol ?? restart?.bitsPerSymbol;
  return entropy === null || entropy === undefined || width === undefined
    ? null
    : `${entropyBits(entropy, true)} in each sample of ${plural(width, "bit")}`;
}

const CONDITIONED = "conditioned data";

function stepOf(
  section: string,
  step: string,
  finding: string,
  passed: boolean | null = null,
): AssessmentStep {
  return { section, step, finding, passed };
}

function noiseSteps(
  { samples, iid, originalMinEntropy, bitstringMinEntropy, bitsPerSymbol, initialEntropy }:
    NoiseResult,
  { track, claimedEntropy }: EntropySourceAssessment,
  whyLimit: string | null,
): AssessmentStep[] {
  const bits = (entropy: number) => entropyBits(entropy, whyLimit !== null);
  const parts = [
    `H_original ${bits(originalMinEntropy)}`,
    ...(bitstringMinEntropy === null
      ? []
      : [`${bitsPerSymbol} x H_bitstring ${bits(bitsPerSymbol * bitstringMinEntropy)}`]),
    ...(claimedEntropy === null ? [] : [`H_submitter ${counted(claimedEntropy, "bit")}`]),
  ];
  return [
    stepOf(
      "3.1.1",
      "raw noise",
      `${plural(samples, "sample")} of ${plural(bitsPerSymbol, "bit")}` +
        (samples < STANDARD_SAMPLES ? "; 1,000,000 are asked for" : ""),
    ),
    track === "iid" && iid !== null
      ? iidStep("noise", iid)
      : stepOf("3.1.2", "track", "non-IID: nothing is assumed of the noise"),
    stepOf(
      "3.1.3",
      "initial entropy",
      (whyLimit === null ? "H_I = " : "H_I is at most ") +
        `${bits(initialEntropy)} a sample, the least of ${parts.join(", ")}` +
        (whyLimit === null ? "" : `: ${whyLimit}`),
    ),
  ];
}

function iidStep(dataSet: string, iid: IidTrackResult): AssessmentStep {
  const { permutation, chiSquareAndRepeats } = iid;
  const failed = permutation?.statistics.filter(({ verdict }) => verdict === "failed").length ?? 0;
  const finding = chiSquareAndRepeats.passed === false
    ? "section 5.2 rejects it"
    : failed > 0
    ? `section 5.1 rejects it: ${failed} of 19 statistics`
    : iid.passed === null
    ? undecidedText(iid)
    : "no evidence against it";
  return stepOf("3.1.2", dataSet + IID_STEP, finding, iid.passed);
}

/** Behind the name of an entropy: "= 7.2 bits", "is at most 7.3 bits". */
function isBits(entropy: number, isLimit: boolean): string {
  return (isLimit ? "is at most " : "= ") + entropyBits(entropy, isLimit);
}

function restartSteps(
  { result, rowsIid, columnsIid }: RestartAssessment,
  limited: readonly string[],
): AssessmentStep[] {
  const initial = limited.includes("raw noise")
    ? `, at most ${entropyBits(result.initialEntropy, true)},`
    : ` = ${entropyBits(result.initialEntropy)}`;
  const { rows, columns, standardSize, sanityCheck: check, rowEntropy, columnEntropy } = result;
  const counts =
    `most common value ${grouped(check.maxRowCount)} times in a row (at most ${
      grouped(check.rowCutoff)
    }), ` +
    `${grouped(check.maxColumnCount)} times in a column (at most ${grouped(check.columnCutoff)})` +
    (check.passed === null ? `; H_I${initial} may be lower, which allows more` : "");
  return [
    stepOf(
      "3.1.4.1",
      "restart matrix",
      `${plural(rows, "restart")} of ${plural(columns, "sample")}` +
        (standardSize ? "" : "; 1,000 of 1,000 are asked for"),
    ),
    stepOf("3.1.4.3", "sanity check", counts, check.passed),
    ...(rowsIid === null ? [] : [iidStep("rows", rowsIid)]),
    ...(columnsIid === null ? [] : [iidStep("columns", columnsIid)]),
    ...(rowEntropy === null || columnEntropy === null ? [] : [
      stepOf(
        "3.1.4.2",
        "validation",
        `H_r ${isBits(rowEntropy, limited.includes("rows of the restarts"))}, H_c ${
          isBits(columnEntropy, limited.includes("columns of the restarts"))
        }; at least half of H_I${initial} is needed`,
        result.entropyHolds,
      ),
    ]),
    ...(result.validatedEntropy === null ? [] : [
      stepOf(
        "3.1.4.2",
        "validated entropy",
        `${entropyBits(result.validatedEntropy)} a sample`,
      ),
    ]),
  ];
}

function conditioningSteps(
  conditioning: ConditioningAssessment,
  limited: readonly string[],
): AssessmentStep[] {
  const { result, noiseInput, conditionedBits, conditionedIid } = conditioning;
  const { component, vetted, outputEntropy, conditionedEntropy, conditionedLimit } = result;
  const { inputBits, outputBits, narrowestWidth, inputEntropy } = component;
  const outputs = conditionedBits === null ? null : outputsIn(conditionedBits, outputBits);
  const full = FULL_ENTROPY_EPSILON.toExponential(2);
  const { fullEntropy } = result;
  const ofInput = limited.some((data) => data !== CONDITIONED);
  const ofConditioned = limited.includes(CONDITIONED);
  const ofOutput = limited.length > 0;
  const atMost = (isLimit: boolean) => isLimit ? "at most " : "";
  const from = noiseInput === null
    ? "as given"
    : `${atMost(ofInput)}${entropyBits(noiseInput.minEntropy, ofInput)} in each of ${
      plural(noiseInput.samples, "whole sample")
    }`;
  return [
    ...(conditionedBits === null || outputs === null ? [] : [
      stepOf(
        "3.1.1",
        "conditioned data",
        `${plural(conditionedBits, "bit")}, ${plural(outputs, "whole output")} of ${
          plural(outputBits, "bit")
        }` + (outputs < MIN_CONDITIONED_OUTPUTS ? "; 1,000,000 outputs are asked for" : ""),
      ),
    ]),
    stepOf(
      "3.1.5",
      "input",
      `n_in = ${grouped(inputBits)}, h_in ${
        noiseInput === null
          ? `${ofInput ? "is at most" : "="} ${counted(inputEntropy, "bit")}`
          : isBits(inputEntropy, ofInput)
      }, ${from}`,
    ),
    stepOf(
      "3.1.5.1.2",
      "output entropy",
      `n_out = ${grouped(outputBits)}, nw = ${grouped(narrowestWidth)}` +
        (narrowestWidth > inputBits ? ", of which n_in count" : "") +
        `: ${atMost(ofInput)}${
          vetted ? outputBitsText(result, ofInput) : entropyBits(outputEntropy, ofInput)
        }`,
    ),
    ...(conditionedIid === null ? [] : [iidStep("conditioned", conditionedIid)]),
    ...(vetted ? [] : [
      stepOf(
        "3.1.5.2",
        "not vetted",
        `at most ${MAX_NON_VETTED_SHARE} n_out = ${entropyBits(result.nonVettedLimit!)} and ` +
          `h' n_out ${ofConditioned ? "is at most" : "="} ${
            conditionedBits === null
              ? conditionedEntropy
              : entropyText(conditionedEntropy!, ofConditioned)
          } x ${grouped(outputBits)} = ${entropyBits(conditionedLimit!, ofConditioned)}` +
          (conditionedBits === null ? ", h' as given" : ""),
      ),
    ]),
    stepOf(
      vetted ? "3.1.5.1" : "3.1.5.2",
      "conditioned entropy",
      `${atMost(ofOutput)}${outputBitsText(result, ofOutput)} an output`,
    ),
    stepOf(
      "3.1.5.1.2",
      "full entropy",
      `${fullEntropy === null ? "not known" : fullEntropy ? "yes" : "no"}: ` +
        `${ofOutput ? "with the most that h_out can be, " : ""}1 - h_out / n_out ${
          missingShare(result, ofOutput)
        } ` +
        `is ${
          fullEntropy === false ? "more than" : "at most"
        } 2^-64 = ${full}, which SP 800-90C allows`,
    ),
  ];
}

/** What section 3.1 asks for beside a claim, and where it does. */
export function missingText(missing: MissingEvidence): string {
  switch (missing.kind) {
    case "noise":
      return "raw noise (section 3.1.1)";
    case "noise samples":
      return `${grouped(STANDARD_SAMPLES)} samples (section 3.1.1)`;
    case "restarts":
      return "restart tests (section 3.1.4)";
    case "restart size":
      return "1,000 restarts of 1,000 samples, where there are " +
        `${grouped(missing.rows)} of ${grouped(missing.columns)} (section 3.1.4.1)`;
    case "conditioned IID tests":
      return "section 5 of the conditioned data (section 3.1.2)";
    case "conditioned data":
      return "the conditioned data from which h' was computed (section 3.1.1)";
    case "conditioned outputs":
      return `${grouped(MIN_CONDITIONED_OUTPUTS)} conditioned outputs (section 3.1.1)`;
  }
}
