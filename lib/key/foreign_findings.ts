import { MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { BYTE_ORDER_MARK, isAsciiText, isText, startsWith } from "./byte_patterns.ts";
import { CONTAINER_KINDS } from "./container_kinds.ts";
import { type Finding, INTO_A_FILE, MAKE_KEY } from "./finding.ts";
import { textKind } from "./text_kinds.ts";

/**
 * How probable it is that a random byte, after text, goes on with text: 100 of 256 values of ASCII. See
 * {@linkcode TEXT_SHARE} for UTF-8.
 */
export const ASCII_SHARE = 100 / 256;

/**
 * A bound for all of UTF-8: n random bytes are text with a probability of at most 0.471^n, since the sum of
 * p / 0.471^length over characters of one to four bytes, p = 100/2^8, 1888/2^16, 61440/2^24 and 2^20/2^32,
 * is below 1.
 */
export const TEXT_SHARE = 0.471;

/** Share of a file from which on it is text. */
export const MIN_CHARACTER_SHARE = 0.75;

/**
 * Random bytes reach that share with at most this probability: 96 and more of 128 bytes with 1.57e-16, each text with
 * {@linkcode ASCII_SHARE}, rounded up; longer keys less often.
 */
export const MAX_MOSTLY_TEXT_CHANCE = 1e-15;

/**
 * What shows that this file is another one, put or left in the place of a key: a container that has to be
 * opened first, a text, a file of another program. At most one finding.
 *
 * @param called what the bytes are: a file, or a value of corosync.conf
 */
export function foreignFindings(
  bytes: Uint8Array,
  sizeBytes: number,
  called: "file" | "value" = "file",
): Finding[] {
  const finding = (code: string, what: string, remedy: string, chance: number): Finding[] => {
    const short = sizeBytes < MIN_KEY_BYTES
      ? `, and shorter than the ${MIN_KEY_BYTES} bytes that corosync wants`
      : "";
    const reason = `the ${called} is ${what}${short}`;
    const finding: Finding = { code, kind: "foreign", severity: "refusal", reason, remedy };
    // No good key is as short, so that nothing is to be said about good keys of that length.
    return [sizeBytes < MIN_KEY_BYTES ? finding : { ...finding, chance }];
  };
  const container = CONTAINER_KINDS.find((kind) => kind.matches(bytes));
  if (container !== undefined) {
    const { code, what, remedy, chance } = container;
    return finding(code, what, remedy, chance);
  }
  const text = withoutMarks(bytes);
  if (isText(text)) {
    const { code, what, remedy, encodedBytes } = textKind(new TextDecoder().decode(text));
    if (called === "value" && encodedBytes !== undefined) {
      // Written as it must be there: it is as hard to guess as the bytes that it was made of.
      return [{
        code,
        kind: "secrecy",
        severity: "warning",
        reason:
          `the value is ${what}, and corosync takes its characters for the key and decodes nothing`,
        remedy: INTO_A_FILE,
      }];
    }
    return finding(code, what, remedy, TEXT_SHARE ** text.length);
  }
  return [];
}

/**
 * Text with a few bytes in it that are none: a passphrase with a control character, a page in another
 * encoding. Asked last, since a damaged key has more particular signs.
 */
export function mostlyTextFinding(bytes: Uint8Array): Finding[] {
  const characters = bytes.reduce((sum, byte) => sum + (isAsciiText(byte) ? 1 : 0), 0);
  if (bytes.length < MIN_KEY_BYTES || characters < bytes.length * MIN_CHARACTER_SHARE) {
    return [];
  }
  return [{
    code: "mostly-text",
    kind: "foreign",
    severity: "refusal",
    reason: `${characters} of ${bytes.length} bytes are text, of a key about four in ten are: ` +
      "the file is text with something in it, and easier to guess than its length says",
    remedy: "copy the key itself, as raw bytes, from a good node, " +
      `or make one with ${MAKE_KEY}`,
    chance: MAX_MOSTLY_TEXT_CHANCE,
  }];
}

/** Without a mark in front and without the zero byte with which a string of corosync.conf counts. */
function withoutMarks(bytes: Uint8Array): Uint8Array {
  const start = startsWith(bytes, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  return bytes.subarray(start, bytes.at(-1) === 0 ? -1 : undefined);
}
