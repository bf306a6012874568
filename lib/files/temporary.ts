import { EXIT, Failure } from "../failure.ts";
import { valueOrNull } from "../system/errors.ts";
import type { FileStatus, OpenFile, System } from "../system/types.ts";
import { isSame, modeDigits } from "./status.ts";

/** The mode of everything that holds key bytes. */
export const KEY_MODE = 0o400;

const PREFIX = ".corosync-keygen-";
/** Those that a later key removes; version 0.1 had the process id in front. */
const NAME = /^\.corosync-keygen-(\d+-[0-9a-f]{8}|[0-9a-f]{16})\.tmp$/;

/** A temporary that is older was left behind: a run has its own for much less than a second. */
const MAX_TEMPORARY_MILLISECONDS = 600_000;

/** What a new file is for, and what it is called by until it takes its place. */
export interface TemporaryOptions {
  readonly mode: number;
  readonly isSecret: boolean;
  /** ".part" of what grows: nobody removes the recording of a day. */
  readonly suffix: ".tmp" | ".part";
  /** What is read for it and what it replaces: no leftovers, whatever they are called and however old they are. */
  readonly spared: readonly (FileStatus | null)[];
}

/** A file beside the one it is to replace. */
export interface Temporary {
  readonly path: string;
  readonly file: OpenFile;
  /** As it was created. */
  readonly status: FileStatus;
}

/**
 * Creates a temporary in `directory`, exclusively, so that no symlink is followed and no other
 * run's file is taken. A secret one removes what a killed run has left of a secret there.
 *
 * @throws Failure (exit 3) where the file system does not keep the mode of a secret; Error when it cannot be created.
 */
export function createTemporary(
  system: System,
  directory: string,
  { mode, isSecret, suffix, spared }: TemporaryOptions,
): Temporary {
  const digits = crypto.getRandomValues(new Uint8Array(8)).toHex();
  const path = `${directory}/${PREFIX}${digits}${suffix}`;
  const file = system.files.createExclusive(path, mode);
  try {
    const status = file.status();
    if (isSecret && status.mode !== mode) {
      throw cannotSetMode(mode, "The file system does not keep modes");
    }
    if (isSecret && suffix === ".tmp") {
      removeStale(system, directory, status.modifiedMilliseconds, spared);
    }
    return { path, file, status };
  } catch (error) {
    discard(system, { path, file });
    throw error;
  }
}

/** Upstream's message for a file that cannot have the mode it has to have. */
export function cannotSetMode(mode: number, reason: string, hint?: string): Failure {
  const digits = modeDigits(mode);
  const message = mode === KEY_MODE
    ? `Failed to set key file permissions to ${digits}: ${reason}`
    : `Failed to create a file of mode ${digits}: ${reason}`;
  return new Failure(EXIT.mode, message, hint, { code: "cannot-set-mode" });
}

/** Closes and removes a temporary, on the way out of a failure that is the one to tell; returns whether it is gone. */
export function discard(system: System, { path, file }: Pick<Temporary, "path" | "file">): boolean {
  try {
    file.close();
  } catch { /* closed already */ }
  return removeQuietly(system, path);
}

/**
 * Removes a file; that it cannot be removed, or is not there, is not worth a failure. What it holds may be
 * secret, so an error that passes, as network file systems have them, does not save it.
 *
 * @returns whether it was removed
 */
export function removeQuietly(system: System, path: string): boolean {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      system.files.remove(path);
      return true;
    } catch { /* another user's, or gone already: the second attempt changes nothing */ }
  }
  return false;
}

/** @param nowMilliseconds by the clock of the file system, which may be another machine's */
function removeStale(
  system: System,
  directory: string,
  nowMilliseconds: number,
  spared: TemporaryOptions["spared"],
): void {
  const userId = system.userId();
  for (const name of listOrNothing(system, directory)) {
    if (!NAME.test(name)) continue;
    const path = `${directory}/${name}`;
    const status = valueOrNull(() => system.files.linkStatus(path));
    if (status?.kind !== "file" || (userId !== null && status.uid !== userId)) continue;
    if (spared.some((file) => isSame(status, file))) continue;
    if (nowMilliseconds - status.modifiedMilliseconds > MAX_TEMPORARY_MILLISECONDS) {
      removeQuietly(system, path);
    }
  }
}

/** A directory may be open for writing and not for reading. */
export function listOrNothing({ files }: System, directory: string): string[] {
  return valueOrNull(() => files.list(directory)) ?? [];
}
