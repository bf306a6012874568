import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { counted } from "../math/amounts.ts";
import { Failure } from "../failure.ts";
import type { KeyContent } from "../files/read_key.ts";
import { NO_SITUATION } from "./length_findings.ts";
import type { System } from "../system/types.ts";
import { bySeverity, type Finding } from "./finding.ts";
import { findingsAboutKey } from "./findings.ts";
import { chooseKey, type KeyChoice } from "./choose_key.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";

/** One key and what it is known by. Holds no key byte. */
export interface FingerprintedKey {
  /** The file, or "standard input", or what else corosync's configuration said. */
  readonly name: string;
  readonly sizeBytes: number;
  /** How many of them corosync 3.x uses. */
  readonly bytesThatCount: number;
  readonly fingerprint: Fingerprint;
  /** What verify refuses it for although it may be somebody's key: a damaged copy, no secret. */
  readonly refusals: readonly Finding[];
}

/** Several keys and which of them are one. */
export interface FingerprintComparison {
  readonly keys: readonly FingerprintedKey[];
  /** Names of the keys that corosync 3.x takes for one, a group a key. */
  readonly sameFor3: readonly (readonly string[])[];
  /** The same for corosync 1.x and 2.x, which read 128 bytes. */
  readonly sameFor2: readonly (readonly string[])[];
}

/**
 * Computes the fingerprints of keys and says which agree. A damaged copy has one, since it is by this that it
 * is told from the others; what is plainly no key has none.
 *
 * @param unreadable exit code of the failure
 * @throws Failure when one of them cannot be read, has fewer bytes than any key, or is plainly something else.
 */
export async function compareFingerprints(
  system: System,
  choices: readonly KeyChoice[],
  unreadable: number,
): Promise<FingerprintComparison> {
  const keys: FingerprintedKey[] = [];
  const usedLater = choices.flatMap((choice) => choice.kind === "file" ? [choice.path] : []);
  for (const choice of choices) {
    const chosen = await chooseKey(system, choice, unreadable, { usedLater });
    const { path, reason, content, corosync } = chosen;
    const name = path ?? reason;
    try {
      const called = corosync?.location.kind === "value" ? "value" : "file";
      const refused = path ?? (called === "value" ? "the value of totem.key" : name);
      refuseWhatIsTooShort(refused, content.sizeBytes, unreadable);
      const refusals = await refusalsOf(refused, content, called, unreadable);
      keys.push({
        name,
        sizeBytes: content.sizeBytes,
        bytesThatCount: Math.min(content.sizeBytes, MAX_KEY_BYTES),
        fingerprint: await fingerprint(content.bytes),
        refusals,
      });
    } finally {
      content.release();
    }
  }
  return {
    keys,
    sameFor3: group(keys, ({ fingerprint }) => fingerprint.full),
    sameFor2: group(keys, ({ fingerprint }) => fingerprint.first128Bytes),
  };
}

/** Two empty files are equal, and no key: a comparison that succeeds would hide that. */
function refuseWhatIsTooShort(name: string, sizeBytes: number, exitCode: number): void {
  if (sizeBytes >= MIN_KEY_BYTES) return;
  throw new Failure(
    exitCode,
    `Cannot take ${name} for a key: ${
      counted(sizeBytes, "byte")
    }, wanted at least ${MIN_KEY_BYTES}`,
    undefined,
    { code: sizeBytes === 0 ? "empty" : "too-short" },
  );
}

/** Two equal pages, or two equal archives, are no key either, whatever their fingerprints say. */
async function refusalsOf(
  name: string,
  content: KeyContent,
  called: "file" | "value",
  exitCode: number,
): Promise<readonly Finding[]> {
  const findings = bySeverity(await findingsAboutKey(content, NO_SITUATION, called));
  const foreign = findings.find(({ kind }) => kind === "foreign");
  if (foreign !== undefined) {
    const { code, reason, remedy } = foreign;
    throw new Failure(exitCode, `Cannot take ${name} for a key: ${reason}`, remedy, { code });
  }
  return findings.filter(({ severity }) => severity === "refusal");
}

function group(
  keys: readonly FingerprintedKey[],
  by: (key: FingerprintedKey) => string,
): readonly (readonly string[])[] {
  return Array.from(Map.groupBy(keys, by).values(), (same) => same.map(({ name }) => name));
}
