import { startsWith } from "./byte_patterns.ts";
import { redirectedToKey } from "./key_commands.ts";

/** A kind of binary file that is recognised by what it starts with. */
export interface ContainerKind {
  readonly code: string;
  /** What the file is: "a gzip archive". */
  readonly what: string;
  readonly remedy: string;
  /** How probable it is that a random key looks like one. */
  readonly chance: number;
  matches(bytes: Uint8Array): boolean;
}

const latin1 = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** Known by its first bytes alone; so many that chance writes them once in 256^n keys. */
function byMagic(code: string, what: string, remedy: string, magic: string): ContainerKind {
  const pattern = latin1(magic);
  return {
    code,
    what,
    remedy,
    chance: 256 ** -pattern.length,
    matches: (bytes) => startsWith(bytes, pattern),
  };
}

const unpack = (command: string) => `unpack it: ${redirectedToKey(command)}`;
const ANOTHER_FILE =
  "no unpacking makes a key of it; find out what belongs here, and copy the key from a good node";
const ANOTHER_ARCHIVE =
  "take the key out of it with the program that made it; else copy the key itself from a good node";
const CERTIFICATE =
  "no decoding makes a key of it, and a certificate is public; copy the key from a good node";

/** RFC 1952, section 2.3: deflate, no reserved flag, a level and a system that are assigned. */
const GZIP: ContainerKind = {
  code: "gzip",
  what: "a gzip archive",
  remedy: unpack("gzip -dc < FILE"),
  chance: 256 ** -3 / 8 * (3 / 256) * (15 / 256),
  matches: (bytes) =>
    startsWith(bytes, [0x1f, 0x8b, 0x08]) && bytes[3] < 0x20 && [0, 2, 4].includes(bytes[8]) &&
    (bytes[9] <= 13 || bytes[9] === 255),
};

/** "BZh", the block size, and the decimals of pi with which every block starts. */
const BZIP2: ContainerKind = {
  code: "bzip2",
  what: "a bzip2 archive",
  remedy: unpack("bzip2 -dc < FILE"),
  chance: 256 ** -9 * 9 / 256,
  matches: (bytes) =>
    startsWith(bytes, latin1("BZh")) && bytes[3] >= 0x31 && bytes[3] <= 0x39 &&
    startsWith(bytes, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], 4),
};

/** POSIX, pax and ustar: the magic of the header block stands at byte 257. */
const TAR: ContainerKind = {
  code: "tar",
  what: "a tar archive",
  remedy: unpack("tar -xOf FILE"),
  chance: 256 ** -5,
  matches: (bytes) => startsWith(bytes, latin1("ustar"), 257),
};

/**
 * DER (X.690, section 8.1.3): a sequence as long as the rest of the file, whose first element is another
 * one (certificates) or an integer (keys, PKCS #12).
 */
const DER: ContainerKind = {
  code: "der",
  what: "DER, as certificates and their keys have it",
  remedy: CERTIFICATE,
  chance: 256 ** -3 * 2,
  matches: (bytes) => {
    if (bytes[0] !== 0x30) return false;
    const [rest, header] = bytes[1] === 0x82
      ? [bytes[2] * 256 + bytes[3], 4]
      : bytes[1] === 0x81
      ? [bytes[2], 3]
      : [bytes[1], 2];
    return rest === bytes.length - header && [0x30, 0x02].includes(bytes[header]);
  },
};

/**
 * The start of a DER certificate whose end is missing: a sequence longer than the file in which another one
 * stands that is shorter, with an explicit version (RFC 5280, section 4.1) or a serial number in front.
 */
const CUT_DER: ContainerKind = {
  code: "der",
  what: "the start of a certificate in DER",
  remedy: CERTIFICATE,
  chance: 256 ** -5 * 2,
  matches: (bytes) =>
    startsWith(bytes, [0x30, 0x82]) && startsWith(bytes, [0x30, 0x82], 4) &&
    bytes[2] * 256 + bytes[3] > bytes[6] * 256 + bytes[7] &&
    bytes[2] * 256 + bytes[3] > bytes.length - 4 && [0xa0, 0x02].includes(bytes[8]),
};

/** CMS (RFC 5652, section 3): a sequence of any length form that starts with an identifier below 1.2.840.113549.1.7. */
const CMS: ContainerKind = {
  code: "cms",
  what: "CMS, as openssl cms, smime and bundles of certificates (p7b) have it",
  remedy:
    "where it holds a key, decrypt it with openssl cms -decrypt -inform DER; else copy the key " +
    "itself, as raw bytes, from a good node",
  chance: 256 ** -10,
  matches: (bytes) =>
    bytes[0] === 0x30 &&
    [2, 3, 4].some((offset) =>
      startsWith(bytes, [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07], offset)
    ),
};

