/**
 * How bad a finding is. A note leaves the key a good one; a warning is a weakness or a trap; a
 * refusal means that corosync will not start with the key, or that it is no secret.
 */
export type Severity = "note" | "warning" | "refusal";

/** One thing that is to be said about a key, its file, or the configuration that names it. */
export interface Finding {
  /** Stays the same from version to version, for scripts: "too short". */
  readonly name: string;
  readonly severity: Severity;
  /** What is so, and why it matters. Never holds key bytes. */
  readonly reason: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** The worst severity among findings, or null where there are none. */
export function worstSeverity(findings: readonly Finding[]): Severity | null {
  const order: readonly Severity[] = ["refusal", "warning", "note"];
  return order.find((severity) => findings.some((finding) => finding.severity === severity)) ??
    null;
}
