import { FULL_ENTROPY_EPSILON, NON_VETTED_SHARE } from "./conditioning.ts";
import type { IidTrackResult } from "./iid_track.ts";
import type {
  ConditioningAssessment,
  ConditioningRequest,
  EntropySourceRequest,
  NoiseResult,
  RestartAssessment,
} from "./entropy_source_types.ts";
import { STANDARD_SAMPLES } from "./non_iid.ts";
import type { SymbolSequence } from "./types.ts";

/** The steps of SP 800-90B, section 3.1, each with its section, as a report lists them. */

export type AddStep = (
  section: string,
  step: string,
  finding: string,
  passed: boolean | null,
) => void;

const bits = (value: number) => `${entropyText(value)} bit${value === 1 ? "" : "s"}`;

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

export function addNoiseSteps(
  noise: NoiseResult,
  request: EntropySourceRequest,
  add: AddStep,
): void {
  const { samples, iid, originalMinEntropy, bitstringMinEntropy, bitsPerSymbol } = noise;
  add(
    "3.1.1",
    "raw noise",
    `${samples} samples of ${bitsPerSymbol} bit${bitsPerSymbol === 1 ? "" : "s"}` +
      (samples < STANDARD_SAMPLES ? "; 1,000,000 are asked for" : ""),
    null,
  );
  if (request.track === "iid" && iid !== null) addIidStep("noise", iid, add);
  else add("3.1.2", "track", "non-IID: nothing is assumed of the noise", null);
  const parts = [
    `H_original ${bits(originalMinEntropy)}`,
    ...(bitstringMinEntropy === null
      ? []
      : [`${bitsPerSymbol} x H_bitstring ${bits(bitsPerSymbol * bitstringMinEntropy)}`]),
    ...(request.claimedEntropy === null ? [] : [`H_submitter ${bits(request.claimedEntropy)}`]),
  ];
  add(
    "3.1.3",
    "initial entropy",
    `H_I = ${bits(noise.initialEntropy)} a sample, the least of ${parts.join(", ")}`,
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
    `${rows} restarts of ${columns} samples${standardSize ? "" : "; 1000 of 1000 are asked for"}`,
    null,
  );
  const counts =
    `most common value ${check.maxRowCount} times in a row (at most ${check.rowCutoff}), ` +
    `${check.maxColumnCount} times in a column (at most ${check.columnCutoff})`;
  add("3.1.4.3", "sanity check", counts, check.passed);
  if (rowsIid !== null) addIidStep("rows", rowsIid, add);
  if (columnsIid !== null) addIidStep("columns", columnsIid, add);
  if (rowEntropy === null || columnEntropy === null) return;
  add(
    "3.1.4.2",
    "validation",
    `H_r = ${bits(rowEntropy)}, H_c = ${bits(columnEntropy)}; at least half of H_I = ` +
      `${bits(result.initialEntropy)} is needed`,
    result.entropyHolds,
  );
  if (result.validatedEntropy !== null) {
    add("3.1.4.2", "validated entropy", `${bits(result.validatedEntropy)} a sample`, null);
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
      `${conditioned.symbols.length * conditioned.bitsPerSymbol} bits, ${outputs} whole ` +
        `output${outputs === 1 ? "" : "s"} of ${outputBits} bit${outputBits === 1 ? "" : "s"}` +
        (outputs < CONDITIONED_OUTPUTS ? "; 1,000,000 outputs are asked for" : ""),
      null,
    );
  }
  const from = perSample === null || width === null || inputEntropy === request.inputEntropy
    ? "as given"
    : `${bits(perSample)} in each of ${Number((inputBits / width).toFixed(3))} samples`;
  add("3.1.5", "input", `n_in = ${inputBits}, h_in = ${bits(inputEntropy)}, ${from}`, null);
  add(
    "3.1.5.1.2",
    "output entropy",
    `n_out = ${outputBits}, nw = ${narrowestWidth}: ${bits(outputEntropy)}`,
    null,
  );
  if (conditionedIid !== null) addIidStep("conditioned", conditionedIid, add);
  if (!vetted) {
    add(
      "3.1.5.2",
      "not vetted",
      `at most ${NON_VETTED_SHARE} n_out = ${bits(result.nonVettedLimit!)} and ` +
        `h' n_out = ${conditionedEntropy!.toFixed(6)} x ${outputBits} = ${
          bits(conditionedLimit!)
        }` +
        (conditioned === null ? ", h' as given" : ""),
      null,
    );
  }
  add(
    vetted ? "3.1.5.1" : "3.1.5.2",
    "conditioned entropy",
    `${bits(result.entropy)} an output`,
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
