import { isText, startsWith } from "./byte_patterns.ts";

/*
 * What OpenPGP (RFC 9580) writes first. A message or a keyring that is public makes a key that looks good and is known to
 * others, so that each is known by more than its tag. A chance is a product over bytes: how many values each may have,
 * over 256.
 */

/** A packet: what it is, and where its body starts and ends. */
interface Packet {
  readonly tag: number;
  readonly start: number;
  /** Infinity of what ends where the file does. */
  readonly end: number;
}

/** Section 4.2: the form of 6 bits of a tag, and the old one of 4. Null for what begins no packet. */
function packetAt(bytes: Uint8Array, at: number): Packet | null {
  const first = bytes[at];
  if (first === undefined || first < 0x80) return null;
  if (first < 0xc0) {
    const size = [1, 2, 4, 0][first & 3];
    const start = at + 1 + size;
    const end = size === 0 ? Infinity : start + numberAt(bytes, at + 1, size);
    return { tag: first >> 2 & 15, start, end };
  }
  const { start, ...part } = partAt(bytes, at + 1);
  let { end, isLast } = part;
  while (!isLast && end < bytes.length) ({ end, isLast } = partAt(bytes, end));
  return { tag: first & 63, start, end };
}

/** Section 4.2.1: a length of 1, 2 or 5 bytes, or that of a part behind which the next length stands. */
function partAt(bytes: Uint8Array, at: number): { start: number; end: number; isLast: boolean } {
  const [first, second] = bytes.subarray(at);
  const [size, sizeBytes] = first < 192
    ? [1, first]
    : first < 224
    ? [2, (first - 192) * 256 + second + 192]
    : first < 255
    ? [1, 2 ** (first & 31)]
    : [5, numberAt(bytes, at + 1, 4)];
  const start = at + size;
  return { start, end: start + sizeBytes, isLast: first < 224 || first === 255 };
}

