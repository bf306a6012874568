import { MIN_KEY_BYTES } from "../corosync/key_file.ts";

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

/** What makes a key; as KEY, since without a name it would replace the one of this machine. */
export const MAKE_KEY = "corosync-keygen -l -s 256 -k KEY";

/** What heals a value of corosync.conf: nothing that makes a file of it makes the same key. */
export const INTO_A_FILE =
  `make a key with ${MAKE_KEY}, remove totem.key from the configuration of every node, and install KEY there`;

/** A shell command whose output becomes KEY, which nobody else may read meanwhile. */
export function redirectedToKey(command: string): string {
  return `(umask 077; ${command} > KEY)`;
}

/**
 * Lengths that people ask for are whole multiples of 1024 bits. A length that is one only without what was
 * added, or cut off, gives that away; a good key of such a length is not mistaken.
 */
export const USUAL_STEP_BYTES = 128;

/** Whether a key of this length was asked for by somebody, rather than left over. */
export function isUsualLength(sizeBytes: number): boolean {
  return sizeBytes >= MIN_KEY_BYTES && sizeBytes % USUAL_STEP_BYTES === 0;
}

/** What chance explains less often than this is a refusal. */
const REFUSAL_CHANCE = 1e-5;

/** The command of every remedy for a copy: NODE:KEY is a good one, FILE the damaged one. */
const COPY = "scp NODE:KEY FILE";

export const COPY_AGAIN =
  `copy the key again from a good node as raw bytes, such as ${COPY}, and ` +
  "compare the fingerprints of both";
export const COPY_QUIETLY =
  `copy the key again from a good node with ${COPY}, which fails rather than ` +
  "take what a login shell says for the key, and compare the fingerprints of both";
export const COMPARE_FIRST =
  "compare the fingerprint with the one on the node where the key was made; where they differ, copy the " +
  `key again: ${COPY}`;
/** For a file of which corosync reads the beginning alone, and so does the fingerprint. */
export const COMPARE_BEGINNING =
  `${COMPARE_FIRST}; where they are the same, what corosync reads is right, and install --check takes it`;
export const COPY_WHOLE =
  `copy the whole key from a good node, such as ${COPY}; if none has one, make KEY with ${MAKE_KEY}, ` +
  "and install it on every node";

/** A sign of damage; {@linkcode REFUSAL_CHANCE} decides between refusal and warning unless told otherwise. */
export function damageFinding(
  code: string,
  chance: number,
  reason: string,
  remedy: string = COPY_AGAIN,
  severity: Severity = chance < REFUSAL_CHANCE ? "refusal" : "warning",
): Finding {
  return { code, kind: "damage", severity, reason, remedy, chance };
}
