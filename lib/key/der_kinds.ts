import { startsWith } from "./byte_patterns.ts";
import type { ContainerKind } from "./container_kind_types.ts";
import { redirectedToKey } from "./finding.ts";

const REMEDY =
  "no decoding makes a key of it, and certificates and public keys are known to others; copy the key from a " +
  "good node";

/** The first byte of a length of one to four bytes, or of an indefinite one (X.690, section 8.1.3). */
const LONG_FORMS = [0x80, 0x81, 0x82, 0x83, 0x84];

/** The length that stands at `offset`, infinite where an end is marked instead, and where what it counts begins. */
function lengthAt(
  bytes: Uint8Array,
  offset: number,
): { readonly sizeBytes: number; readonly start: number } {
  const first = bytes[offset];
  const start = offset + 1;
  if (first < 0x80) return { sizeBytes: first, start };
  if (first === 0x80) return { sizeBytes: Infinity, start };
  if (!LONG_FORMS.includes(first)) return { sizeBytes: -1, start };
  const digits = bytes.subarray(start, start + first - 0x80);
  return {
    sizeBytes: digits.reduce((sum, digit) => sum * 256 + digit, 0),
    start: start + digits.length,
  };
}

/**
 * A sequence as long as the rest of the file, in one of five forms, 256^-2 x 1.004. Its first element is another one
 * (certificates), an integer (keys, PKCS #12), or the status of an OCSP response, 256^-3.
 */
const WHOLE: ContainerKind = {
  code: "der",
  what: "DER, as certificates and their keys have it",
  remedy: REMEDY,
  chance: 256 ** -3 * 2.1,
  matches: (bytes) => {
    const { sizeBytes, start } = lengthAt(bytes, 1);
    return bytes[0] === 0x30 && sizeBytes === bytes.length - start &&
      ([0x30, 0x02].includes(bytes[start]) || isResponseStatus(bytes, start));
  },
};

/** Of what may stand first: a bound for the sum of 10 x 256^-3 + 85 x 256^-6, 17 x 256^-4, 256^-3, 9 x 256^-4, 256^-4. */
const KNOWN_START_CHANCE = 12 * 256 ** -3;

/**
 * The start of DER whose end is missing: a sequence longer than the file, in which a known element stands first. Its
 * tag and the form of its length have a chance of 5 x 256^-2.
 */
const CUT: ContainerKind = {
  code: "der",
  what: "the start of DER, as certificates and public keys have it",
  remedy: REMEDY,
  chance: 5 * 256 ** -2 * KNOWN_START_CHANCE,
  matches: (bytes) => {
    if (bytes[0] !== 0x30 || !LONG_FORMS.includes(bytes[1])) return false;
    const { sizeBytes, start } = lengthAt(bytes, 1);
    return sizeBytes > bytes.length - start &&
      isKnownStart(bytes, start, sizeBytes);
  },
};

/** Of a private RSA key of three primes; certificates have three. */
const MAX_ELEMENTS = 10;

/**
 * A whole structure with something behind it: a line feed, another structure. Its tag has a chance of 256^-1, what
 * stands first is as in {@linkcode CUT}, and one of ten elements ends where the sequence does with 10 x 1.004 / 256.
 */
const FOLLOWED: ContainerKind = {
  code: "der",
  what: "DER, as certificates and their keys have it, with something behind it",
  remedy: REMEDY,
  chance: 256 ** -1 * KNOWN_START_CHANCE * 11 / 256,
  matches: (bytes) => {
    const { sizeBytes, start } = lengthAt(bytes, 1);
    return bytes[0] === 0x30 && sizeBytes < bytes.length - start &&
      isKnownStart(bytes, start, sizeBytes) && isFilled(bytes, start, start + sizeBytes);
  },
};

/** What stands first in a sequence of `within` bytes. */
function isKnownStart(bytes: Uint8Array, start: number, within: number): boolean {
  return isCertificateBody(bytes, start, within) || isAlgorithm(bytes, start) ||
    isModulus(bytes, start, within) || isVersion(bytes, start) || isResponseStatus(bytes, start);
}

