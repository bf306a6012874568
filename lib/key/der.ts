import { startsWith } from "./byte_patterns.ts";

/*
 * What ASN.1 writes first: certificates and keys in DER, and CMS, of which BER will do.
 */

/** Tags of X.690 and X.680. */
const SEQUENCE = 0x30, INTEGER = 0x02, OCTET_STRING = 0x04, OBJECT_IDENTIFIER = 0x06;

/** How probable it is that a random key looks so: the sum of both ways, which are derived below. */
export const DER_CHANCE = 2.01 * 256 ** -3 + 1.6 * 256 ** -4;

/** Whether bytes are DER (X.690) as certificates and keys have it: whole, or by how they begin. */
export function isDer(bytes: Uint8Array): boolean {
  const content = contentAt(bytes, 0);
  return bytes[0] === SEQUENCE && content !== null &&
    (isWhole(bytes, content) || isKnownStart(bytes, content.start));
}

/** The first byte of a length that is not told. */
const INDEFINITE = 0x80;

const MAX_LENGTH_BYTES = 3;

interface Content {
  readonly start: number;
  readonly sizeBytes: number;
}

/** The content of the element at `offset`, whose length has at most three bytes: that of a long chain, or of what is signed. */
function contentAt(bytes: Uint8Array, offset: number): Content | null {
  const first = bytes[offset + 1];
  if (first < 0x80) return { start: offset + 2, sizeBytes: first };
  const lengthBytes = first - 0x80;
  if (lengthBytes < 1 || lengthBytes > MAX_LENGTH_BYTES) return null;
  const start = offset + 2 + lengthBytes;
  const sizeBytes = bytes.subarray(offset + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return { start, sizeBytes };
}

/**
 * A sequence as long as the file: its tag, and its length in one of four forms, 256^-2 x 1.004. Its first element is
 * another one or an integer, 2 / 256.
 */
function isWhole(bytes: Uint8Array, { start, sizeBytes }: Content): boolean {
  return start + sizeBytes === bytes.length && [SEQUENCE, INTEGER].includes(bytes[start]);
}

/**
 * The start of a longer sequence, of which the end may be missing or something may stand behind it: the tag and three forms
 * of a length, 3 x 256^-2, and the first element. That is a certificate's with a version or a serial number (RFC 5280,
 * section 4.1), 6 x 256^-3; an algorithm (section 4.1.2.7), 256^-2 / 2; the modulus of RSA (RFC 8017, appendix A.1.1),
 * 1.5 x 256^-3; or a version (RFC 5915, RFC 5958, RFC 7292, RFC 8017), 9 x 256^-4.
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

/** What CMS holds, as far as commands differ for it. */
export type CmsContent = "enveloped" | "encrypted" | "signed" | "other";

/** Identifiers of contents: of PKCS #7, whose last byte says which, and with authenticated encryption (RFC 5083). */
const PKCS = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
const PKCS7 = [OBJECT_IDENTIFIER, 9, ...PKCS, 7];
const AUTHENTICATED = [OBJECT_IDENTIFIER, 11, ...PKCS, 9, 16, 1, 23];

/** RFC 5652, sections 5.1, 6.1 and 8. */
const CMS_CONTENTS: Readonly<Record<number, CmsContent>> = {
  2: "signed",
  3: "enveloped",
  6: "encrypted",
};

/** A tag, one of 132 first bytes of a length, and an identifier of 10 bytes at least. */
export const CMS_CHANCE = 132 * 256 ** -12;

/**
 * What CMS the bytes start as (RFC 5652, section 3): a sequence that begins with the identifier of its content, its length
 * told or not. Null of anything else.
 */
export function cmsContent(bytes: Uint8Array): CmsContent | null {
  if (bytes[0] !== SEQUENCE) return null;
  const start = bytes[1] === INDEFINITE ? 2 : contentAt(bytes, 0)?.start;
  if (start === undefined) return null;
  if (startsWith(bytes, AUTHENTICATED, start)) return "enveloped";
  return startsWith(bytes, PKCS7, start)
    ? CMS_CONTENTS[bytes[start + PKCS7.length]] ?? "other"
    : null;
}
