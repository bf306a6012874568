/**
 * The assessment of an entropy source as SP 800-90B (January 2018) tells it in section 3.1: raw noise, restarts,
 * conditioning, and the number that may be claimed in the end.
 */
import { counted } from "../math/amounts.ts";
import { conditioningEntropy } from "./conditioning.ts";
import { type DataSetPool, estimateDataSet } from "./data_set_pool.ts";
import { claimOf, isAnyUncomputed, limitedData } from "./entropy_claim.ts";
import type {
  ConditioningAssessment,
  ConditioningRequest,
  EntropySourceAssessment,
  EntropySourceListener,
  EntropySourceRequest,
  NoiseInput,
  NoiseResult,
  RestartAssessment,
} from "./entropy_source_types.ts";
import { assessIidTrack, type IidTrackResult } from "./iid_track.ts";
import {
  checkMatrix,
  columnDataSet,
  leastEntropy,
  type RestartMatrix,
  sanityCheck,
  validateRestart,
} from "./restart.ts";
import type { NonIidAssessment, SymbolSequence } from "./types.ts";

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
  if (matrix !== null) checkMatrix(matrix);
  const width = recording?.bitsPerSymbol ?? matrix?.bitsPerSymbol ?? null;
  if (component !== null && width !== null && component.inputBits < width) {
    throw new RangeError(
      `Cannot assess conditioning of n_in = ${component.inputBits}: less than one sample of ${
        counted(width, "bit")
      }`,
    );
  }

  const noise = recording && await assessNoise(pool, recording, request, listener);
  const initialEntropy = noise?.initialEntropy ?? request.claimedEntropy;
  const isLimit = (restart: RestartAssessment | null) =>
    limitedData({ track, noise, restart, conditioning: null }).length > 0;

  let restart: RestartAssessment | null = null;
  if (matrix !== null) {
    if (initialEntropy === null) {
      throw new RangeError("Cannot test restarts: neither noise nor a claim says H_I");
    }
    const initial = { entropy: initialEntropy, isLimit: isLimit(null) };
    restart = await assessRestart(pool, matrix, initial, request, listener);
  }

  const perSample = restart === null ? initialEntropy : leastEntropy(restart.result);
  let conditioning: ConditioningAssessment | null = null;
  if (component !== null) {
    const input = inputOf(component, perSample, width);
    if (input !== null) {
      const limited = isLimit(restart);
      conditioning = await assessConditioning(pool, component, input, limited, request, listener);
    }
  }

  return {
    track,
    claimedEntropy: request.claimedEntropy,
    noise,
    restart,
    conditioning,
    claim: claimOf(request, { noise, restart, conditioning, perSample, width }),
  };
}

async function assessNoise(
  pool: DataSetPool,
  recording: SymbolSequence,
  { track, bothTracks, claimedEntropy, permutation }: EntropySourceRequest,
  listener: EntropySourceListener,
): Promise<NoiseResult> {
  await pool.load("noise", recording);
  const { bitsPerSymbol, symbols } = recording;
  const iid = track === "iid" || bothTracks
    ? await assessIidTrack(
      pool,
      "noise",
      recording,
      permutation,
      (progress) => listener.onPermutation("noise", progress),
    )
    : null;
  const nonIid = track === "non_iid" || bothTracks
    ? await estimateDataSet(
      pool,
      "noise",
      recording,
      ["original", "bitstring"],
      (share) => listener.onEstimating("noise", share),
    )
    : null;
  const { originalMinEntropy, bitstringMinEntropy, assessedMinEntropy } = track === "iid"
    ? {
      originalMinEntropy: iid!.mostCommonValue.original.minEntropy,
      bitstringMinEntropy: iid!.mostCommonValue.bitstring?.minEntropy ?? null,
      assessedMinEntropy: iid!.assessedMinEntropy,
    }
    : nonIid!;
  return {
    bitsPerSymbol,
    samples: symbols.length,
    iid,
    nonIid,
    originalMinEntropy,
    bitstringMinEntropy,
    initialEntropy: Math.min(assessedMinEntropy, claimedEntropy ?? Infinity),
  };
}

/** H_I in bits a sample. */
interface InitialEntropy {
  readonly entropy: number;
  readonly isLimit: boolean;
}

