import { type Finding, type FindingKind, worstSeverity } from "./finding.ts";

/** What all findings come to: one word for scripts, one word and a sentence for people. */
export interface Verdict {
  readonly result: "good" | "warnings" | "refused";
  readonly label: "good" | "usable" | "doubtful" | "refused";
  readonly sentence: string;
}

/** What a refusal of each kind says about the key; the kind that comes first here decides. */
const REFUSED: readonly (readonly [FindingKind, string])[] = [
  ["foreign", "this is no key"],
  ["damage", "a damaged copy of a key"],
  ["secrecy", "no secret, or too easy to guess"],
  ["length", "too short for corosync"],
  ["configuration", "corosync will not start with this configuration"],
  ["file", "the file is not safe"],
];

/** The verdict on these findings. */
export function verdictOn(findings: readonly Finding[]): Verdict {
  const worst = worstSeverity(findings);
  const has = (kind: FindingKind) =>
    findings.some((finding) => finding.severity === worst && finding.kind === kind);
  if (worst === "refusal") {
    const [, sentence] = REFUSED.find(([kind]) => has(kind)) ?? REFUSED[0];
    return { result: "refused", label: "refused", sentence };
  }
  if (worst !== "warning") {
    return { result: "good", label: "good", sentence: "corosync takes this key" };
  }
  if (has("damage")) {
    const sentence = "perhaps a damaged copy, which corosync would take";
    return { result: "warnings", label: "doubtful", sentence };
  }
  const hasFinding = (wanted: string) => findings.some(({ code }) => code === wanted);
  const sentence = hasFinding("encryption-off")
    ? "but encryption is off, and corosync reads no key"
    : hasFinding("not-encrypted")
    ? "but packets are authenticated only, not encrypted"
    : "corosync takes this key, with warnings";
  return { result: "warnings", label: "usable", sentence };
}
