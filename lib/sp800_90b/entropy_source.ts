/**
 * The assessment of an entropy source as SP 800-90B (January 2018) tells it in section 3.1: raw noise, restarts,
 * conditioning, and the number that may be claimed in the end.
 */
import { conditioningEntropy, type ConditioningResult, NON_VETTED_SHARE } from "./conditioning.ts";
import { type DataSetPool, estimateDataSet } from "./data_set_pool.ts";
import { assessIidTrack, type IidTrackResult } from "./iid_track.ts";
import type { PermutationOptions, PermutationProgress } from "./permutation_tests.ts";
import {
  checkMatrix,
  columnDataSet,
  type RestartMatrix,
  type RestartResult,
  sanityCheck,
  validateRestart,
} from "./restart.ts";
import type { NonIidAssessment, SymbolSequence } from "./types.ts";

/** A conditioning component as its owner describes it. */
export interface ConditioningRequest {
  readonly inputBits: number;
  readonly outputBits: number;
  readonly narrowestWidth: number;
  /** h_in; null: what the assessed noise puts into n_in bits. */
  readonly inputEntropy: number | null;
  /** Whether section 3.1.5.1.1 lists it. */
  readonly vetted: boolean;
  /** Output of a component that is not vetted, for the estimators. */
  readonly conditioned: SymbolSequence | null;
  /** Or h' as somebody else has measured it, 0 to 1. */
  readonly conditionedEntropy: number | null;
}

/** What is known of an entropy source. */
export interface EntropySourceRequest {
  /** The sequential data set of section 3.1.1, raw noise. */
  readonly noise: SymbolSequence | null;
  readonly track: "iid" | "non_iid";
  /** H_submitter in bits a sample; null: nothing is claimed. */
  readonly claimedEntropy: number | null;
  readonly restart: RestartMatrix | null;
  readonly conditioning: ConditioningRequest | null;
  readonly permutation: PermutationOptions;
}

/** Section 3.1.3: the raw noise. */
export interface NoiseResult {
  readonly bitsPerSymbol: number;
  readonly samples: number;
  /** Null on the non-IID track. */
  readonly iid: IidTrackResult | null;
  /** Null on the IID track. */
  readonly nonIid: NonIidAssessment | null;
  /** H_original and H_bitstring; null for symbols of one bit. */
  readonly originalMinEntropy: number;
  readonly bitstringMinEntropy: number | null;
  /** H_I = min(H_original, n H_bitstring, H_submitter) in bits a sample. */
  readonly initialEntropy: number;
}

/** Section 3.1.4 with the assessments that its estimates come from. */
export interface RestartAssessment {
  readonly result: RestartResult;
  readonly bitsPerSymbol: number;
  /** On the non-IID track, unless the sanity check failed. */
  readonly rows: NonIidAssessment | null;
  readonly columns: NonIidAssessment | null;
  /** On the IID track, unless the sanity check failed: both have to pass section 5 too (section 3.1.2). */
  readonly rowsIid: IidTrackResult | null;
  readonly columnsIid: IidTrackResult | null;
}

/** Section 3.1.5 with the assessment of the conditioned data. */
export interface ConditioningAssessment {
  readonly result: ConditioningResult;
  /** Of the bits of the conditioned data, for a component that is not vetted. */
  readonly conditioned: NonIidAssessment | null;
}

/** One step of the way to the number, and the section behind it. */
export interface AssessmentStep {
  readonly section: string;
  readonly step: string;
  readonly finding: string;
  /** Null where nothing can fail, or time ran out. */
  readonly passed: boolean | null;
}

/** The number that may be claimed. */
export interface EntropyClaim {
  /** In bits. */
  readonly entropy: number;
  /** Of one sample of the noise, or of one output of the conditioning component. */
  readonly of: "sample" | "output";
  /** Bits of that sample or output. */
  readonly bits: number;
  /** Whether 1 - entropy / bits is at most 2^-64. */
  readonly fullEntropy: boolean;
  /** What section 3.1 asks for and was not there; the number holds only together with it. */
  readonly missing: readonly string[];
}

