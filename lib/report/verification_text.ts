import type { Finding, Severity } from "../key/finding.ts";
import type { Verification } from "../key/verify.ts";
import { printable } from "../system/printable.ts";

const VERDICT: Readonly<Record<Severity, string>> = {
  note: "good: corosync takes this key",
  warning: "usable, with warnings",
  refusal: "refused: corosync will not start with it, or it is no secret",
};

/** A verification as a person reads it. */
export function verificationText(verification: Verification): string {
  const { path, reason, sizeBytes, fingerprint, protection, findings, worst } = verification;
  const lines = [
    `${path ?? reason}: ${sizeBytes} bytes, ${fingerprint.full}`,
    ...path === null ? [] : [`chosen because: ${reason}`],
  ];
  if (protection !== null) {
    const { cipher, hash, readsKey } = protection;
    lines.push(`encryption: ${readsKey ? "on" : "off"} (cipher ${cipher}, hash ${hash})`);
  }
  lines.push(...findings.flatMap(findingLines), `verdict: ${VERDICT[worst ?? "note"]}`);
  return lines.map(printable).join("\n") + "\n";
}

/** A finding in two lines: what is so, and what to do. */
export function findingLines({ severity, reason, remedy }: Finding): string[] {
  return [`${severity}: ${reason}`, `  remedy: ${remedy}`];
}