/** The start of an image, and a marker segment that may stand first (ISO/IEC 10918-1, table B.1): DQT, APPn, COM. */
const JPEG: ContainerKind = {
  code: "jpeg",
  what: "a JPEG image",
  remedy: ANOTHER_FILE,
  chance: 256 ** -4 * 18,
  matches: (bytes) =>
    startsWith(bytes, [0xff, 0xd8, 0xff]) &&
    (bytes[3] === 0xdb || bytes[3] === 0xfe || (bytes[3] >= 0xe0 && bytes[3] <= 0xef)),
};

/** compress(1): its magic, codes of up to 16 bits in blocks, and a first code of 9 bits that is a byte. */
const COMPRESS: ContainerKind = {
  code: "compress",
  what: "an archive of compress",
  remedy: unpack("gzip -dc < FILE"),
  chance: 256 ** -3 / 2,
  matches: (bytes) => startsWith(bytes, [0x1f, 0x9d, 0x90]) && (bytes[4] & 1) === 0,
};

/**
 * A key does not get smaller, and deflate stores it as it is: a block of this kind, its length, and the
 * complement of that (RFC 1951, section 3.2.4).
 */
function isStoredBlock(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] <= 1 && (bytes[offset + 1] ^ bytes[offset + 3]) === 0xff &&
    (bytes[offset + 2] ^ bytes[offset + 4]) === 0xff;
}

/** RFC 1950, section 2.2: deflate with a window of 32 KiB, one of four levels. */
const ZLIB: ContainerKind = {
  code: "zlib",
  what: "compressed by zlib",
  remedy: ANOTHER_ARCHIVE,
  chance: 4 * 2 * 256 ** -5,
  matches: (bytes) =>
    bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1]) && isStoredBlock(bytes, 2),
};

/** OpenPGP's compressed data of indeterminate length (RFC 9580, section 5.6), as gpg --store writes them. */
const OPENPGP_STORED: ContainerKind = {
  code: "openpgp-stored",
  what: "an OpenPGP message that is not encrypted",
  remedy: unpack("gpg -d FILE"),
  chance: 2 * 256 ** -5,
  matches: (bytes) => startsWith(bytes, [0xa3, 0x01]) && isStoredBlock(bytes, 2),
};

/** RIFF, its length, and the form. */
function riff(code: string, what: string, form: string): ContainerKind {
  return {
    code,
    what,
    remedy: ANOTHER_FILE,
    chance: 256 ** -8,
    matches: (bytes) => startsWith(bytes, latin1("RIFF")) && startsWith(bytes, latin1(form), 8),
  };
}

/**
 * OpenPGP (RFC 9580, section 5): encrypted to a public key (version 3, an assigned algorithm) or with a
 * passphrase (version 4, an assigned cipher and string-to-key specifier), the encrypted data next.
 */
const OPENPGP: ContainerKind = {
  code: "openpgp",
  what: "encrypted with OpenPGP",
  remedy: `decrypt it: ${redirectedToKey("gpg -d FILE")}`,
  // Three tags, a version, 6 algorithms and 12 tags of the next packet; with a passphrase 2 tags, a
  // version, 13 ciphers, 4 specifiers and as many next tags.
  chance: (3 * 6 * 12) / 256 ** 4 + (2 * 13 * 4 * 12) / 256 ** 5,
  matches: (bytes) => {
    const [tag, length] = bytes;
    if ((tag === 0x8c || tag === 0xc3) && bytes[2] === 4) {
      return bytes[3] >= 1 && bytes[3] <= 13 && [0, 1, 3, 4].includes(bytes[4]) &&
        isNextPacket(bytes[2 + length]);
    }
    const [size, header] = tag === 0x85
      ? [length * 256 + bytes[2], 3]
      : tag === 0x84 || tag === 0xc1
      ? [length, 2]
      : [0, 0];
    return header > 0 && bytes[header] === 3 &&
      [1, 2, 16, 18, 25, 26].includes(bytes[header + 9]) &&
      isNextPacket(bytes[header + size]);
  },
};

/** Encrypted data (9, 18 and 20) or another session key (1 and 3), in the old form and the new. */
const NEXT_TAGS = [0xa4, 0xa5, 0xa6, 0xa7, 0xc9, 0xd2, 0xd4, 0x84, 0x85, 0x8c, 0xc1, 0xc3];

function isNextPacket(tag: number | undefined): boolean {
  return tag !== undefined && NEXT_TAGS.includes(tag);
}

