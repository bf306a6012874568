import { EXIT, Failure } from "../failure.ts";

/** Where corosync looks for its key when nothing says otherwise. */
export const DEFAULT_KEY_FILE = "/etc/corosync/authkey";

/** What corosync 3.x takes: shorter is refused (it exits 8), longer is silently cut. */
export const KEY_SIZE_BYTES = { least: 128, most: 4096, usual: 128 } as const;

/**
 * The key size in bytes from text, with strtoll's idea of a decimal number: white space and a sign may
 * come first, nothing may follow ("0200" is 200, "0x100" is refused).
 *
 * @throws Failure (exit 1, upstream's words and blank line) outside 128 to 4096.
 */
export function parseKeySize(text: string): number {
  const bytes = /^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(text) ? Number(text) : NaN;
  if (bytes >= KEY_SIZE_BYTES.least && bytes <= KEY_SIZE_BYTES.most) return bytes;
  const { least, most } = KEY_SIZE_BYTES;
  throw new Failure(EXIT.usageOrSource, `Unsupported key size (supported <${least},${most}>)\n`);
}
