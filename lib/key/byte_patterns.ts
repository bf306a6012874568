/**
 * Questions about bytes that recognising files and damaged copies asks. None of them makes a string of
 * what may be a key: a string could not be overwritten.
 */

/** U+FEFF in UTF-8. */
export const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

export const NEWLINE = 0x0a;

/** Whether `pattern` stands at `offset`. */
export function startsWith(bytes: Uint8Array, pattern: readonly number[], offset = 0): boolean {
  return pattern.every((byte, index) => bytes[offset + index] === byte);
}

/** Whether the bytes end with `pattern`. */
export function endsWith(bytes: Uint8Array, pattern: readonly number[]): boolean {
  return bytes.length >= pattern.length &&
    startsWith(bytes, pattern, bytes.length - pattern.length);
}

/** How often `pattern` occurs; for patterns that cannot overlap with themselves. */
export function count(bytes: Uint8Array, pattern: readonly number[]): number {
  let found = 0;
  for (
    let start = bytes.indexOf(pattern[0]);
    start >= 0;
    start = bytes.indexOf(pattern[0], start + 1)
  ) {
    if (startsWith(bytes, pattern, start)) found++;
  }
  return found;
}

/** How many zero bytes stand at the start. */
export function zerosAtStart(bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => byte !== 0);
  return end < 0 ? bytes.length : end;
}

/** How many zero bytes stand at the end. */
export function zerosAtEnd(bytes: Uint8Array): number {
  return bytes.length - 1 - bytes.findLastIndex((byte) => byte !== 0);
}

/** The most zero bytes in a row. */
export function longestRunOfZeros(bytes: Uint8Array): number {
  let longest = 0;
  let run = 0;
  for (const byte of bytes) {
    run = byte === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Printable ASCII, tab, newline, carriage return, and the escape and bell of terminals: 100 values. */
export function isAsciiText(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d ||
    byte === 0x1b || byte === 0x07;
}

/** How many bytes at the start are text: ASCII as above and whole UTF-8 characters that are no controls. */
export function textPrefixLength(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const size = characterSize(bytes, index);
    if (size === 0) break;
    index += size;
  }
  return index;
}

/** Whether all of it is text in that sense. Nothing is no text. */
export function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && textPrefixLength(bytes) === bytes.length;
}

/** The size of the character at `index`, or 0 where none is (RFC 3629, section 4; no C1 controls). */
export function characterSize(bytes: Uint8Array, index: number): number {
  const first = bytes[index];
  if (first < 0x80) return isAsciiText(first) ? 1 : 0;
  const size = first >= 0xc2 && first <= 0xdf
    ? 2
    : first >= 0xe0 && first <= 0xef
    ? 3
    : first >= 0xf0 && first <= 0xf4
    ? 4
    : 0;
  if (size === 0 || index + size > bytes.length) return 0;
  const second = bytes[index + 1];
  const least = first === 0xe0 || first === 0xc2 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let offset = 2; offset < size; offset++) {
    if ((bytes[index + offset] & 0xc0) !== 0x80) return 0;
  }
  return size;
}
