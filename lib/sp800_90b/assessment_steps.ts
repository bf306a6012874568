import { FULL_ENTROPY_EPSILON, NON_VETTED_SHARE } from "./conditioning.ts";
import type { IidTrackResult } from "./iid_track.ts";
import type {
  ConditioningAssessment,
  ConditioningRequest,
  EntropySourceRequest,
  NoiseResult,
  RestartAssessment,
} from "./entropy_source_types.ts";
import { grouped } from "../math/grouped.ts";
import { STANDARD_SAMPLES } from "./non_iid.ts";
import type { SymbolSequence } from "./types.ts";

/** The steps of SP 800-90B, section 3.1, each with its section, as a report lists them. */

export type AddStep = (
  section: string,
  step: string,
  finding: string,
  passed: boolean | null,
) => void;

/**
 * An entropy with six decimals at most, and with three digits where those would be zeros; never more than it
 * is: 255.9999999999999 is not 256.
 */
export function entropyText(value: number): string {
  if (value > 0 && value < 1e-6) {
    const [digits, power] = value.toExponential().split("e") as [string, string];
    return `${Number(digits.slice(0, 4))}e${power}`;
  }
  const rounded = Number(value.toFixed(6));
  return String(rounded > value ? Number((rounded - 1e-6).toFixed(6)) : rounded);
}

/** An entropy with its unit: "1 bit", "7.8 bits". */
export function entropyBits(value: number): string {
  const text = entropyText(value);
  return `${text} bit${text === "1" ? "" : "s"}`;
}

