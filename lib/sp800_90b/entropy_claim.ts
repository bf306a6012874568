import { clopperPearson } from "../math/binomial.ts";
import type {
  ConditioningAssessment,
  ConditioningRequest,
  EntropyClaim,
  EntropySourceAssessment,
  EntropySourceRequest,
  MissingEvidence,
  NoiseResult,
  RestartAssessment,
} from "./entropy_source_types.ts";
import type { IidTrackResult } from "./iid_track.ts";
import { STANDARD_SAMPLES } from "./non_iid_track.ts";
import type { NonIidAssessment, NotComputed, SequenceKind } from "./types.ts";

/** What section 3.1 of SP 800-90B (January 2018) has decided on so far, and what follows from it. */
export interface ClaimEvidence {
  readonly noise: NoiseResult | null;
  readonly restart: RestartAssessment | null;
  readonly conditioning: ConditioningAssessment | null;
  /** What a sample of the noise holds after its restarts; null where nothing says so. */
  readonly perSample: number | null;
  /** Bits of a sample, or null. */
  readonly width: number | null;
}

/** Consecutive outputs of a component that is not vetted that section 3.1.1 asks for. */
export const MIN_CONDITIONED_OUTPUTS = 1_000_000;

/** Whole outputs in conditioned data of so many bits. */
export function outputsIn(bits: number, outputBits: number): number {
  return Math.floor(bits / outputBits);
}

/**
 * The number that may be claimed, with what section 3.1 asks for and was not there.
 *
 * @returns null where something failed, came to no verdict, or says nothing of a sample or an output.
 */
export function claimOf(request: EntropySourceRequest, found: ClaimEvidence): EntropyClaim | null {
  if (!verdictsOf(request, found).every((passed) => passed === true)) return null;
  const missing = missingOf(request, found);
  const { conditioning, perSample, width } = found;
  if (conditioning !== null) {
    const { entropy, component: { outputBits }, fullEntropy } = conditioning.result;
    return { entropy, of: "output", bits: outputBits, fullEntropy: fullEntropy === true, missing };
  }
  if (request.conditioning !== null || perSample === null || width === null) return null;
  return { entropy: perSample, of: "sample", bits: width, fullEntropy: false, missing };
}

/** An estimator that section 3.1.3 asks for and that gave a reason instead of a figure. */
export interface UncomputedEstimate extends NotComputed {
  readonly data: string;
  readonly sequence: SequenceKind;
  /** Whether the data set has the 1,000,000 samples that section 3.1.1 asks for. */
  readonly enoughSamples: boolean;
}

/**
 * Estimators that could not run on the track of the claim. The least of the others is no more than an upper limit of
 * what section 3.1.3 would give.
 */
export function uncomputedEstimates(
  { track, noise, restart, conditioning }: Pick<
    EntropySourceAssessment,
    "track" | "noise" | "restart" | "conditioning"
  >,
): UncomputedEstimate[] {
  const dataSets: (readonly [string, NonIidAssessment | null | undefined])[] = [
    ["raw noise", track === "non_iid" ? noise?.nonIid : null],
    ["rows of the restarts", restart?.rows],
    ["columns of the restarts", restart?.columns],
    ["conditioned data", conditioning?.conditioned],
  ];
  return dataSets.flatMap(([data, estimated]) =>
    (estimated?.outcomes ?? []).flatMap(({ sequence, result }) =>
      "reason" in result
        ? [{ data, sequence, enoughSamples: estimated!.enoughSamples, ...result }]
        : []
    )
  );
}

/** Data that section 5 has looked at. */
export interface IidData {
  readonly data: string;
  readonly iid: IidTrackResult;
}

/** All of it: on the non-IID track the raw noise at most. */
export function iidData(
  { noise, restart, conditioning }: Pick<
    EntropySourceAssessment,
    "noise" | "restart" | "conditioning"
  >,
): IidData[] {
  const found = [
    ["raw noise", noise?.iid],
    ["rows of the restarts", restart?.rowsIid],
    ["columns of the restarts", restart?.columnsIid],
    ["conditioned data", conditioning?.conditionedIid],
  ] as const;
  return found.flatMap(([data, iid]) => iid ? [{ data, iid }] : []);
}