function numberAt(bytes: Uint8Array, at: number, size: number): number {
  return bytes.subarray(at, at + size).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Tags of section 5. The first byte of a packet has one of 5 values, or of 4 where its end is told. */
const KEY_FOR_KEY = 1, SIGNATURE = 2, KEY_FOR_PASSPHRASE = 3, ONE_PASS_SIGNATURE = 4;
const COMPRESSED = 8, LITERAL = 11;

/** Data encrypted in one way or another, or another session key: 17 values of a byte. */
const NEXT_TAGS = [9, 18, 20, KEY_FOR_KEY, KEY_FOR_PASSPHRASE];

/**
 * With a passphrase 4 first bytes that have an end, a version, 13 ciphers, 4 specifiers and 17 bytes of the next packet;
 * of the newer versions 2, and 3 modes besides. To a key 4 first bytes and a version: RSA, 2 algorithms, and 8 of 65,536
 * sizes, as of the second number of Elgamal; 3 others, whose last length is one of 256; of version 6, 6 algorithms and 2
 * fingerprints with their length and version, or none, and 1 of 256 again.
 */
export const MESSAGE_CHANCE = 4 * 3 / 256 ** 4 +
  4 * (13 * 4 * 17 + 3 * 8 + 6 * 2 + 6) / 256 ** 5 + 4 * 2 * 13 * 3 * 4 * 17 / 256 ** 6;

/** Encrypted to a public key or with a passphrase. */
export function isOpenPgpMessage(bytes: Uint8Array): boolean {
  const packet = packetAt(bytes, 0);
  if (packet === null) return false;
  return packet.tag === KEY_FOR_KEY && isForKey(bytes, packet) ||
    packet.tag === KEY_FOR_PASSPHRASE && isForPassphrase(bytes, packet);
}

/**
 * Section 5.3: an assigned cipher and string-to-key specifier, between them the mode of authenticated encryption from
 * version 5 on, which GnuPG writes, and lengths in version 6. The encrypted data or another session key follow.
 */
function isForPassphrase(bytes: Uint8Array, { start, end }: Packet): boolean {
  const version = bytes[start];
  const cipher = start + (version === 6 ? 2 : 1);
  const specifier = cipher + (version === 6 ? 3 : version === 5 ? 2 : 1);
  const next = packetAt(bytes, end);
  return version >= 4 && version <= 6 && bytes[cipher] >= 1 && bytes[cipher] <= 13 &&
    (version === 4 || bytes[cipher + 1] >= 1 && bytes[cipher + 1] <= 3) &&
    [0, 1, 3, 4].includes(bytes[specifier]) && next !== null && NEXT_TAGS.includes(next.tag);
}

/** RSA, Elgamal, ECDH, X25519 and X448, which encrypt. */
const RSA = [1, 2], ELGAMAL = 16, ECDH = 18, X25519 = 25, X448 = 26;

/**
 * Section 5.1: an assigned algorithm behind what tells the key: of 8 bytes in version 3, in version 6 a fingerprint with
 * its version, or nothing. A fingerprint shows enough; elsewhere what the algorithm has must fill the packet, which is
 * seen though the file is cut, but of Elgamal within its first number.
 */
function isForKey(bytes: Uint8Array, { start, end }: Packet): boolean {
  const version = bytes[start];
  const algorithm = start + (version === 3 ? 9 : 2 + bytes[start + 1]);
  if (![...RSA, ELGAMAL, ECDH, X25519, X448].includes(bytes[algorithm])) return false;
  if (version === 3 || version === 6 && bytes[start + 1] === 0) {
    return endOfSessionKey(bytes, algorithm) === end;
  }
  return version === 6 &&
    [[21, 4], [33, 6]].some((fingerprint) => startsWith(bytes, fingerprint, start + 1));
}

/** Sections 5.1.3 to 5.1.7: one number, two, or a point and a key with its length in a byte. */
function endOfSessionKey(bytes: Uint8Array, algorithm: number): number {
  const first = algorithm + 1;
  const afterNumber = (at: number) => at + 2 + Math.ceil((bytes[at] * 256 + bytes[at + 1]) / 8);
  const afterKey = (at: number) => at + 1 + bytes[at];
  switch (bytes[algorithm]) {
    case ELGAMAL:
      return afterNumber(afterNumber(first));
    case ECDH:
      return afterKey(afterNumber(first));
    case X25519:
      return afterKey(first + 32);
    case X448:
      return afterKey(first + 56);
    default:
      return afterNumber(first);
  }
}

/** Corosync is of 2008, when the first byte of a time in seconds since 1970 was this. */
const FIRST_LITERAL_TIME_BYTE = 0x47;

/** A time is a number of seconds since 1970: its first byte says from 1991, when PGP began, to 2038. */
const FIRST_TIME_BYTE = 0x28, LAST_TIME_BYTE = 0x7f;

const isTime = (first: number) => first >= FIRST_TIME_BYTE && first <= LAST_TIME_BYTE;

/** What is longer holds no key, which has at most half of this. */
const MAX_LITERAL_BYTES = 8192;

/** Assigned for one signature or another (RFC 9580, section 9.5), and for one key or another below. */
const HASHES = [1, 2, 3, 8, 9, 10, 11, 12, 14];

/** RSA, Elgamal and DSA, whose first number is the modulus; ECDH, ECDSA and EdDSA, which begin with the name of a curve. */
const MODULUS_ALGORITHMS = [1, 2, 3, 16, 17];
const CURVE_ALGORITHMS = [18, 19, 22];
const ALGORITHMS = [...MODULUS_ALGORITHMS, ...CURVE_ALGORITHMS, 25, 26, 27, 28];

/**
 * A literal packet that ends where the file does or behind it: 1.1 first bytes with their lengths; the form of bytes; a
 * name of text, or none, 1 / (1 - 0.471) (see TEXT_SHARE in foreign_findings.ts); 57 first bytes of a time, or four zeros.
 * Of text, 3 forms, and 2.2 lengths that end where the file does. Compressed: 5 first bytes, and of zlib 4 beginnings, of
 * bzip2 its mark. A signature in one pass: of two versions 2.1 first bytes, one length, 2 types, 9 hashes and 12 algorithms.
 */
export const PLAIN_CHANCE = ((1.1 + 3 * 2.2 / 256) * 1.9 * 57.1 + 5 * 4) / 256 ** 4 +
  5 / 256 ** 5 + 2 * 2.1 * 2 * 9 * 12 / 256 ** 6;

/** A message that is not encrypted: data as they are, compressed by zlib or bzip2, or signed. */
export function isOpenPgpPlain(bytes: Uint8Array): boolean {
  const packet = packetAt(bytes, 0);
  if (packet === null) return false;
  return packet.tag === LITERAL && isLiteral(bytes, packet) ||
    packet.tag === COMPRESSED && isCompressed(bytes, packet) ||
    packet.tag === ONE_PASS_SIGNATURE && isOnePassSignature(bytes, packet);
}

function isLiteral(bytes: Uint8Array, packet: Packet): boolean {
  const { start, end } = packet;
  // Only the start of a packet is seen of what came from a pipe.
  const isStart = bytes[start] === BINARY && end > bytes.length && end <= MAX_LITERAL_BYTES;
  return (isStart || end === bytes.length) && startsLiteral(bytes, packet);
}

const BINARY = 0x62, TEXT_FORMS = [0x74, 0x75, 0x6c];

/** Section 5.9: a form, a name with its length, a time. */
function startsLiteral(bytes: Uint8Array, { start }: Packet): boolean {
  const name = bytes.subarray(start + 2, start + 2 + bytes[start + 1]);
  const time = start + 2 + name.length;
  return [BINARY, ...TEXT_FORMS].includes(bytes[start]) && (name.length === 0 || isText(name)) &&
    (bytes[time] >= FIRST_LITERAL_TIME_BYTE && bytes[time] <= LAST_TIME_BYTE ||
      startsWith(bytes, [0, 0, 0, 0], time));
}

/** Section 5.6; deflate, which has no mark, is another matter: deflated.ts. */
function isCompressed(bytes: Uint8Array, { start }: Packet): boolean {
  switch (bytes[start]) {
    case 2:
      return bytes[start + 1] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[start + 2]);
    case 3:
      return startsWith(bytes, [0x42, 0x5a, 0x68], start + 1);
    default:
      return false;
  }
}