const counted = (count: number, noun: string) =>
  `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

export function addNoiseSteps(
  noise: NoiseResult,
  request: EntropySourceRequest,
  add: AddStep,
): void {
  const { samples, iid, originalMinEntropy, bitstringMinEntropy, bitsPerSymbol } = noise;
  add(
    "3.1.1",
    "raw noise",
    `${counted(samples, "sample")} of ${counted(bitsPerSymbol, "bit")}` +
      (samples < STANDARD_SAMPLES ? "; 1,000,000 are asked for" : ""),
    null,
  );
  if (request.track === "iid" && iid !== null) addIidStep("noise", iid, add);
  else add("3.1.2", "track", "non-IID: nothing is assumed of the noise", null);
  const parts = [
    `H_original ${entropyBits(originalMinEntropy)}`,
    ...(bitstringMinEntropy === null
      ? []
      : [`${bitsPerSymbol} x H_bitstring ${entropyBits(bitsPerSymbol * bitstringMinEntropy)}`]),
    ...(request.claimedEntropy === null
      ? []
      : [`H_submitter ${entropyBits(request.claimedEntropy)}`]),
  ];
  add(
    "3.1.3",
    "initial entropy",
    `H_I = ${entropyBits(noise.initialEntropy)} a sample, the least of ${parts.join(", ")}`,
    null,
  );
}

function addIidStep(dataSet: string, iid: IidTrackResult, add: AddStep): void {
  const { permutation, chiSquareAndRepeats } = iid;
  const failed = permutation?.statistics.filter(({ verdict }) => verdict === "failed").length ?? 0;
  const finding = !chiSquareAndRepeats.passed
    ? "section 5.2 rejects it"
    : failed > 0
    ? `section 5.1 rejects it: ${failed} of 19 statistics`
    : iid.passed === null
    ? "time ran out before section 5.1 had come to its verdict"
    : "no evidence against it";
  add("3.1.2", dataSet + IID_STEP, finding, iid.passed);
}

const IID_STEP = " IID";

/** Whether a step is one that the IID track has to pass: of noise, rows, columns or conditioned data. */
export function isIidStep(step: string): boolean {
  return step.endsWith(IID_STEP);
}

export function addRestartSteps(restart: RestartAssessment, add: AddStep): void {
  const { result, rowsIid, columnsIid } = restart;
  const { rows, columns, standardSize, sanityCheck: check, rowEntropy, columnEntropy } = result;
  add(
    "3.1.4.1",
    "restart matrix",
    `${counted(rows, "restart")} of ${counted(columns, "sample")}` +
      (standardSize ? "" : "; 1,000 of 1,000 are asked for"),
    null,
  );
  const counts =
    `most common value ${grouped(check.maxRowCount)} times in a row (at most ${
      grouped(check.rowCutoff)
    }), ` +
    `${grouped(check.maxColumnCount)} times in a column (at most ${grouped(check.columnCutoff)})`;
  add("3.1.4.3", "sanity check", counts, check.passed);
  if (rowsIid !== null) addIidStep("rows", rowsIid, add);
  if (columnsIid !== null) addIidStep("columns", columnsIid, add);
  if (rowEntropy === null || columnEntropy === null) return;
  add(
    "3.1.4.2",
    "validation",
    `H_r = ${entropyBits(rowEntropy)}, H_c = ${
      entropyBits(columnEntropy)
    }; at least half of H_I = ` +
      `${entropyBits(result.initialEntropy)} is needed`,
    result.entropyHolds,
  );
  if (result.validatedEntropy !== null) {
    add("3.1.4.2", "validated entropy", `${entropyBits(result.validatedEntropy)} a sample`, null);
  }
}

/** Consecutive outputs of a component that is not vetted that section 3.1.1 asks for. */
const CONDITIONED_OUTPUTS = 1_000_000;

/** Whole outputs of so many bits in conditioned data. */
export function outputsIn({ symbols, bitsPerSymbol }: SymbolSequence, outputBits: number): number {
  return Math.floor(symbols.length * bitsPerSymbol / outputBits);
}

/** What section 3.1.1 asks for of the output of a component that is not vetted, and was not there. */
export function missingConditionedData({ conditioned, outputBits }: ConditioningRequest): string[] {
  if (conditioned === null) {
    return ["the conditioned data from which h' was computed (section 3.1.1)"];
  }
  return outputsIn(conditioned, outputBits) < CONDITIONED_OUTPUTS
    ? ["1,000,000 conditioned outputs (section 3.1.1)"]
    : [];
}

/** Samples of an input, of which the last may be a part. */
function samplesText(samples: number): string {
  const whole = Math.floor(samples);
  const rest = Number((samples - whole).toFixed(3));
  return rest === 0 ? counted(whole, "sample") : `${grouped(whole)}${`${rest}`.slice(1)} samples`;
}

export function addConditioningSteps(
  { result, conditionedIid }: ConditioningAssessment,
  request: ConditioningRequest,
  perSample: number | null,
  width: number | null,
  add: AddStep,
): void {
  const { component, vetted, outputEntropy, conditionedEntropy, conditionedLimit } = result;
  const { inputBits, outputBits, narrowestWidth, inputEntropy } = component;
  const { conditioned } = request;
  if (!vetted && conditioned !== null) {
    const outputs = outputsIn(conditioned, outputBits);
    add(
      "3.1.1",
      "conditioned data",
      `${counted(conditioned.symbols.length * conditioned.bitsPerSymbol, "bit")}, ` +
        `${counted(outputs, "whole output")} of ${counted(outputBits, "bit")}` +
        (outputs < CONDITIONED_OUTPUTS ? "; 1,000,000 outputs are asked for" : ""),
      null,
    );
  }
  const from = perSample === null || width === null || inputEntropy === request.inputEntropy
    ? "as given"
    : `${entropyBits(perSample)} in each of ${samplesText(inputBits / width)}`;
  add(
    "3.1.5",
    "input",
    `n_in = ${grouped(inputBits)}, h_in = ${entropyBits(inputEntropy)}, ${from}`,
    null,
  );
  add(
    "3.1.5.1.2",
    "output entropy",
    `n_out = ${grouped(outputBits)}, nw = ${grouped(narrowestWidth)}: ${
      entropyBits(outputEntropy)
    }`,
    null,
  );
  if (conditionedIid !== null) addIidStep("conditioned", conditionedIid, add);
  if (!vetted) {
    add(
      "3.1.5.2",
      "not vetted",
      `at most ${NON_VETTED_SHARE} n_out = ${entropyBits(result.nonVettedLimit!)} and ` +
        `h' n_out = ${entropyText(conditionedEntropy!)} x ${grouped(outputBits)} = ${
          entropyBits(conditionedLimit!)
        }` +
        (conditioned === null ? ", h' as given" : ""),
      null,
    );
  }
  add(
    vetted ? "3.1.5.1" : "3.1.5.2",
    "conditioned entropy",
    `${entropyBits(result.entropy)} an output`,
    null,
  );
  const { epsilon } = result;
  const share = epsilon > 0 && epsilon < 0.001
    ? epsilon.toExponential(2)
    : `${Number(epsilon.toFixed(3))}`;
  const full = FULL_ENTROPY_EPSILON.toExponential(2);
  add(
    "3.1.5.1.2",
    "full entropy",
    `${result.fullEntropy ? "yes" : "no"}: 1 - h_out / n_out = ${share} is ` +
      `${result.fullEntropy ? "at most" : "more than"} 2^-64 = ${full}, which SP 800-90C allows`,
    null,
  );
}
