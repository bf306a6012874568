import type { ReadingEnd } from "../entropy/recording.ts";
import type { DriftResult } from "./drift.ts";
import type { FormatGuess } from "./guess.ts";
import type { SourceChoice } from "../entropy/source.ts";
import type { IidResult } from "../sp800_90b/iid.ts";
import type { FipsStreamResult } from "../fips_140_2/types.ts";
import type {
  RepeatsResult,
  RunningMinEntropy,
  StreamStatistics,
  WorstStretch,
} from "./stream_types.ts";
import type { EstimatorOutcome, NonIidAssessment } from "../sp800_90b/types.ts";
import type { Failure, Interrupted } from "../failure.ts";
import type { HealthCutoffs, LocatedAlarm } from "../sp800_90b/health_tests.ts";
import type { Conditions } from "../system/conditions.ts";

/** What to assess, and how. */
export interface AssessRequest {
  readonly source: SourceChoice;
  /** Everything, or the FIPS 140-2 blocks alone, which keep nothing in memory. */
  readonly scope: "all" | "fips";
  /** How the source holds its samples; all but "raw" is turned into what a raw recording would hold. */
  readonly format: RecordingFormat;
  /** The first bit of a byte is its least significant. */
  readonly lsbFirst: boolean;
  /** Bytes at the beginning that are left out. */
  readonly skipBytes: number;
  readonly symbols: SymbolFormat;
  /**
   * What the verdict asks: "uniform" as the bytes of a key have to be, or merely "steady", as a raw noise source has
   * to be.
   */
  readonly expectation: "uniform" | "steady";
  /** Stop after so many bytes of the source; null: no such limit. */
  readonly mostBytes: number | null;
  /** Stop after so many samples; null: at the end of the source. */
  readonly mostSamples: number | null;
  /** Stop after so long; null: no such limit. */
  readonly seconds: number | null;
  /** Give up when no byte comes for so long; null: wait. */
  readonly stallSeconds: number | null;
  /**
   * Min-entropy claimed for the source, bits per symbol: sets the cut-offs of the health tests. Null of a raw
   * source of which nothing is claimed: what was assessed is taken, or half the collision entropy rate where a fault
   * made less of it.
   */
  readonly claimedEntropy: number | null;
  /** The reference recording to compare with. */
  readonly against: string | null;
  /** Report what there is when reading or computing does not get to its end. */
  readonly partial: boolean;
  readonly requirements: Requirements;
}

/** Which samples of a source to read, and how it holds them. */
export type SampleRequest =
  & Pick<
    AssessRequest,
    | "format"
    | "lsbFirst"
    | "skipBytes"
    | "symbols"
    | "mostBytes"
    | "mostSamples"
    | "seconds"
    | "stallSeconds"
  >
  & {
    /** Of another file than the source, which no limit is for. */
    readonly isWhole?: true;
  };

/** How bytes hold symbols. */
export interface SymbolFormat {
  /** 1 to 8. */
  readonly bitsPerSymbol: number;
  /** Each byte holds 8 / bitsPerSymbol symbols, most significant first; else one. */
  readonly packed: boolean;
}

/** How a recording holds its samples. */
export const RECORDING_FORMATS = [
  "raw",
  "bits",
  "hex",
  "base64",
  "decimal",
  "u16le",
  "u16be",
] as const;
export type RecordingFormat = typeof RECORDING_FORMATS[number];

/** What can be insisted on by name. */
export const REQUIREMENTS = ["fits", "fips", "no-repeats", "iid"] as const;
export type RequirementName = typeof REQUIREMENTS[number];

/** What an image pipeline insists on. */
export interface Requirements {
  readonly named: readonly RequirementName[];
  /** Least assessed min-entropy, bits per symbol; null: any. */
  readonly minEntropy: number | null;
}

/** Whoever follows an assessment, as far as it wants. */
export interface AssessListener {
  /** @param ofBytes null where only time or the end of the source limits it */
  onReading?(readBytes: number, ofBytes: number | null): void;
  /** @param doing what is done while no byte of the source is waited for; null when one is again */
  onBusy?(doing: string | null): void;
  /** Reading is over. */
  onRead?(): void;
  /** Shares of the whole work of the estimators, 0 to 1. */
  onEstimating?(doneShare: number): void;
  /** What an estimator found, as it ends. */
  onOutcomes?(outcomes: readonly EstimatorOutcome[]): void;
  /** Bytes as they came, for a copy; they are overwritten afterwards. */
  onBytes?(bytes: Uint8Array): void;
}

