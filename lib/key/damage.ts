import { MIN_KEY_BYTES } from "../corosync/key_file.ts";
import type { Finding, Severity } from "./finding.ts";
import { MAKE_KEY } from "./key_commands.ts";

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
