import { MAX_BYTES } from "../files/read_key.ts";
import type { FileStatus, System } from "../system/types.ts";
import { BYTES_READ_BY_2, type Fingerprint, fingerprint } from "./fingerprint.ts";

/** What is in the place of a key before another takes it. Holds no key byte. */
export interface PreviousKey {
  readonly sizeBytes: number;
  /** When it was last written, since 1970-01-01T00:00:00Z. */
  readonly modifiedMilliseconds: number;
  /** Null for what is no key: it is too short, or cannot be read. */
  readonly fingerprint: Fingerprint | null;
  /** Whether it is byte for byte the key that is to take its place. */
  readonly isTheSame: boolean;
  /** Whether it starts with the key that is to take its place, and goes on. */
  readonly goesOn: boolean;
}

/**
 * Looks at the file that a key is about to replace.
 *
 * @param path without symlinks at its end
 * @param existing its status, or null where there is none
 */
export async function readPreviousKey(
  { files }: System,
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
  if (sizeBytes >= MAX_BYTES) return unknown;
  let old: Uint8Array;
  try {
    old = files.readFile(path, sizeBytes, existing);
  } catch {
    // A key that cannot be read can be replaced all the same.
    return unknown;
  }
  try {
    const isBeginning = key.length <= old.length && key.every((byte, index) => byte === old[index]);
    return {
      sizeBytes,
      modifiedMilliseconds,
      fingerprint: old.length < BYTES_READ_BY_2 ? null : await fingerprint(old),
      isTheSame: isBeginning && key.length === old.length,
      goesOn: isBeginning && key.length < old.length,
    };
  } finally {
    old.fill(0);
  }
}
