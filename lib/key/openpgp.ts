import { startsWith } from "./byte_patterns.ts";

/*
 * What OpenPGP (RFC 9580) writes first. A message or a keyring that is public makes a key that looks good and is known to
 * others, so that each is known by more than its tag.
 */

/** Encrypted data (9, 18 and 20) or another session key (1 and 3), in the old form and the new. */
const NEXT_TAGS = [0xa4, 0xa5, 0xa6, 0xa7, 0xc9, 0xd2, 0xd4, 0x84, 0x85, 0x8c, 0xc1, 0xc3];

function isNextPacket(tag: number | undefined): boolean {
  return tag !== undefined && NEXT_TAGS.includes(tag);
}

/**
 * Three tags, a version, 6 algorithms and 12 tags of the next packet; with a passphrase 2 tags, a version, 13 ciphers, 4
 * specifiers and as many next tags. Of RSA without a next packet 2 algorithms and a size. Of the newer versions, with a
 * passphrase 2 of them and 3 modes besides, and to a key 3 ways to tell which.
 */
export const MESSAGE_CHANCE = (3 * 6 * 12) / 256 ** 4 +
  (2 * 13 * 4 * 12 + 2 + 3 * 6 * 12) / 256 ** 5 +
  (2 * 2 * 13 * 3 * 4 * 12 + 3 * 6 * 12 * 2) / 256 ** 6;

/** Section 5: encrypted to a public key or with a passphrase, the encrypted data next. */
export function isOpenPgpMessage(bytes: Uint8Array): boolean {
  const [tag, length] = bytes;
  if (tag === 0x8c || tag === 0xc3) return isForPassphrase(bytes, 2, length);
  if (tag === 0x85) return isForKey(bytes, 3, length * 256 + bytes[2]);
  return (tag === 0x84 || tag === 0xc1) && isForKey(bytes, 2, length);
}

/**
 * Section 5.3: an assigned cipher and string-to-key specifier, between them the mode of authenticated encryption from
 * version 5 on, which GnuPG writes, and lengths in version 6.
 */
function isForPassphrase(bytes: Uint8Array, start: number, sizeBytes: number): boolean {
  const version = bytes[start];
  const cipher = start + (version === 6 ? 2 : 1);
  const specifier = cipher + (version === 6 ? 3 : version === 5 ? 2 : 1);
  return version >= 4 && version <= 6 && bytes[cipher] >= 1 && bytes[cipher] <= 13 &&
    (version === 4 || bytes[cipher + 1] >= 1 && bytes[cipher + 1] <= 3) &&
    [0, 1, 3, 4].includes(bytes[specifier]) && isNextPacket(bytes[start + sizeBytes]);
}

/**
 * Section 5.1: an assigned algorithm behind what tells the key: of 8 bytes in version 3, in version 6 a fingerprint with
 * its version, or nothing.
 */
function isForKey(bytes: Uint8Array, start: number, sizeBytes: number): boolean {
  const version = bytes[start];
  const algorithm = start + (version === 3 ? 9 : 2 + bytes[start + 1]);
  const tellsKey = version === 3 || version === 6 &&
      [[0], [21, 4], [33, 6]].some((told) => startsWith(bytes, told, start + 1));
  return tellsKey && [1, 2, 16, 18, 25, 26].includes(bytes[algorithm]) &&
    (isNextPacket(bytes[start + sizeBytes]) ||
      version === 3 && isCutAfterRsa(bytes, start, sizeBytes));
}

/** Where the bytes end before the next packet begins: the one number of RSA fills this one (section 5.1.3). */
function isCutAfterRsa(bytes: Uint8Array, start: number, sizeBytes: number): boolean {
  const bits = bytes[start + 10] * 256 + bytes[start + 11];
  return start + sizeBytes >= bytes.length && [1, 2].includes(bytes[start + 9]) &&
    sizeBytes === 12 + Math.ceil(bits / 8);
}

/** Secret key, public key, secret subkey and public subkey, with a length of one or two bytes in the old form, and in the new. */
const KEY_TAGS = [0x94, 0x95, 0x98, 0x99, 0x9c, 0x9d, 0xb8, 0xb9, 0xc5, 0xc6, 0xc7, 0xce];

/** The creation time is a number of seconds since 1970: its first byte says from 1991, when PGP began, to 2038. */
const FIRST_TIME_BYTE = 0x28, LAST_TIME_BYTE = 0x7f;