/** Everything that was found out about an entropy source. */
export interface EntropySourceAssessment {
  readonly track: "iid" | "non_iid";
  readonly claimedEntropy: number | null;
  readonly noise: NoiseResult | null;
  readonly restart: RestartAssessment | null;
  readonly conditioning: ConditioningAssessment | null;
  readonly steps: readonly AssessmentStep[];
  /** Null when a step failed or did not come to an end. */
  readonly claim: EntropyClaim | null;
}

/** Whoever follows an assessment. */
export interface EntropySourceListener {
  onPermutation(dataSet: string, progress: PermutationProgress): void;
  onEstimating(dataSet: string, doneShare: number): void;
}

/**
 * Assesses an entropy source. What comes first decides whether what follows has a meaning: after a step that fails
 * the rest is computed as far as it stands on its own, and nothing may be claimed.
 *
 * @throws {RangeError} When data cannot be assessed or a value is outside its range, or when neither noise nor
 * a claim says what the restarts are compared with.
 */
export async function assessEntropySource(
  pool: DataSetPool,
  request: EntropySourceRequest,
  listener: EntropySourceListener,
): Promise<EntropySourceAssessment> {
  const { noise: recording, restart: matrix, conditioning: component, track } = request;
  const steps: AssessmentStep[] = [];
  const add = (section: string, step: string, finding: string, passed: boolean | null) =>
    steps.push({ section, step, finding, passed });
  if (matrix !== null) checkMatrix(matrix);

  const noise = recording && await assessNoise(pool, recording, request, listener);
  if (noise !== null) addNoiseSteps(noise, request, add);
  const initialEntropy = noise?.initialEntropy ?? request.claimedEntropy;

  let restart: RestartAssessment | null = null;
  if (matrix !== null) {
    if (initialEntropy === null) {
      throw new RangeError("Cannot test restarts: neither noise nor a claim says H_I");
    }
    restart = await assessRestart(pool, matrix, initialEntropy, request, listener);
    addRestartSteps(restart, add);
  }

  const perSample = restart === null ? initialEntropy : restart.result.validatedEntropy;
  let conditioning: ConditioningAssessment | null = null;
  const width = noise?.bitsPerSymbol ?? matrix?.bitsPerSymbol ?? null;
  if (component !== null) {
    const inputEntropy = inputEntropyOf(component, perSample, width);
    if (inputEntropy !== null) {
      conditioning = await assessConditioning(pool, component, inputEntropy, listener);
      addConditioningSteps(conditioning, component, perSample, width, add);
    }
  }

  const failed = steps.some(({ passed }) => passed === false);
  const undecided = [noise?.iid, restart?.rowsIid, restart?.columnsIid]
    .some((iid) => iid?.passed === null);
  return {
    track,
    claimedEntropy: request.claimedEntropy,
    noise,
    restart,
    conditioning,
    steps,
    claim: failed || undecided
      ? null
      : claimOf(request, noise, restart, conditioning, perSample, width),
  };
}

type AddStep = (section: string, step: string, finding: string, passed: boolean | null) => void;

async function assessNoise(
  pool: DataSetPool,
  recording: SymbolSequence,
  { track, claimedEntropy, permutation }: EntropySourceRequest,
  listener: EntropySourceListener,
): Promise<NoiseResult> {
  await pool.load("noise", recording);
  const { bitsPerSymbol, symbols } = recording;
  const size = { bitsPerSymbol, samples: symbols.length };
  const initial = (original: number, bitstring: number | null) =>
    Math.min(
      original,
      bitstring === null ? Infinity : bitsPerSymbol * bitstring,
      claimedEntropy ?? Infinity,
    );
  if (track === "iid") {
    const iid = await assessIidTrack(
      pool,
      "noise",
      recording,
      permutation,
      (progress) => listener.onPermutation("noise", progress),
    );
    const { original, bitstring } = iid.mostCommonValue;
    return {
      ...size,
      iid,
      nonIid: null,
      originalMinEntropy: original.minEntropy,
      bitstringMinEntropy: bitstring?.minEntropy ?? null,
      initialEntropy: initial(original.minEntropy, bitstring?.minEntropy ?? null),
    };
  }
  const nonIid = await estimateDataSet(
    pool,
    "noise",
    recording,
    ["original", "bitstring"],
    (share) => listener.onEstimating("noise", share),
  );
  const { originalMinEntropy, bitstringMinEntropy } = nonIid;
  return {
    ...size,
    iid: null,
    nonIid,
    originalMinEntropy,
    bitstringMinEntropy,
    initialEntropy: initial(originalMinEntropy, bitstringMinEntropy),
  };
}