/** No first part of a packet is shorter (section 4.2.1.4). */
const MIN_FIRST_PART_BYTES = 512;

/** The start of what deflate made of a message (section 5.6, algorithm 1), or null of another packet. */
export function deflatedStart(bytes: Uint8Array): Uint8Array | null {
  const packet = packetAt(bytes, 0);
  if (packet?.tag !== COMPRESSED || bytes[packet.start] !== 1) return null;
  return bytes.subarray(packet.start + 1, packet.start + MIN_FIRST_PART_BYTES);
}

/** Whether bytes that were compressed start as what is compressed does: data or a signature of them. */
export function startsOpenPgpData(bytes: Uint8Array): boolean {
  const packet = packetAt(bytes, 0);
  if (packet === null) return false;
  return packet.tag === LITERAL && startsLiteral(bytes, packet) ||
    packet.tag === ONE_PASS_SIGNATURE && isOnePassSignature(bytes, packet) ||
    isOpenPgpSignature(bytes);
}

/** Section 5.4: 8 bytes that tell the key, in version 6 a salt with its length and a fingerprint. */
function isOnePassSignature(bytes: Uint8Array, { start, end }: Packet): boolean {
  const [version, type, hash, algorithm, saltBytes] = bytes.subarray(start);
  const sizeBytes = version === 3 ? 13 : version === 6 ? 38 + saltBytes : NaN;
  return end - start === sizeBytes && type <= 1 && HASHES.includes(hash) &&
    ALGORITHMS.includes(algorithm);
}

