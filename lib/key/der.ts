import { startsWith } from "./byte_patterns.ts";

/** Tags of X.690 and X.680. */
const SEQUENCE = 0x30, INTEGER = 0x02, OCTET_STRING = 0x04, OBJECT_IDENTIFIER = 0x06;

/** How probable it is that a random key looks so: the sum of both ways, which are derived below. */
export const DER_CHANCE = 2.01 * 256 ** -3 + 1.1 * 256 ** -4;

/** Whether bytes are DER (X.690) as certificates and keys have it: whole, or by how they begin. */
export function isDer(bytes: Uint8Array): boolean {
  const content = contentAt(bytes, 0);
  return bytes[0] === SEQUENCE && content !== null &&
    (isWhole(bytes, content) || isKnownStart(bytes, content.start));
}

interface Content {
  readonly start: number;
  readonly sizeBytes: number;
}

/** The content of the element at `offset`, whose length has at most two bytes, as that of all keys has. */
function contentAt(bytes: Uint8Array, offset: number): Content | null {
  const first = bytes[offset + 1];
  const start = offset + 2;
  if (first < 0x80) return { start, sizeBytes: first };
  if (first === 0x81) return { start: start + 1, sizeBytes: bytes[start] };
  if (first !== 0x82) return null;
  return { start: start + 2, sizeBytes: bytes[start] * 256 + bytes[start + 1] };
}

/**
 * A sequence as long as the file: its tag, and its length in one of three forms, 256^-2 x 1.004. Its first element is
 * another one or an integer, 2 / 256.
 */
function isWhole(bytes: Uint8Array, { start, sizeBytes }: Content): boolean {
  return start + sizeBytes === bytes.length && [SEQUENCE, INTEGER].includes(bytes[start]);
}

/**
 * The start of a longer sequence, of which the end may be missing or something may stand behind it: the tag and two forms
 * of a length, 2 x 256^-2, and the first element. That is a certificate's with a version or a serial number (RFC 5280,
 * section 4.1), 4 x 256^-3; an algorithm (section 4.1.2.7), 256^-2 / 2; the modulus of RSA (RFC 8017, appendix A.1.1),
 * 256^-3; or a version (RFC 5915, RFC 5958, RFC 7292, RFC 8017), 9 x 256^-4.
 */
function isKnownStart(bytes: Uint8Array, at: number): boolean {
  if (bytes[1] < 0x80) return false;
  const content = contentAt(bytes, at);
  if (content === null) return false;
  const { start } = content;
  const isLong = bytes[at + 1] >= 0x80;
  if (bytes[at] === SEQUENCE) {
    return isLong ? [0xa0, INTEGER].includes(bytes[start]) : bytes[start] === OBJECT_IDENTIFIER;
  }
  if (bytes[at] !== INTEGER) return false;
  if (isLong) return bytes[start] === 0 && bytes[start + 1] >= 0x80;
  return startsWith(bytes, [1], at + 1) && [0, 1, 3].includes(bytes[start]) &&
    [INTEGER, OCTET_STRING, SEQUENCE].includes(bytes[start + 1]);
}