async function assessRestart(
  pool: DataSetPool,
  matrix: RestartMatrix,
  { entropy: initialEntropy, isLimit: isInitialLimit }: InitialEntropy,
  { track, permutation }: EntropySourceRequest,
  listener: EntropySourceListener,
): Promise<RestartAssessment> {
  const { bitsPerSymbol } = matrix;
  const check = sanityCheck(matrix, initialEntropy, isInitialLimit);
  if (check.passed !== true) {
    const result = validateRestart(matrix, initialEntropy, check, null);
    return { result, bitsPerSymbol, rows: null, columns: null, rowsIid: null, columnsIid: null };
  }
  const sets = [
    ["rows", { symbols: matrix.symbols, bitsPerSymbol }],
    ["columns", { symbols: columnDataSet(matrix), bitsPerSymbol }],
  ] as const;
  await Promise.all(sets.map(([name, recording]) => pool.load(name, recording)));
  const validate = (rowEntropy: number, columnEntropy: number, isLimit: boolean) =>
    validateRestart(matrix, initialEntropy, check, {
      rowEntropy,
      columnEntropy,
      isLimit,
      isInitialLimit,
    });
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
        rowsIid.passed !== true || columnsIid.passed !== true,
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
    result: validate(
      rows.originalMinEntropy,
      columns.originalMinEntropy,
      isAnyUncomputed(rows) || isAnyUncomputed(columns),
    ),
    bitsPerSymbol,
    rows,
    columns,
    rowsIid: null,
    columnsIid: null,
  };
}

/** h_in, and the noise that it comes from; null where it is as given. */
interface ConditioningInput {
  readonly entropy: number;
  readonly noise: NoiseInput | null;
}

/** What was given, and no more than the noise holds; null when nothing says how much that is. */
function inputOf(
  { inputBits, inputEntropy: given }: ConditioningRequest,
  perSample: number | null,
  width: number | null,
): ConditioningInput | null {
  if (perSample === null || width === null) {
    return given === null ? null : { entropy: given, noise: null };
  }
  // Which bits of a sample hold its entropy is not known: a part of one is credited with none.
  const samples = Math.floor(inputBits / width);
  const entropy = Math.min(perSample * samples, given ?? Infinity, inputBits);
  return { entropy, noise: entropy === given ? null : { samples, minEntropy: perSample } };
}

async function assessConditioning(
  pool: DataSetPool,
  component: ConditioningRequest,
  input: ConditioningInput,
  isLimit: boolean,
  { track, permutation }: EntropySourceRequest,
  listener: EntropySourceListener,
): Promise<ConditioningAssessment> {
  const { inputBits, outputBits, narrowestWidth, vetted, conditioned } = component;
  const described = { inputBits, outputBits, narrowestWidth, inputEntropy: input.entropy };
  const given = vetted ? null : component.conditionedEntropy;
  if (vetted || conditioned === null) {
    if (!vetted && given === null) {
      throw new RangeError("Cannot assess a component that is not vetted without its output");
    }
    const result = conditioningEntropy(described, given, isLimit);
    return {
      result,
      noiseInput: input.noise,
      conditionedBits: null,
      conditioned: null,
      conditionedIid: null,
    };
  }
  await pool.load("conditioned", conditioned);
  const iid = track === "iid"
    ? await assessIidTrack(
      pool,
      "conditioned",
      conditioned,
      permutation,
      (progress) => listener.onPermutation("conditioned data", progress),
    )
    : null;
  // Section 3.1.5.2 takes the conditioned data as one string of bits, for h' and not for section 5.
  const nonIid = iid === null
    ? await estimateDataSet(
      pool,
      "conditioned",
      conditioned,
      [conditioned.bitsPerSymbol === 1 ? "original" : "bitstring"],
      (share) => listener.onEstimating("conditioned data", share),
    )
    : null;
  const perBit = nonIid === null
    ? (iid!.mostCommonValue.bitstring ?? iid!.mostCommonValue.original).minEntropy
    : nonIid.bitstringMinEntropy ?? nonIid.originalMinEntropy;
  return {
    result: conditioningEntropy(described, Math.max(0, Math.min(1, perBit)), isLimit),
    noiseInput: input.noise,
    conditionedBits: conditioned.symbols.length * conditioned.bitsPerSymbol,
    conditioned: nonIid,
    conditionedIid: iid,
  };
}
