import { EXIT, withExitCode } from "../failure.ts";
import { createIncrementalFile } from "../files/replace_file.ts";
import { system } from "../system/mod.ts";
import { warn } from "./channels.ts";

/** A copy of what is read. */
export interface RecordFile {
  write(bytes: Uint8Array): void;
  /** Puts the whole copy safely on disk, under its name. */
  close(): void;
  /** Removes a copy that was not closed: half a recording would be taken for a whole one. */
  abandon(): void;
}

/** For the owner alone: what was read may be compared with a later recording, and may resemble it. */
const RECORD_MODE = 0o600;

/**
 * Creates the file for a copy; one that is there already is left alone.
 *
 * @throws Failure (exit 4) when it cannot be created; the same from `write` and `close`
 */
export function createRecord(path: string): RecordFile {
  const request = {
    path,
    mode: RECORD_MODE,
    isSecret: true,
    noClobber: true,
    makeDirectories: false,
  };
  const file = withExitCode(EXIT.write, () => createIncrementalFile(system, request));
  warn(`Recording to ${path}: never use it as a key, others may have read the same bytes`);
  return {
    write: (bytes) => withExitCode(EXIT.write, () => file.write(bytes)),
    close: () => {
      const { warnings } = withExitCode(EXIT.write, () => file.finish());
      for (const text of warnings) warn(`Warning: ${text}`);
    },
    abandon: () => {
      const left = file.abandon();
      if (left !== null) warn(`Warning: What was recorded so far is still there: ${left}`);
    },
  };
}
