import type { ReadingEnd } from "../entropy/recording.ts";
import type { SourceChoice } from "../entropy/source.ts";
import type { IidResult } from "../sp800_90b/iid_types.ts";
import type { FipsStreamResult } from "../fips_140_2/types.ts";
import type { RepeatsResult, StreamStatistics } from "./stream_types.ts";
import type { NonIidAssessment } from "../sp800_90b/types.ts";
import type { Failure, Interrupted } from "../failure.ts";
import type { HealthCutoffs } from "../sp800_90b/health_tests.ts";
import type { Conditions } from "../system/conditions.ts";

/** What to assess, and how. */
export interface AssessRequest {
  readonly source: SourceChoice;
  /** Everything, or the FIPS 140-2 blocks alone, which keep nothing in memory. */
  readonly scope: "all" | "fips";
  readonly symbols: SymbolFormat;
  /** Stop after so many samples; null: at the end of the source. */
  readonly mostSamples: number | null;
  /** Stop after so long; null: no such limit. */
  readonly seconds: number | null;
  /** Give up when no byte comes for so long; null: wait. */
  readonly stallSeconds: number | null;
  /** Min-entropy claimed for the source, bits per symbol: sets the cut-offs of the health tests. */
  readonly claimedEntropy: number;
  /** An earlier recording to compare with. */
  readonly against: string | null;
  /** Report what there is when reading or computing does not get to its end. */
  readonly partial: boolean;
  readonly requirements: Requirements;
}

/** How bytes hold symbols. */
export interface SymbolFormat {
  /** 1 to 8. */
  readonly bitsPerSymbol: number;
  /** Each byte holds 8 / bitsPerSymbol symbols, most significant first; else one. */
  readonly packed: boolean;
}

/** What an image pipeline insists on. */
export interface Requirements {
  /** Least assessed min-entropy, bits per symbol; null: any. */
  readonly minEntropy: number | null;
  /** The number of failed FIPS 140-2 blocks has to fit fair data. */
  readonly fips: boolean;
}

/** Whoever follows an assessment. */
export interface AssessListener {
  /** @param ofBytes null where only time or the end of the source limits it */
  onReading(readBytes: number, ofBytes: number | null): void;
  /** Shares of the whole work of the estimators, 0 to 1. */
  onEstimating(doneShare: number): void;
  /** Bytes as they came, for a copy; they are overwritten afterwards. */
  onBytes(bytes: Uint8Array): void;
}

/** How reading went. */
export interface Reading {
  readonly bytes: number;
  readonly samples: number;
  readonly milliseconds: number;
  readonly end: ReadingEnd;
}

/** SP 800-90B section 4.4 over the recording. */
export interface HealthSummary {
  readonly samples: number;
  readonly claimedEntropy: number;
  /** Probability of a false alarm: 2^-30 a sample or window. */
  readonly falseAlarmExponent: number;
  readonly windowSamples: number;
  readonly cutoffs: HealthCutoffs;
  readonly repetitionCountAlarms: number;
  readonly adaptiveProportionAlarms: number;
}

/** What the part of the recording that was kept in memory says. */
export interface RecordingResults {
  /** Samples that were kept: all, or the first of a long stream. */
  readonly samples: number;
  /** Null where no estimator could run; the reason stands among the problems. */
  readonly nonIid: NonIidAssessment | null;
  readonly iid: IidResult | null;
  readonly estimatingMilliseconds: number;
}

/** What the source has in common with an earlier recording. */
export interface ComparisonResult extends RepeatsResult {
  readonly otherName: string;
  readonly otherBytes: number;
}

/** One thing that was insisted on. */
export interface RequirementOutcome {
  readonly requirement: "min-entropy" | "fips";
  readonly wanted: string;
  /** Null where it could not be computed, which does not meet it. */
  readonly found: string | null;
  readonly met: boolean;
}

/** Everything that was found out about a source. Holds no byte of it. */
export interface Assessment {
  readonly request: AssessRequest;
  readonly sourceName: string;
  readonly conditions: Conditions;
  readonly reading: Reading;
  readonly fips: FipsStreamResult;
  /** Null with the scope "fips". */
  readonly statistics: StreamStatistics | null;
  readonly health: HealthSummary | null;
  /** Stretches that came twice. */
  readonly repeats: RepeatsResult | null;
  /** Stretches that an earlier recording holds too; null where none was named. */
  readonly against: ComparisonResult | null;
  readonly recording: RecordingResults | null;
  readonly requirements: readonly RequirementOutcome[];
  /** What kept the assessment from being whole; only with `partial`. */
  readonly problems: readonly (Failure | Interrupted)[];
  /** Whether the runtime gave up network, subprocesses and the like before the first byte. */
  readonly permissionsDropped: boolean;
}
