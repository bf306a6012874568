/**
 * How bad a finding is. A note leaves the key a good one; a warning is a weakness or a trap; a
 * refusal means that corosync will not start with the key, or that it is no secret, or no key at all.
 */
export type Severity = "note" | "warning" | "refusal";

/**
 * What a finding is about: a copy that is not, or perhaps not, what was copied; another file in the
 * place of a key; bytes that others know or could guess; what programs make of the length; who can reach
 * the file; what the configuration makes of it.
 */
export type FindingKind =
  | "damage"
  | "foreign"
  | "secrecy"
  | "length"
  | "file"
  | "configuration";

/** One thing that is to be said about a key, its file, or the configuration that names it. */
export interface Finding {
  /** For scripts, in lower case with hyphens; stays the same from version to version: "too-short". */
  readonly code: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** What is so, and why it matters. Never holds key bytes. */
  readonly reason: string;
  /** What to do about it. */
  readonly remedy: string;
  /** At most how probable this is in a good key of the same length; absent where chance has no part. */
  readonly chance?: number;
}

const FROM_THE_WORST: readonly Severity[] = ["refusal", "warning", "note"];

/** The worst severity among findings, or null where there are none. */
export function worstSeverity(findings: readonly Finding[]): Severity | null {
  return FROM_THE_WORST.find((severity) =>
    findings.some((finding) => finding.severity === severity)
  ) ??
    null;
}

/** Refusals first, then warnings, then notes; those of one severity stay in their order. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return FROM_THE_WORST.flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity)
  );
}