/**
 * Data whose figures are upper limits: an estimator did not run on it, or on the IID track section 5 rejected it or
 * came to no verdict. The most common value estimate is the whole estimate of IID data alone; of other data the
 * non-IID track takes the least of it and others.
 */
export function limitedData(
  assessment: Pick<EntropySourceAssessment, "track" | "noise" | "restart" | "conditioning">,
): string[] {
  const notIid = assessment.track === "iid"
    ? iidData(assessment).filter(({ iid }) => iid.passed !== true)
    : [];
  return [...uncomputedEstimates(assessment), ...notIid].map(({ data }) => data);
}

/** Whether an estimator that was asked for gave a reason instead of a figure: of restarts not all are. */
export function isAnyUncomputed({ outcomes }: Pick<NonIidAssessment, "outcomes">): boolean {
  return outcomes.some(({ result }) => "reason" in result);
}

/** Whatever can fail, in the order of the standard; null where time or samples ran out. */
function verdictsOf(
  { track }: EntropySourceRequest,
  { noise, restart, conditioning }: ClaimEvidence,
): (boolean | null)[] {
  const found = { track, noise, restart, conditioning };
  return [
    ...(restart === null ? [] : [restart.result.passed]),
    ...(track === "iid" ? iidData(found) : []).map(({ iid }) => iid.passed),
    ...uncomputedEstimates(found).map(() => null),
  ];
}

function missingOf(
  { conditioning: component, track }: EntropySourceRequest,
  { noise, restart, conditioning }: ClaimEvidence,
): MissingEvidence[] {
  const missing: MissingEvidence[] = [];
  if (noise === null) missing.push({ kind: "noise" });
  else if (noise.samples < STANDARD_SAMPLES) missing.push({ kind: "noise samples" });
  if (restart === null) missing.push({ kind: "restarts" });
  else if (!restart.result.standardSize) {
    const { rows, columns } = restart.result;
    missing.push({ kind: "restart size", rows, columns });
  }
  if (
    track === "iid" && conditioning !== null && !conditioning.result.vetted &&
    conditioning.conditionedIid === null
  ) {
    missing.push({ kind: "conditioned IID tests" });
  }
  if (component !== null && !component.vetted) missing.push(...missingConditionedData(component));
  return missing;
}

/** What section 3.1.1 asks for of the output of a component that is not vetted, and was not there. */
function missingConditionedData(
  { outputBits, conditioned }: ConditioningRequest,
): MissingEvidence[] {
  if (conditioned === null) return [{ kind: "conditioned data" }];
  const bits = conditioned.symbols.length * conditioned.bitsPerSymbol;
  return outputsIn(bits, outputBits) < MIN_CONDITIONED_OUTPUTS
    ? [{ kind: "conditioned outputs" }]
    : [];
}

/**
 * The largest min-entropy that the count of the most common symbol allows to be claimed, in bits a symbol.
 *
 * Each sample of a source of min-entropy H is any one symbol with probability at most 2^-H, whatever came before it
 * (SP 800-90B, January 2018, section 3.1.3 claims so much of a sample, and section 6.3.1 takes the same count). The
 * count of that symbol is then stochastically at most binomial (n, 2^-H), so that of the 2^b symbols there can be any
 * one comes c times or more with probability at most 2^b P(Bin(n, 2^-H) >= c). A claim above the limit is one with
 * which that is less than the significance.
 *
 * scripts/constants/claim_limits.ts recomputes how often a source that is as good as it claims lies above it.
 *
 * @param modeCount c, at least 1
 * @param samples n
 * @param bitsPerSymbol b
 * @param significance share of sources that are as good as they claim and yet are refuted, at most
 */
export function claimLimit(
  modeCount: number,
  samples: number,
  bitsPerSymbol: number,
  significance: number,
): number {
  const tail = significance / 2 ** bitsPerSymbol;
  return -Math.log2(clopperPearson(modeCount, samples, 1 - 2 * tail).least);
}