async function assessRestart(
  pool: DataSetPool,
  matrix: RestartMatrix,
  initialEntropy: number,
  { track, permutation }: EntropySourceRequest,
  listener: EntropySourceListener,
): Promise<RestartAssessment> {
  const { bitsPerSymbol } = matrix;
  const check = sanityCheck(matrix, initialEntropy);
  if (!check.passed) {
    const result = validateRestart(matrix, initialEntropy, check, null);
    return { result, bitsPerSymbol, rows: null, columns: null, rowsIid: null, columnsIid: null };
  }
  const sets = [
    ["rows", { symbols: matrix.symbols, bitsPerSymbol }],
    ["columns", { symbols: columnDataSet(matrix), bitsPerSymbol }],
  ] as const;
  await Promise.all(sets.map(([name, recording]) => pool.load(name, recording)));
  const validate = (rowEntropy: number, columnEntropy: number) =>
    validateRestart(matrix, initialEntropy, check, { rowEntropy, columnEntropy });
  if (track === "iid") {
    // One after the other: each takes all threads.
    const found: IidTrackResult[] = [];
    for (const [name, recording] of sets) {
      found.push(
        await assessIidTrack(
          pool,
          name,
          recording,
          permutation,
          (progress) => listener.onPermutation(name, progress),
        ),
      );
    }
    const [rowsIid, columnsIid] = found as [IidTrackResult, IidTrackResult];
    return {
      result: validate(
        rowsIid.mostCommonValue.original.minEntropy,
        columnsIid.mostCommonValue.original.minEntropy,
      ),
      bitsPerSymbol,
      rows: null,
      columns: null,
      rowsIid,
      columnsIid,
    };
  }
  const shares = [0, 0];
  const [rows, columns] = await Promise.all(
    sets.map(([name, recording], i) =>
      estimateDataSet(pool, name, recording, ["original"], (share) => {
        shares[i] = share;
        listener.onEstimating("restarts", (shares[0] + shares[1]) / 2);
      })
    ),
  ) as [NonIidAssessment, NonIidAssessment];
  return {
    result: validate(rows.originalMinEntropy, columns.originalMinEntropy),
    bitsPerSymbol,
    rows,
    columns,
    rowsIid: null,
    columnsIid: null,
  };
}

/** h_in: what was given, and no more than the noise holds; null when nothing says how much that is. */
function inputEntropyOf(
  { inputBits, inputEntropy }: ConditioningRequest,
  perSample: number | null,
  width: number | null,
): number | null {
  const held = perSample === null || width === null ? null : perSample * inputBits / width;
  if (held === null) return inputEntropy;
  return Math.min(held, inputEntropy ?? Infinity, inputBits);
}

async function assessConditioning(
  pool: DataSetPool,
  component: ConditioningRequest,
  inputEntropy: number,
  listener: EntropySourceListener,
): Promise<ConditioningAssessment> {
  const { inputBits, outputBits, narrowestWidth, vetted, conditioned } = component;
  const described = { inputBits, outputBits, narrowestWidth, inputEntropy };
  if (vetted) return { result: conditioningEntropy(described, null), conditioned: null };
  if (conditioned === null) {
    if (component.conditionedEntropy === null) {
      throw new RangeError("Cannot assess a component that is not vetted without its output");
    }
    return {
      result: conditioningEntropy(described, component.conditionedEntropy),
      conditioned: null,
    };
  }
  // Section 3.1.5.2 takes the conditioned data as one string of bits.
  const tracks = conditioned.bitsPerSymbol === 1 ? ["original"] as const : ["bitstring"] as const;
  await pool.load("conditioned", conditioned);
  const estimates = await bitEstimates(pool, conditioned, tracks, listener);
  const perBit = estimates.bitstringMinEntropy ?? estimates.originalMinEntropy;
  return {
    result: conditioningEntropy(described, Math.max(0, Math.min(1, perBit))),
    conditioned: estimates,
  };
}

