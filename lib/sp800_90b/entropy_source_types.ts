/** What SP 800-90B (January 2018), section 3.1, asks about an entropy source, and what is found out. */
import type { ConditioningResult } from "./conditioning.ts";
import type { IidTrackResult } from "./iid_track.ts";
import type { PermutationOptions, PermutationProgress } from "./permutation_tests.ts";
import type { RestartMatrix, RestartResult } from "./restart.ts";
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
  /** The track that the claim is made on. */
  readonly track: "iid" | "non_iid";
  /** Whether the noise goes through the other track as well, whose findings change no claim. */
  readonly bothTracks: boolean;
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
  /** Null on the non-IID track, unless both were asked for. */
  readonly iid: IidTrackResult | null;
  /** Null on the IID track, unless both were asked for. */
  readonly nonIid: NonIidAssessment | null;
  /** H_original and H_bitstring on the track of the claim; null for symbols of one bit. */
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

/** The noise in one input of a conditioning component. */
export interface NoiseInput {
  /** Whole ones in an input. */
  readonly samples: number;
  /** Of each, in bits. */
  readonly minEntropy: number;
}

/** Section 3.1.5 with the assessment of the conditioned data. */
export interface ConditioningAssessment {
  readonly result: ConditioningResult;
  /** What h_in comes from; null where it is as given. */
  readonly noiseInput: NoiseInput | null;
  /** Length of the conditioned data that h' was computed from; null where h' was given or is not needed. */
  readonly conditionedBits: number | null;
  /** Of the bits of the conditioned data, for a component that is not vetted, on the non-IID track. */
  readonly conditioned: NonIidAssessment | null;
  /** On the IID track: the conditioned data has to pass section 5 too (section 3.1.2). */
  readonly conditionedIid: IidTrackResult | null;
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
  readonly missing: readonly MissingEvidence[];
}

/** Something that section 3.1 asks for. */
export type MissingEvidence =
  | {
    readonly kind:
      | "noise"
      | "noise samples"
      | "restarts"
      /** Section 5 of the conditioned data. */
      | "conditioned IID tests"
      | "conditioned data"
      | "conditioned outputs";
  }
  /** There are restarts, and not 1,000 of 1,000 samples. */
  | { readonly kind: "restart size"; readonly rows: number; readonly columns: number };

/** Everything that was found out about an entropy source. */
export interface EntropySourceAssessment {
  readonly track: "iid" | "non_iid";
  readonly claimedEntropy: number | null;
  readonly noise: NoiseResult | null;
  readonly restart: RestartAssessment | null;
  readonly conditioning: ConditioningAssessment | null;
  /** Null when a step failed or did not come to an end, as where an estimator could not run. */
  readonly claim: EntropyClaim | null;
}

/** Whoever follows an assessment. */
export interface EntropySourceListener {
  onPermutation(dataSet: string, progress: PermutationProgress): void;
  onEstimating(dataSet: string, doneShare: number): void;
}
