import { Failure } from "../failure.ts";
import type { System } from "../system/types.ts";
import { chooseKey, type KeyChoice } from "./choose_key.ts";
import { BYTES_READ_BY_2, BYTES_READ_BY_3, type Fingerprint, fingerprint } from "./fingerprint.ts";

/** One key and what it is known by. Holds no key byte. */
export interface FingerprintedKey {
  /** The file, or "standard input", or what else corosync's configuration said. */
  readonly name: string;
  readonly sizeBytes: number;
  /** How many of them corosync 3.x uses. */
  readonly bytesThatCount: number;
  readonly fingerprint: Fingerprint;
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
 * Computes the fingerprints of keys and says which agree.
 *
 * @param unreadable exit code of the failure
 * @throws Failure when one of them cannot be read, or has fewer bytes than any key.
 */
export async function compareFingerprints(
  system: System,
  choices: readonly KeyChoice[],
  unreadable: number,
): Promise<FingerprintComparison> {
  const keys: FingerprintedKey[] = [];
  for (const choice of choices) {
    const { path, reason, content } = await chooseKey(system, choice, unreadable);
    const name = path ?? reason;
    try {
      refuseWhatIsTooShort(name, content.sizeBytes, unreadable);
      keys.push({
        name,
        sizeBytes: content.sizeBytes,
        bytesThatCount: Math.min(content.sizeBytes, BYTES_READ_BY_3),
        fingerprint: await fingerprint(content.bytes),
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
  if (sizeBytes >= BYTES_READ_BY_2) return;
  throw new Failure(
    exitCode,
    `Cannot take ${name} for a key: ${sizeBytes} bytes, wanted at least ${BYTES_READ_BY_2}`,
    undefined,
    { code: sizeBytes === 0 ? "empty" : "too-short" },
  );
}

function group(
  keys: readonly FingerprintedKey[],
  by: (key: FingerprintedKey) => string,
): readonly (readonly string[])[] {
  return Array.from(Map.groupBy(keys, by).values(), (same) => same.map(({ name }) => name));
}
