import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { characterSize, isAsciiText, isText, NEWLINE, textPrefixLength } from "./byte_patterns.ts";
import { damageFinding, type Finding, isUsualLength, USUAL_STEP_BYTES } from "./finding.ts";
import { ASCII_SHARE, TEXT_SHARE } from "./foreign_findings.ts";

/** Text at one end of a key, and how probable so much of it is at that end of a random key. */
export interface TextAtAnEnd {
  readonly sizeBytes: number;
  readonly chance: number;
}

/**
 * So much text is no chance at any length: 16 bytes of ASCII or 24 of UTF-8. {@linkcode TEXT_SHARE} bounds the chance
 * of text that covers 24 bytes, also where a character of it reaches over them by up to three bytes: the sum over its
 * first character holds as well where that is longer than what is left.
 */
export const MIN_ASCII_BYTES = 16;
const MIN_TEXT_BYTES = 24;

/** Text in front of a key, or null. */
export function textAtStart(key: Uint8Array): TextAtAnEnd | null {
  const text = textPrefixLength(key);
  const helped = textWithUsualRest(key, text, (size) => key.subarray(0, size));
  if (helped !== null) return helped;
  const ascii = key.findIndex((byte) => !isAsciiText(byte));
  if (ascii >= MIN_ASCII_BYTES) return { sizeBytes: ascii, chance: ASCII_SHARE ** MIN_ASCII_BYTES };
  if (text < MIN_TEXT_BYTES) return null;
  return { sizeBytes: text, chance: TEXT_SHARE ** MIN_TEXT_BYTES };
}

/** Text behind a key, or null. */
export function textAtEnd(key: Uint8Array): TextAtAnEnd | null {
  const start = key.findLastIndex((byte) => byte < 0x80 && !isAsciiText(byte)) + 1;
  const helped = textWithUsualRest(
    key,
    key.length - start,
    (size) => key.subarray(key.length - size),
  );
  if (helped !== null) return helped;
  const ascii = key.length - 1 - key.findLastIndex((byte) => !isAsciiText(byte));
  const behind = behindKey(key, ascii);
  if (behind >= MIN_ASCII_BYTES) {
    return { sizeBytes: behind, chance: ASCII_SHARE ** MIN_ASCII_BYTES };
  }
  for (let size = key.length - start; behindKey(key, size) >= MIN_TEXT_BYTES; size--) {
    if (isText(key.subarray(key.length - size))) {
      return { sizeBytes: behindKey(key, size), chance: TEXT_SHARE ** MIN_TEXT_BYTES };
    }
  }
  return null;
}

/** Of text that ends a file, what is not of the key: the last bytes of one of the greatest length may be text too. */
function behindKey(key: Uint8Array, textBytes: number): number {
  const added = key.length - MAX_KEY_BYTES;
  const isOfKey = textBytes > added && textBytes - added < MIN_ASCII_BYTES;
  return isOfKey ? added : textBytes;
}

/**
 * The longest text whose taking away leaves a usual length. It has to end a line, which leaves one random byte
 * in 256, or to be long enough without that.
 */
function textWithUsualRest(
  key: Uint8Array,
  most: number,
  take: (sizeBytes: number) => Uint8Array,
): TextAtAnEnd | null {
  if (isUsualLength(key.length)) return null;
  let found: TextAtAnEnd | null = null;
  for (
    let size = key.length % USUAL_STEP_BYTES;
    isUsualLength(key.length - size);
    size += USUAL_STEP_BYTES
  ) {
    if (size > most) break;
    const text = take(size);
    if (!isText(text)) continue;
    const share = text.every(isAsciiText) ? ASCII_SHARE : TEXT_SHARE;
    const endsLine = text[size - 1] === NEWLINE;
    if (!endsLine && size < MIN_ASCII_BYTES) continue;
    const chance = endsLine ? share ** (size - 1) / 256 : share ** size;
    found = { sizeBytes: size, chance };
  }
  return found;
}

/**
 * The least lengths, in bytes and of UTF-16 in characters, of which a good key of 4,096 bytes holds so much text
 * anywhere with a chance of at most that of the 16 bytes of ASCII that are told at an end, (100 / 256)^16 = 3.0e-7, and
 * that chance, rounded up; shorter keys have it less often. `scripts/constants/text_inside.ts` derives them: of ASCII
 * from the exact distribution of the longest run, of UTF-8 as the sum over all places, of UTF-16 as the sum over both
 * orders and both places of its first byte.
 */
export const TEXT_INSIDE = {
  ascii: { least: 25, chance: 1.6e-7 },
  utf8: { least: 31, chance: 2.7e-7 },
  utf16: { least: 4, chance: 4.5e-8 },
} as const;

/**
 * Text that was written over a key, or into it, in the bytes that corosync reads. At most one finding, and none of
 * what is too short for a key.
 */
export function textInsideFindings(bytes: Uint8Array): Finding[] {
  if (bytes.length < MIN_KEY_BYTES) return [];
  const key = bytes.subarray(0, MAX_KEY_BYTES);
  const { ascii, utf8, utf16 } = TEXT_INSIDE;
  const found = (sizeBytes: number, what: string, chance: number) => [
    damageFinding(
      "text-inside",
      chance,
      `${sizeBytes} bytes in a row inside the key are ${what}: it was written over the key or into it`,
    ),
  ];
  const asciiBytes = longestText(key, (at) => isAsciiText(key[at]) ? 1 : 0);
  if (asciiBytes >= ascii.least) return found(asciiBytes, "text", ascii.chance);
  const utf8Bytes = longestText(key, (at) => characterSize(key, at));
  if (utf8Bytes >= utf8.least) return found(utf8Bytes, "text", utf8.chance);
  const utf16Bytes = Math.max(
    longestText(key, (at) => isAsciiText(key[at]) && key[at + 1] === 0 ? 2 : 0),
    longestText(key, (at) => key[at] === 0 && isAsciiText(key[at + 1]) ? 2 : 0),
  );
  return utf16Bytes < 2 * utf16.least ? [] : found(utf16Bytes, "UTF-16 text", utf16.chance);
}

/** The longest sequence of characters in bytes, wherever it begins; a size of 0 is no character. */
function longestText(key: Uint8Array, sizeAt: (index: number) => number): number {
  let longest = 0;
  let run = 0;
  for (let at = 0; at < key.length;) {
    const size = sizeAt(at);
    run = size === 0 ? 0 : run + size;
    longest = Math.max(longest, run);
    at += Math.max(size, 1);
  }
  return longest;
}