function bitEstimates(
  pool: DataSetPool,
  conditioned: SymbolSequence,
  tracks: readonly ("original" | "bitstring")[],
  listener: EntropySourceListener,
): Promise<NonIidAssessment> {
  return estimateDataSet(
    pool,
    "conditioned",
    conditioned,
    tracks,
    (share) => listener.onEstimating("conditioned data", share),
  );
}

function claimOf(
  { conditioning: component }: EntropySourceRequest,
  noise: NoiseResult | null,
  restart: RestartAssessment | null,
  conditioning: ConditioningAssessment | null,
  perSample: number | null,
  width: number | null,
): EntropyClaim | null {
  const missing = [
    ...(noise === null ? ["raw noise (section 3.1.1)"] : []),
    ...(noise !== null && noise.samples < 1_000_000 ? ["1,000,000 samples (section 3.1.1)"] : []),
    ...(restart === null ? ["restart tests (section 3.1.4)"] : []),
    ...(restart !== null && !restart.result.standardSize
      ? ["1,000 restarts of 1,000 samples (section 3.1.4.1)"]
      : []),
  ];
  if (conditioning !== null) {
    const { entropy, component: { outputBits }, fullEntropy } = conditioning.result;
    return { entropy, of: "output", bits: outputBits, fullEntropy, missing };
  }
  if (component !== null || perSample === null || width === null) return null;
  return { entropy: perSample, of: "sample", bits: width, fullEntropy: false, missing };
}

const bits = (value: number) => `${entropyText(value)} bit${value === 1 ? "" : "s"}`;

/** An entropy with six decimals at most, never more than it is: 255.9999999999999 is not 256. */
export function entropyText(value: number): string {
  const rounded = Number(value.toFixed(6));
  return String(rounded > value ? Number((rounded - 1e-6).toFixed(6)) : rounded);
}

function addNoiseSteps(noise: NoiseResult, request: EntropySourceRequest, add: AddStep): void {
  const { samples, iid, originalMinEntropy, bitstringMinEntropy, bitsPerSymbol } = noise;
  add(
    "3.1.1",
    "raw noise",
    `${samples} samples of ${bitsPerSymbol} bit${bitsPerSymbol === 1 ? "" : "s"}` +
      (samples < 1_000_000 ? "; 1,000,000 are asked for" : ""),
    null,
  );
  if (iid === null) {
    add("3.1.2", "track", "non-IID: nothing is assumed of the noise", null);
  } else addIidStep("noise", iid, add);
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
  add("3.1.2", `${dataSet} IID`, finding, iid.passed);
}

function addRestartSteps(restart: RestartAssessment, add: AddStep): void {
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

function addConditioningSteps(
  { result }: ConditioningAssessment,
  request: ConditioningRequest,
  perSample: number | null,
  width: number | null,
  add: AddStep,
): void {
  const { component, vetted, outputEntropy, conditionedEntropy, conditionedLimit } = result;
  const { inputBits, outputBits, narrowestWidth, inputEntropy } = component;
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
  if (!vetted) {
    add(
      "3.1.5.2",
      "not vetted",
      `at most ${NON_VETTED_SHARE} n_out = ${bits(result.nonVettedLimit!)} and ` +
        `h' n_out = ${conditionedEntropy!.toFixed(6)} x ${outputBits} = ${bits(conditionedLimit!)}`,
      null,
    );
  }
  add(
    vetted ? "3.1.5.1" : "3.1.5.2",
    "conditioned entropy",
    `${bits(result.entropy)} an output`,
    null,
  );
}