/** How reading went. */
export interface Reading {
  /** All that were read, up to the last of them that was used. */
  readonly bytes: number;
  /** Of those, the first ones, which --skip leaves out of every test. */
  readonly skippedBytes: number;
  readonly samples: number;
  readonly milliseconds: number;
  readonly end: ReadingEnd;
  /** Of these bytes, in hexadecimal digits; null where no report shows it. */
  readonly sha256: string | null;
}

/** SP 800-90B section 4.4 over the recording. */
export interface HealthSummary {
  readonly samples: number;
  readonly claimedEntropy: number;
  /** The cut-offs are made for a false alarm with 2^-30 a sample or window. */
  readonly falseAlarmExponent: number;
  /**
   * Alarms to be expected in this length of fair data, or of a raw source as good as it claims; exact for these
   * cut-offs.
   */
  readonly expectedAlarms: {
    readonly repetitionCount: number;
    readonly adaptiveProportion: number;
  };
  readonly windowSamples: number;
  readonly cutoffs: HealthCutoffs;
  readonly repetitionCountAlarms: number;
  readonly adaptiveProportionAlarms: number;
  /** The first of each test, and the samples that raised them. */
  readonly firstAlarms: readonly LocatedAlarm[];
}

/** What the samples look like stretch by stretch. */
export interface StretchesResult {
  /** The worst of each length of stretch that the recording has. */
  readonly worst: readonly WorstStretch[];
  readonly running: RunningMinEntropy | null;
}

/** What the part of the recording that was kept in memory says. */
export interface RecordingResults {
  /** Samples that were kept: all, or the first of a long stream. */
  readonly samples: number;
  /** Null where no estimator could run; the reason stands among the problems. */
  readonly nonIid: NonIidAssessment | null;
  readonly iid: IidResult | null;
  /** Null where there are too few samples. */
  readonly drift: DriftResult | null;
  /** Of the distances from the mean; null also for symbols of two values. */
  readonly spreadDrift: DriftResult | null;
  /** Of how many symbols equal the one before; null also where no part has more of them than another. */
  readonly neighbourDrift: DriftResult | null;
  readonly estimatingMilliseconds: number;
}

/** What the source has in common with a reference recording, or with the sources before it. */
export interface ComparisonResult extends RepeatsResult {
  readonly otherName: string;
  readonly otherBytes: number;
  /** Those that its bits take side by side, as `bytes` are of this recording. */
  readonly otherComparedBytes: number;
}

/** Everything that was found out about a source. Holds no byte of it. */
export interface Assessment {
  readonly request: AssessRequest;
  readonly sourceName: string;
  readonly conditions: Conditions;
  readonly reading: Reading;
  /** What the recording seems to hold, where that is not what it is read as. */
  readonly guess: FormatGuess | null;
  /** Bits that were kept of samples of more than 8, 0 the least significant; null where none had to go. */
  readonly selectedBits: readonly number[] | null;
  /** The other recording of the run that decided which; null: this one. */
  readonly bitsDecidedBy: string | null;
  /** Samples of the recording that decided that were looked at for it, the first; null where no bit had to go. */
  readonly bitsRankedSamples: number | null;
  readonly fips: FipsStreamResult;
  /** Null with the scope "fips". */
  readonly statistics: StreamStatistics | null;
  readonly health: HealthSummary | null;
  readonly stretches: StretchesResult | null;
  /** Sequences that came twice. */
  readonly repeats: RepeatsResult | null;
  /** Sequences that a reference recording, or a source before this one, holds too; null where there is none. */
  readonly against: ComparisonResult | null;
  /**
   * Bits a symbol (collisionEntropyRate), without the copy that `repeats` found longest; null with the scope "fips",
   * and where what is left says nothing.
   */
  readonly collisionEntropyRate: number | null;
  readonly recording: RecordingResults | null;
  /** What kept the assessment from being whole; only with `partial`. */
  readonly problems: readonly (Failure | Interrupted)[];
  /** Whether the runtime gave up network, subprocesses and the like before the first byte. */
  readonly permissionsDropped: boolean;
}
