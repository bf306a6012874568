import type { FingerprintComparison, FingerprintedKey } from "../key/compare.ts";
import type { Finding, Severity } from "../key/finding.ts";
import type { Installation } from "../key/install.ts";
import type { Verdict, Verification } from "../key/verify.ts";
import { counted } from "../math/amounts.ts";
import { printable } from "../system/printable.ts";
import { grouped } from "./numbers.ts";
import { type TextLayout, type TextStyle, wrap } from "./text_style.ts";

/** A verification as a person reads it: the verdict, what was looked at, and the findings from the worst on. */
export function verificationText(verification: Verification, layout: TextLayout): string {
  const { verdict, path, reason, sizeBytes, fingerprint, protection, findings } = verification;
  const known = fingerprint === null ? "" : `, ${fingerprint.full}`;
  const facts = [`${path ?? reason}: ${counted(sizeBytes, "byte")}${known}`];
  if (path !== null) facts.push(`chosen because: ${reason}`);
  if (protection !== null) {
    const { cipher, hash, readsKey } = protection;
    const state = cipher !== "none" ? "on" : readsKey ? "off, packets are authenticated" : "off";
    facts.push(`encryption: ${state} (cipher ${cipher}, hash ${hash})`);
  }
  const lines = [
    verdictText(verdict, layout.style),
    ...facts.flatMap((fact) => wrap(printable(fact), layout.columns, "    ", "  ")),
    ...findings.flatMap((finding) => findingLines(finding, layout)),
  ];
  return lines.join("\n") + "\n";
}

function verdictText({ result, label, sentence }: Verdict, style: TextStyle): string {
  const colour = result === "good" ? style.green : result === "warnings" ? style.yellow : style.red;
  return `${colour(style.bold(`${label}:`))} ${sentence}`;
}

/** A finding: what is so and how sure that is, and what to do. */
export function findingLines(finding: Finding, { columns, style }: TextLayout): string[] {
  const { severity, reason, remedy } = finding;
  const [first, ...others] = wrap(
    printable(`${severity}: ${reason}${certaintyText(finding)}`),
    columns,
    "  ",
    "",
  );
  return [
    first.replace(`${severity}:`, severityStyle(severity, style)(`${severity}:`)),
    ...others,
    ...wrap(printable(`remedy: ${remedy}`), columns, "    ", "  "),
  ];
}

function severityStyle(severity: Severity, style: TextStyle): (text: string) => string {
  if (severity === "note") return style.bold;
  return severity === "warning" ? style.yellow : style.red;
}

/** Nobody has ever made so many keys. */
const CERTAIN = 1e-9;
/** Rarer than what a cluster's life brings, but not than what chance can do. */
const NEARLY_CERTAIN = 1e-5;

function certaintyText({ chance, kind, severity }: Finding): string {
  // A warning about secrecy is about a key that may well be a fair one.
  if (chance === undefined || (kind === "secrecy" && severity === "warning")) return "";
  if (chance <= CERTAIN) return " (certain)";
  const keys = `one good key of this length in ${grouped(roundedDown(1 / chance))} looks like this`;
  return chance <= NEARLY_CERTAIN ? ` (nearly certain: ${keys})` : ` (likely: ${keys})`;
}

/** Two digits from 1,000 on: "16,000,000". */
function roundedDown(value: number): number {
  // A chance such as 1e-5 has no exact inverse.
  const exact = value * (1 + 1e-9);
  if (exact < 1000) return Math.floor(exact);
  const unit = 10 ** (Math.floor(Math.log10(exact)) - 1);
  return Math.floor(exact / unit) * unit;
}

/**
 * What became of a key, on one line; the key that it replaced, on another, so that each line names one key
 * and can be given to --check; and what a corosync that is running needs.
 */
export function installationText(installation: Installation): string {
  const { path, reason, sizeBytes, fingerprint, outcome, previousFingerprint, reload } =
    installation;
  const [done, ...before] = whatHappened(installation);
  const why = [...before, reason].join("; ");
  const lines = [`${done} ${path} (${why}): ${sizeBytes} bytes, ${fingerprint.full}`];
  if (outcome === "replaced") {
    lines.push(
      previousFingerprint === null
        ? "What was there before was no key, or could not be read."
        : `The old key was ${previousFingerprint.full}.`,
    );
  }
  if (reload !== null) {
    const keeps = previousFingerprint === null
      ? "A corosync that is running keeps the key that it has"
      : "A corosync that runs with the old key keeps it";
    lines.push(
      `${keeps}: run ${reload} on one node of each partition ` +
        "once all nodes have the new one.",
    );
  }
  return lines.map(printable).join("\n") + "\n";
}

function whatHappened(
  { outcome, method, owner }: Installation,
): readonly [done: string, before?: string] {
  if (outcome === "new") return ["Installed", "there was none"];
  if (outcome === "replaced") return ["Replaced"];
  if (method === null) return ["Unchanged", "it holds this key already"];
  const kept = "it held this key already";
  // A mount point stays whose it was.
  return method === "in place"
    ? ["Kept", kept]
    : ["Kept", `${kept}, and now belongs to ${owner} with mode 0400`];
}

/** A comparison as a person reads it; the first word of each of the first lines is a fingerprint. */
export function fingerprintText({ keys, sameFor3, sameFor2 }: FingerprintComparison): string {
  const lines = keys.flatMap(keyLines);
  if (keys.length > 1) {
    lines.push(
      sameFor3.length === 1
        ? `All ${keys.length} hold one key.`
        : `${sameFor3.length} different keys: ${groupsText(sameFor3)}`,
    );
    if (sameFor2.length < sameFor3.length) {
      const merged = sameFor2.filter((names) => !sameFor3.some((other) => sameNames(names, other)));
      lines.push(`corosync 1.x and 2.x take these for one key: ${groupsText(merged)}`);
    }
  }
  return lines.map(printable).join("\n") + "\n";
}

function keyLines({ name, sizeBytes, bytesThatCount, fingerprint }: FingerprintedKey): string[] {
  const counting = bytesThatCount < sizeBytes ? `first ${bytesThatCount} of ` : "";
  const lines = [`${fingerprint.full} ${name} (${counting}${sizeBytes} bytes)`];
  if (fingerprint.first128Bytes !== fingerprint.full) {
    lines.push(`${fingerprint.first128Bytes} ${name} (first 128 bytes, for corosync 1.x and 2.x)`);
  }
  return lines;
}

function groupsText(groups: readonly (readonly string[])[]): string {
  return groups.map((names) => names.join(" = ")).join("; ");
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
