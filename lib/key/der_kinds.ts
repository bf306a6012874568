import { startsWith } from "./byte_patterns.ts";
import type { ContainerKind } from "./container_kind.ts";
import { redirectedToKey } from "./key_commands.ts";

const REMEDY =
  "no decoding makes a key of it, and certificates and public keys are known to others; copy the key from a " +
  "good node";

/** The length that stands at `offset`, in one to four bytes, and where what it counts begins (X.690, section 8.1.3). */
function lengthAt(
  bytes: Uint8Array,
  offset: number,
): { readonly sizeBytes: number; readonly start: number } {
  const first = bytes[offset];
  if (first === 0x83) {
    const sizeBytes = bytes[offset + 1] * 65_536 + bytes[offset + 2] * 256 + bytes[offset + 3];
    return { sizeBytes, start: offset + 4 };
  }
  if (first === 0x82) {
    return { sizeBytes: bytes[offset + 1] * 256 + bytes[offset + 2], start: offset + 3 };
  }
  if (first === 0x81) return { sizeBytes: bytes[offset + 1], start: offset + 2 };
  return { sizeBytes: first < 0x80 ? first : -1, start: offset + 1 };
}

/** A sequence as long as the rest of the file, whose first element is another one (certificates) or an integer (keys, PKCS #12). */
const WHOLE: ContainerKind = {
  code: "der",
  what: "DER, as certificates and their keys have it",
  remedy: REMEDY,
  chance: 256 ** -3 * 2,
  matches: (bytes) => {
    const { sizeBytes, start } = lengthAt(bytes, 1);
    return bytes[0] === 0x30 && sizeBytes === bytes.length - start &&
      [0x30, 0x02].includes(bytes[start]);
  },
};

/**
 * The start of DER whose end is missing, or behind which more stands, such as a line end or a second one: a sequence
 * of any length in which one of four things stands first. Its tag and the form of its length have a chance of
 * 3 x 256^-2; then a certificate's body 6 x 256^-3, an algorithm 17 x 256^-4, a modulus 256^-3, and a version
 * 9 x 256^-4.
 */
const CUT: ContainerKind = {
  code: "der",
  what: "the start of DER, as certificates and public keys have it",
  remedy: REMEDY,
  chance: 3 * 256 ** -2 * 8 * 256 ** -3,
  matches: (bytes) => {
    if (bytes[0] !== 0x30 || ![0x81, 0x82, 0x83].includes(bytes[1])) return false;
    const { sizeBytes, start } = lengthAt(bytes, 1);
    return isCertificateBody(bytes, start, sizeBytes) || isAlgorithm(bytes, start) ||
      isModulus(bytes, start, sizeBytes) || isVersion(bytes, start);
  },
};

/** RFC 5280, section 4.1: a shorter sequence, with an explicit version or a serial number in front. */
function isCertificateBody(bytes: Uint8Array, at: number, within: number): boolean {
  const { sizeBytes, start } = lengthAt(bytes, at + 1);
  return bytes[at] === 0x30 && [0x81, 0x82, 0x83].includes(bytes[at + 1]) && sizeBytes < within &&
    [0xa0, 0x02].includes(bytes[start]);
}

/**
 * RFC 5280, section 4.1.2.7: the algorithm of a public key, or of an encrypted private one (RFC 5958), by an
 * identifier below 1.2, 1.3 or 2.16.840 (ML-DSA, ML-KEM and SLH-DSA of NIST). Its length is below 128, but for DSA,
 * which has its parameters there.
 */
function isAlgorithm(bytes: Uint8Array, at: number): boolean {
  const { start } = lengthAt(bytes, at + 1);
  return bytes[at] === 0x30 && bytes[start] === 0x06 && bytes[start + 1] >= 3 &&
    bytes[start + 1] <= 10 &&
    ([0x2a, 0x2b].includes(bytes[start + 2]) || startsWith(bytes, [0x60, 0x86, 0x48], start + 2));
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

/** 1.2.840.113549.1.7 and one arc more (RFC 5652), and 1.2.840.113549.1.9.16.1.23 (RFC 5083), which --aes-128-gcm makes. */
const CMS_IDENTIFIERS = [
  [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07],
  [0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17],
];

/** CMS (RFC 5652, section 3): a sequence of any length form that starts with one of its identifiers. */
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
      CMS_IDENTIFIERS.some((identifier) => startsWith(bytes, identifier, offset))
    ),
};

/** What DER (X.690) is known by, from the most particular to the least. */
export const DER_KINDS: readonly ContainerKind[] = [CMS, WHOLE, CUT];
