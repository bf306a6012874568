import { MAX_KEY_BYTES } from "../corosync/key_file.ts";
import { isAsciiText, isText, textPrefixLength } from "./byte_patterns.ts";
import { isUsualLength, USUAL_STEP_BYTES } from "./finding.ts";
import { ASCII_SHARE, TEXT_SHARE } from "./foreign_findings.ts";

const NEWLINE = 0x0a;

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
  if (ascii >= MIN_ASCII_BYTES) {
    return { sizeBytes: behindKey(key, ascii), chance: ASCII_SHARE ** MIN_ASCII_BYTES };
  }
  for (let size = key.length - start; size >= MIN_TEXT_BYTES; size--) {
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
  return isOfKey && added >= MIN_ASCII_BYTES ? added : textBytes;
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