/** RSA, Elgamal and DSA, whose first number is the modulus; ECDH, ECDSA and EdDSA, which begin with the name of a curve. */
const MODULUS_ALGORITHMS = [1, 2, 3, 16, 17];
const CURVE_ALGORITHMS = [18, 19, 22];
const ALGORITHMS = [...MODULUS_ALGORITHMS, ...CURVE_ALGORITHMS, 25, 26, 27, 28];

/** Beginnings of the names of all curves (RFC 9580, section 9.2), each with its length. */
const CURVES = [
  [0x09, 0x2b, 0x06, 0x01, 0x04, 0x01],
  [0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01],
  [0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d],
  [0x05, 0x2b, 0x81, 0x04, 0x00],
  [0x09, 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08],
  [0x03, 0x2b, 0x65],
];

/** A modulus has a multiple of 256 bits, from 512 to 16,384; the first of them is 1. */
const MODULUS_STEP_BITS = 256, MIN_MODULUS_BITS = 512, MAX_MODULUS_BITS = 16_384;

/**
 * 12 tags and 88 first bytes of a time; version 4, 5 algorithms, 63 sizes of 65,536 and a bit, or 3 algorithms and 6
 * curves of at least 3 bytes; version 3, and 3 algorithms of the first kind; version 6, 12 algorithms, two zeros.
 */
export const KEY_CHANCE = 12 * 88 * (5 * 63 / 2 + 3 * 6 / 256 + 3 * 63 / 2 + 12) * 256 ** -6;

/**
 * A packet that starts with a key (section 5.5.2), as keyrings and exported keys do: tag, version, creation time,
 * algorithm, and what a key of this version and algorithm has next.
 */
export function isOpenPgpKey(bytes: Uint8Array): boolean {
  if (!KEY_TAGS.includes(bytes[0])) return false;
  const body = bodyOffset(bytes);
  const version = bytes[body];
  const time = bytes[body + 1];
  if (time < FIRST_TIME_BYTE || time > LAST_TIME_BYTE) return false;
  // Version 3 has days of validity in front of the algorithm, version 6 the size of the numbers behind it.
  const at = body + (version === 3 ? 7 : 5);
  const algorithm = bytes[at];
  if (version === 6) return ALGORITHMS.includes(algorithm) && startsWith(bytes, [0, 0], at + 1);
  if (version === 3) return algorithm >= 1 && algorithm <= 3 && isModulus(bytes, at + 1);
  if (version !== 4) return false;
  return MODULUS_ALGORITHMS.includes(algorithm)
    ? isModulus(bytes, at + 1)
    : CURVE_ALGORITHMS.includes(algorithm) &&
      CURVES.some((curve) => startsWith(bytes, curve, at + 1));
}

/** Where a packet begins behind its length (RFC 9580, section 4.2). */
function bodyOffset(bytes: Uint8Array): number {
  const [tag, length] = bytes;
  if (tag < 0xc0) return (tag & 3) === 0 ? 2 : 3;
  return length < 192 ? 2 : length < 255 ? 3 : 6;
}

function isModulus(bytes: Uint8Array, at: number): boolean {
  const bits = bytes[at] * 256 + bytes[at + 1];
  return bits % MODULUS_STEP_BITS === 0 && bits >= MIN_MODULUS_BITS && bits <= MAX_MODULUS_BITS &&
    bytes[at + 2] >= 0x80;
}

/** Algorithms of hashes (RFC 9580, section 9.5). */
const HASHES = [1, 2, 3, 8, 9, 10, 11, 12, 14];

/** Subpackets that stand first in practice, with their length: the time, the issuer. */
const FIRST_SUBPACKETS = [[5, 2], [22, 33], [34, 33]];

export const SIGNATURE_CHANCE = 3 * 9 * 12 * 3 * 256 ** -7;

/** A signature of version 4 by itself (section 5.2.3): type, algorithms, less than 256 bytes that are hashed. */
export function isOpenPgpSignature(bytes: Uint8Array): boolean {
  if (![0x88, 0x89, 0xc2].includes(bytes[0])) return false;
  const at = bodyOffset(bytes);
  return bytes[at] === 4 && ALGORITHMS.includes(bytes[at + 2]) &&
    HASHES.includes(bytes[at + 3]) && bytes[at + 4] === 0 &&
    FIRST_SUBPACKETS.some((subpacket) => startsWith(bytes, subpacket, at + 6));
}
