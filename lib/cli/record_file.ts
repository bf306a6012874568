import { EXIT, Failure } from "../failure.ts";
import { describeError } from "../system/errors.ts";
import { system } from "../system/mod.ts";
import { writeAll } from "../system/write_all.ts";
import { warn } from "./channels.ts";

/** A copy of what is read. */
export interface RecordFile {
  write(bytes: Uint8Array): void;
  /** Puts the whole copy safely on disk. */
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
  const attempt = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw new Failure(EXIT.write, `Could not record to ${path}: ${describeError(error)}`);
    }
  };
  const file = attempt(() => system.files.createExclusive(path, RECORD_MODE));
  // An unusual umask takes bits away that the owner needs.
  attempt(() => system.files.changeMode(path, RECORD_MODE));
  warn(`Recording to ${path}: never use it as a key, others may have read the same bytes`);
  let open = true;
  return {
    write: (bytes) => attempt(() => writeAll((rest) => file.write(rest), bytes)),
    close: () => {
      attempt(() => {
        file.sync();
        file.close();
      });
      open = false;
    },
    abandon: () => {
      if (!open) return;
      open = false;
      try {
        file.close();
        system.files.remove(path);
      } catch { /* the failure that led here is the one to tell */ }
    },
  };
}
