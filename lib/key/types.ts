import type { Fingerprint } from "./fingerprint.ts";
import type { Replacement } from "../files/link_or_rename.ts";
import type { FileRequest } from "../files/destination.ts";
import type { SourceChoice } from "../entropy/source.ts";
import type { Finding } from "./finding.ts";
import type { KeyTestResult } from "./test_key_bytes.ts";

/** What to make: a key of so many bytes from this source in that place. */
export interface GenerateRequest {
  readonly source: SourceChoice;
  readonly keySizeBytes: number;
  readonly destination: FileDestination | { readonly kind: "stdout" };
  /** The longest wait for the whole key, or null to wait for ever. */
  readonly timeoutSeconds: number | null;
  /** Why the key seems to go into an image; empty where it does not. */
  readonly imageSigns: readonly string[];
  /** Whether anybody wants to know which key was there before. */
  readonly reportsPrevious: boolean;
  /** What was told about the command line itself. */
  readonly warnings: readonly string[];
}

export interface FileDestination
  extends
    Pick<FileRequest, "path" | "isPhysical" | "passedInImage" | "noClobber" | "makeDirectories"> {
  readonly kind: "file";
  /** Whether --stdout can be given instead: it is refused beside some options. */
  readonly canBeStdout?: boolean;
}

/** Whoever follows a run and tells a person about it. */
export interface GenerateListener {
  onGathering(sourceName: string, bits: number): void;
  /** Before anything is read of a source that holds its bytes. */
  onHeldBytes(sourceName: string, kind: "regular file" | "block device"): void;
  onShortRead(gatheredBytes: number, neededBytes: number): void;
  /** Gathering is over, well or badly: the terminal can be put back. Called at least once. */
  onGatheringEnded(): void;
  /** Awaited before fresh bytes are drawn. */
  onRejected(rejection: Rejection): Promise<void>;
  /** Something worth a line on stderr that changes nothing. */
  onWarning(text: string): void;
  onWriting(path: string): void;
}

/** Bytes that did not become a key, and why. Their counts may be shown, since they are no key. */
export interface Rejection extends KeyTestResult {
  /** 1 or 2. */
  readonly attempt: number;
  /** What verify would refuse them for: they pass the tests and are plainly something else. */
  readonly refusal?: Refusal;
}

/** A finding for which verify refuses a key; `remedy` is for whoever has such a key already. */
export interface Refusal extends Pick<Finding, "code" | "kind" | "reason" | "chance"> {
  /** Whether a source alone is refused for it: of a key verify does not ask this. */
  readonly ofSourcesOnly?: true;
}

/** What a run did. Holds no key byte and, of the key that was accepted, no statistic either. */
export interface Receipt {
  readonly sourceName: string;
  /** Whether somebody else can read the same bytes again. */
  readonly sourceIsRegularFile: boolean;
  readonly keySizeBytes: number;
  readonly rejections: readonly Rejection[];
  readonly gatheringMilliseconds: number;
  /** Whether the runtime gave up network, subprocesses and the like before the first key byte. */
  readonly permissionsDropped: boolean;
  /** Null when the key went to stdout. */
  readonly replacement: Replacement | null;
  /** The key that was there before; null where there was none, or nobody wants to know. */
  readonly previous: PreviousKey | null;
  /** All that was told on the way, once each: about the command line, the place, and the key in it. */
  readonly warnings: readonly string[];
}

/** What is known of a run, as it goes on: the receipt of one that failed tells it too. */
export interface KnownOfRun {
  /** Null where the command line asks for no key that can be made. */
  request: GenerateRequest | null;
  /** Of the key that is to be written; null before there is one. */
  fingerprint: Fingerprint | null;
}

/** What is in the place of a key before another takes it. Holds no key byte. */
export interface PreviousKey {
  readonly sizeBytes: number;
  /** When it was last written, since 1970-01-01T00:00:00Z; perhaps NaN, or more than a Date holds. */
  readonly modifiedMilliseconds: number;
  /** Null for what is no key: it is too short, plainly something else, or cannot be read. */
  readonly fingerprint: Fingerprint | null;
  /** Whether it is byte for byte the key that is to take its place. */
  readonly isTheSame: boolean;
  /** Whether it starts with the key that is to take its place and goes on, as a whole key without a sign of damage. */
  readonly goesOn: boolean;
}
