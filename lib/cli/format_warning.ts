import { guessFormat } from "../assess/format_guess.ts";
import { GUESS_BYTES } from "../assess/format_guess_types.ts";
import { findForReading } from "../files/walk_path.ts";
import { system } from "../system/mod.ts";
import { hint, warn } from "./channels.ts";

/**
 * Says on stderr what a file looks like that is read as bytes and does not look like them: the reports by the
 * standards have figures for the bytes, whatever they are.
 *
 * @param path of a file that is read from its beginning; of what is no regular file nothing is said
 * @param bitsPerSymbol what it is taken for
 */
export function warnOfFormat(path: string, bitsPerSymbol: number): void {
  const head = beginningOf(path);
  const guess = head === null ? null : guessFormat(head, bitsPerSymbol);
  if (guess === null) return;
  warn(`Warning: ${path} looks like ${guess.name} (${guess.evidence}), and is read as bytes`);
  hint("assess with this file alone says how to read what it holds");
}

/** Null where nothing can be looked at; whoever reads it says what is wrong. */
function beginningOf(path: string): Uint8Array | null {
  const { files } = system;
  try {
    const found = findForReading(system, path);
    const { kind, sizeBytes } = found.status ?? files.status(found.path);
    if (kind !== "file") return null;
    return files.readFile(found.path, Math.min(sizeBytes, GUESS_BYTES), found.status);
  } catch {
    return null;
  }
}
