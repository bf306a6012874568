import { MAX_KEY_BYTES } from "../corosync/key_file.ts";
import { MAX_KEY_FILE_BYTES, toContent } from "../files/read_key.ts";
import { valueOrNull } from "../system/errors.ts";
import type { FileStatus, System } from "../system/types.ts";
import type { Finding } from "./finding.ts";
import { findingsAboutKey, isNoKey } from "./findings.ts";
import { fingerprint } from "./fingerprint.ts";
import { unfinishedWriteFindings } from "./permission_findings.ts";
import type { PreviousKey } from "./types.ts";

/**
 * Looks at the file that a key is about to replace.
 *
 * @param path without symlinks at its end
 * @param existing its status, or null where there is none
 */
export async function readPreviousKey(
  system: System,
  path: string,
  existing: FileStatus | null,
  key: Uint8Array,
): Promise<PreviousKey | null> {
  if (existing === null || existing.kind !== "file") return null;
  const { sizeBytes, modifiedMilliseconds } = existing;
  const unknown = {
    ...{ sizeBytes, modifiedMilliseconds, fingerprint: null },
    ...{ isTheSame: false, goesOn: false },
  };
  if (sizeBytes >= MAX_KEY_FILE_BYTES) return unknown;
  // A key that cannot be read can be replaced all the same.
  const old = valueOrNull(() => system.files.readFile(path, sizeBytes, existing));
  if (old === null) return unknown;
  try {
    const findings = await findingsAboutKey(toContent(old, old.length));
    const isBeginning = key.length <= old.length && key.every((byte, index) => byte === old[index]);
    return {
      sizeBytes,
      modifiedMilliseconds,
      fingerprint: isNoKey(old.length, findings) ? null : await fingerprint(old),
      isTheSame: isBeginning && key.length === old.length,
      goesOn: isBeginning && key.length < old.length && key.length < MAX_KEY_BYTES &&
        unfinishedWriteFindings(system, path, old).length === 0 && isWhole(findings),
    };
  } finally {
    old.fill(0);
  }
}

/** A key with something behind it is repaired by the key alone; that its length is unusual shows nothing behind it. */
function isWhole(findings: readonly Finding[]): boolean {
  return findings.every(({ code, kind, severity }) =>
    severity !== "refusal" && (kind !== "damage" || code === "unusual-length")
  );
}