/** Secret key, public key, secret subkey and public subkey. */
const KEY_TAGS = [5, 6, 7, 14];

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
 * 16 first bytes that have an end and 88 of a time; version 4, 5 algorithms, 63 sizes of 65,536 and a bit, or 3
 * algorithms and 6 curves of at least 3 bytes; version 3, 3 algorithms of the first kind; 5 and 6, 12 and two zeros.
 */
export const KEY_CHANCE = 16 * 88 * (5 * 63 / 2 + 3 * 6 / 256 + 3 * 63 / 2 + 2 * 12) * 256 ** -6;

/**
 * A packet that starts with a key (section 5.5.2), as keyrings and exported keys do: tag, version, creation time,
 * algorithm, and what a key of this version and algorithm has next.
 */
export function isOpenPgpKey(bytes: Uint8Array): boolean {
  const packet = packetAt(bytes, 0);
  if (packet === null || !KEY_TAGS.includes(packet.tag) || packet.end === Infinity) return false;
  const body = packet.start;
  const version = bytes[body];
  if (!isTime(bytes[body + 1])) return false;
  // Version 3 has days of validity in front of the algorithm, versions 5, of GnuPG, and 6 the size of the numbers behind it.
  const at = body + (version === 3 ? 7 : 5);
  const algorithm = bytes[at];
  if (version === 5 || version === 6) {
    return ALGORITHMS.includes(algorithm) && startsWith(bytes, [0, 0], at + 1);
  }
  if (version === 3) return algorithm >= 1 && algorithm <= 3 && isModulus(bytes, at + 1);
  if (version !== 4) return false;
  return MODULUS_ALGORITHMS.includes(algorithm)
    ? isModulus(bytes, at + 1)
    : CURVE_ALGORITHMS.includes(algorithm) &&
      CURVES.some((curve) => startsWith(bytes, curve, at + 1));
}

function isModulus(bytes: Uint8Array, at: number): boolean {
  const bits = bytes[at] * 256 + bytes[at + 1];
  return bits % MODULUS_STEP_BITS === 0 && bits >= MIN_MODULUS_BITS && bits <= MAX_MODULUS_BITS &&
    bytes[at + 2] >= 0x80;
}

/** Subpackets that stand first in practice, with their length: the time, the issuer. Sequoia calls the time critical. */
const FIRST_SUBPACKETS = [[5, 2], [5, 0x82], [22, 33], [34, 33]];

/** A length of five bytes, which none needs, and whoever writes it writes it at once. */
const LONG_LENGTH = [0xff, 0, 0];

/**
 * 4 first bytes, 12 algorithms, 9 hashes. Versions 4 and 5 with a zero, version 6 with three, and one of 4 subpackets or a
 * long length; version 3 with a length and 88 of a time.
 */
export const SIGNATURE_CHANCE = 4 * 12 * 9 *
  (2 * (4 * 256 ** -7 + 256 ** -8) + 4 * 256 ** -9 + 256 ** -10 + 88 * 256 ** -6);

/** A signature by itself (section 5.2.3): type, algorithms, few bytes that are hashed, and their length in front. */
export function isOpenPgpSignature(bytes: Uint8Array): boolean {
  const packet = packetAt(bytes, 0);
  if (packet === null || packet.tag !== SIGNATURE || packet.end === Infinity) return false;
  const at = packet.start;
  const isOfAlgorithms = (at: number) =>
    ALGORITHMS.includes(bytes[at]) && HASHES.includes(bytes[at + 1]);
  // Of version 3 five bytes are hashed, the type and a time, and 8 tell the key (section 5.2.2); GnuPG's 5 is like 4.
  if (startsWith(bytes, [3, 5], at)) return isTime(bytes[at + 3]) && isOfAlgorithms(at + 15);
  const zeros = [4, 5].includes(bytes[at]) ? [0] : bytes[at] === 6 ? [0, 0, 0] : null;
  return zeros !== null && isOfAlgorithms(at + 2) && startsWith(bytes, zeros, at + 4) &&
    [...FIRST_SUBPACKETS, LONG_LENGTH].some((subpacket) =>
      startsWith(bytes, subpacket, at + 5 + zeros.length)
    );
}
