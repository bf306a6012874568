import { counted } from "../math/counted.ts";
import type { Finding, Severity } from "../key/finding.ts";
import type { Verdict, Verification } from "../key/verify.ts";
import { printable } from "../system/printable.ts";
import { grouped } from "./numbers.ts";
import type { TextLayout, TextStyle } from "./text_style.ts";
import { wrap } from "./wrap.ts";

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