/** Whether elements follow one another to the end. */
function isFilled(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start, elements = 0; at <= end && elements <= MAX_ELEMENTS; elements++) {
    if (at === end) return true;
    const content = lengthAt(bytes, at + 1);
    if (content.sizeBytes < 0) return false;
    at = content.start + content.sizeBytes;
  }
  return false;
}

/**
 * RFC 5280, section 4.1: a shorter sequence, with an explicit version, a serial number, or (section 5.1, lists without a
 * version) an algorithm in front.
 */
function isCertificateBody(bytes: Uint8Array, at: number, within: number): boolean {
  const { sizeBytes, start } = lengthAt(bytes, at + 1);
  return bytes[at] === 0x30 && LONG_FORMS.includes(bytes[at + 1]) &&
    (sizeBytes < within || sizeBytes === Infinity) &&
    ([0xa0, 0x02].includes(bytes[start]) || isAlgorithm(bytes, start));
}

/** RFC 6960, section 4.2.1: the status of a response that has bytes; those of errors are shorter than any key. */
function isResponseStatus(bytes: Uint8Array, at: number): boolean {
  return startsWith(bytes, [0x0a, 0x01, 0x00, 0xa0], at);
}

/** What identifiers of algorithms begin with: 1.2, 1.3, and 2.16.840 (ML-KEM, ML-DSA, SLH-DSA). */
const ALGORITHM_ARCS = [[0x2a], [0x2b], [0x60, 0x86, 0x48]];

/**
 * RFC 5280, section 4.1.2.7: the algorithm of a public key, or of an encrypted private one (RFC 5958). Its length is
 * below 128, but for DSA, which has its parameters there.
 */
function isAlgorithm(bytes: Uint8Array, at: number): boolean {
  const { start } = lengthAt(bytes, at + 1);
  return bytes[at] === 0x30 && bytes[start] === 0x06 && bytes[start + 1] >= 3 &&
    bytes[start + 1] <= 10 && ALGORITHM_ARCS.some((arc) => startsWith(bytes, arc, start + 2));
}

/** RFC 8017, appendix A.1.1: the modulus of an RSA key, a positive number whose top bit is 1. */
function isModulus(bytes: Uint8Array, at: number, within: number): boolean {
  const { sizeBytes, start } = lengthAt(bytes, at + 1);
  return bytes[at] === 0x02 && [0x81, 0x82].includes(bytes[at + 1]) && sizeBytes < within &&
    bytes[start] === 0 && bytes[start + 1] >= 0x80;
}

/** Private keys (RFC 5915, RFC 5958, RFC 8017) and PKCS #12 (RFC 7292): a version, then what they hold. */
function isVersion(bytes: Uint8Array, at: number): boolean {
  return startsWith(bytes, [0x02, 0x01], at) && [0, 1, 3].includes(bytes[at + 2]) &&
    [0x02, 0x04, 0x30].includes(bytes[at + 3]);
}

/** Identifiers of CMS: below 1.2.840.113549.1.7 (RFC 5652), and below 1.2.840.113549.1.9.16.1 (RFC 5083 and others). */
const CMS_CONTENTS = [
  [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07],
  [0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01],
];

/** CMS (RFC 5652, section 3): a sequence of any length form that starts with such an identifier. */
const CMS: ContainerKind = {
  code: "cms",
  what: "CMS, as openssl cms, smime and bundles of certificates (p7b) have it",
  remedy: `where it holds a key, decrypt it: ${
    redirectedToKey("openssl cms -decrypt -inform DER -inkey IDENTITY -in FILE")
  }; else copy the key itself, as raw bytes, from a good node`,
  chance: 256 ** -10,
  matches: (bytes) =>
    bytes[0] === 0x30 &&
    [2, 3, 4, 5, 6].some((offset) =>
      CMS_CONTENTS.some((content) => startsWith(bytes, content, offset))
    ),
};

/** What DER (X.690) is known by, from the most particular to the least. */
export const DER_KINDS: readonly ContainerKind[] = [CMS, WHOLE, CUT, FOLLOWED];