/** The kinds, each with one remedy; FILE is what was read, KEY what is made of it. */
export const CONTAINER_KINDS: readonly ContainerKind[] = [
  GZIP,
  BZIP2,
  byMagic("xz", "an xz archive", unpack("xz -dc < FILE"), "\xfd7zXZ\0"),
  byMagic("zstd", "a zstd archive", unpack("zstd -dc < FILE"), "\x28\xb5\x2f\xfd"),
  byMagic("lz4", "an lz4 archive", unpack("lz4 -dc < FILE"), "\x04\x22\x4d\x18"),
  byMagic("lz4", "an lz4 archive", unpack("lz4 -dc < FILE"), "\x02\x21\x4c\x18"),
  byMagic("lzop", "an lzop archive", unpack("lzop -dc < FILE"), "\x89LZO\0\r\n\x1a\n"),
  COMPRESS,
  byMagic("rar", "a RAR archive", ANOTHER_ARCHIVE, "Rar!\x1a\x07"),
  byMagic("xar", "a xar archive", ANOTHER_ARCHIVE, "xar!\0"),
  byMagic("squashfs", "a SquashFS image", ANOTHER_ARCHIVE, "hsqs"),
  byMagic("keepass", "a database of KeePass", ANOTHER_ARCHIVE, "\x03\xd9\xa2\x9a"),
  byMagic("lzip", "an lzip archive", unpack("lzip -dc < FILE"), "LZIP\x01"),
  byMagic("zip", "a zip archive", unpack("unzip -p FILE"), "PK\x03\x04"),
  byMagic("7z", "a 7-Zip archive", unpack("7z x -so FILE"), "7z\xbc\xaf\x27\x1c"),
  TAR,
  byMagic("cpio", "a cpio archive", unpack("cpio -i --to-stdout < FILE"), "070701"),
  byMagic(
    "git-crypt",
    "still locked by git-crypt",
    "unlock the repository with git-crypt unlock, and take the key from it again",
    "\0GITCRYPT\0",
  ),
  byMagic(
    "age",
    "encrypted with age and a passphrase",
    `decrypt it: ${redirectedToKey("age -d FILE")}`,
    "age-encryption.org/v1\n-> scrypt ",
  ),
  byMagic(
    "age",
    "encrypted with age",
    `decrypt it: ${redirectedToKey("age -d -i IDENTITY FILE")}`,
    "age-encryption.org/",
  ),
  byMagic(
    "openssl-enc",
    "encrypted with openssl enc",
    "decrypt it: openssl enc -d with the cipher and options that encrypted it",
    "Salted__",
  ),
  byMagic(
    "scrypt",
    "encrypted with scrypt",
    `decrypt it: ${redirectedToKey("scrypt dec FILE")}`,
    "scrypt\0",
  ),
  byMagic("aescrypt", "encrypted with AES Crypt", ANOTHER_ARCHIVE, "AES\x02\0"),
  byMagic("rclone", "encrypted with rclone", ANOTHER_ARCHIVE, "RCLONE\0\0"),
  byMagic("git-crypt-key", "a key of git-crypt", ANOTHER_FILE, "\0GITCRYPTKEY"),
  OPENPGP,
  OPENPGP_STORED,
  ZLIB,
  CMS,
  DER,
  CUT_DER,
  byMagic("luks", "a LUKS volume", ANOTHER_FILE, "LUKS\xba\xbe"),
  byMagic("java-keystore", "a Java keystore", ANOTHER_FILE, "\xfe\xed\xfe\xed"),
  byMagic("java-keystore", "a Java keystore", ANOTHER_FILE, "\xce\xce\xce\xce"),
  byMagic("elf", "an ELF program", ANOTHER_FILE, "\x7fELF"),
  byMagic("sqlite", "an SQLite database", ANOTHER_FILE, "SQLite format 3\0"),
  byMagic("pdf", "a PDF document", ANOTHER_FILE, "%PDF-"),
  byMagic("png", "a PNG image", ANOTHER_FILE, "\x89PNG\r\n\x1a\n"),
  JPEG,
  byMagic("gif", "a GIF image", ANOTHER_FILE, "GIF8"),
  riff("webp", "a WebP image", "WEBP"),
  riff("wav", "a WAVE file", "WAVE"),
  byMagic("tiff", "a TIFF image", ANOTHER_FILE, "II*\0"),
  byMagic("tiff", "a TIFF image", ANOTHER_FILE, "MM\0*"),
  byMagic("flac", "a FLAC file", ANOTHER_FILE, "fLaC"),
  byMagic("ogg", "an Ogg file", ANOTHER_FILE, "OggS\0"),
  byMagic("ar", "an ar archive, as .deb packages are", ANOTHER_FILE, "!<arch>\n"),
  byMagic("rpm", "an RPM package", ANOTHER_FILE, "\xed\xab\xee\xdb"),
];
