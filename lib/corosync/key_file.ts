import { EXIT, Failure } from "../failure.ts";
import type { System } from "../system/types.ts";

/** Where corosync looks for its key when nothing says otherwise. */
export const DEFAULT_KEY_FILE = "/etc/corosync/authkey";

/** corosync 3.x exits 8 with a shorter key. */
export const MIN_KEY_BYTES = 128;
/** corosync 3.x reads at most this much of the file and drops the rest without a word. */
export const MAX_KEY_BYTES = 4096;
/** corosync 1.x and 2.x read exactly this much of the file. */
export const BYTES_READ_BY_COROSYNC_2 = 128;
/** As in the man page of upstream. */
export const DEFAULT_KEY_BYTES = 128;

/**
 * The key size in bytes from text, with strtoll's idea of a decimal number: white space and a sign may
 * come first, nothing may follow ("0200" is 200, "0x100" is refused).
 *
 * @throws Failure (exit 1, upstream's words and blank line, the value in the hint) outside 128 to 4096.
 */
export function parseKeySize(text: string): number {
  const bytes = /^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(text) ? Number(text) : NaN;
  if (bytes >= MIN_KEY_BYTES && bytes <= MAX_KEY_BYTES) return bytes;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported key size (supported <${MIN_KEY_BYTES},${MAX_KEY_BYTES}>)\n`,
    `'${text}' was given; pcs insists on 256`,
    { value: text },
  );
}

/**
 * A path that an environment variable names; undefined where it is unset or empty.
 *
 * @throws Failure when it is not UTF-8, since it would be taken for another name.
 */
export function environmentPath(
  system: System,
  variable: string,
  exitCode: number,
): string | undefined {
  const path = system.environment(variable);
  if (path?.includes("\uFFFD")) {
    const message = `Environment variable ${variable} is not valid UTF-8`;
    throw new Failure(exitCode, message, undefined, { code: "not-utf-8" });
  }
  return path || undefined;
}
