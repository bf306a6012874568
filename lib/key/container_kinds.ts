import { startsWith } from "./byte_patterns.ts";
import {
  ANOTHER_ARCHIVE,
  ANOTHER_FILE,
  byMagic,
  type ContainerKind,
  isStoredBlock,
  latin1,
  unpack,
  unpackMember,
} from "./container_kind_types.ts";
import { DER_KINDS } from "./der_kinds.ts";
import { redirectedToKey } from "./finding.ts";
import { OPENPGP_KINDS } from "./openpgp_kinds.ts";

/** RFC 1952, section 2.3: deflate, no reserved flag, a level and a system; 16, 18 and 19 are of zlib's zutil.h. */
const GZIP: ContainerKind = {
  code: "gzip",
  what: "a gzip archive",
  remedy: unpack("gzip -dc < FILE"),
  chance: 256 ** -3 / 8 * (3 / 256) * (18 / 256),
  matches: (bytes) =>
    startsWith(bytes, [0x1f, 0x8b, 0x08]) && bytes[3] < 0x20 && [0, 2, 4].includes(bytes[8]) &&
    (bytes[9] <= 13 || [16, 18, 19, 255].includes(bytes[9])),
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

/**
 * POSIX, pax and ustar: the magic of the header block stands at byte 257. Before them there was none, and six digits or
 * blanks at byte 148, seven by GNU cpio, are the sum of the block (tar(5)).
 */
const TAR: ContainerKind = {
  code: "tar",
  what: "a tar archive",
  remedy: unpackMember("tar -xOf - NAME < FILE", "tar -tf - < FILE"),
  chance: 256 ** -5 + (9 / 256) ** 6,
  matches: (bytes) => startsWith(bytes, latin1("ustar"), 257) || hasTarSum(bytes),
};

const TAR_BLOCK_BYTES = 512;
const TAR_SUM = { offset: 148, minDigits: 6, bytes: 8 } as const;
const BLANK = 0x20;

/** While it is added up, the field of the sum holds blanks. */
function hasTarSum(bytes: Uint8Array): boolean {
  if (bytes.length < TAR_BLOCK_BYTES) return false;
  const { offset, minDigits } = TAR_SUM;
  let stated = 0;
  for (let at = offset; at <= offset + minDigits; at++) {
    if (bytes[at] >= 0x30 && bytes[at] <= 0x37) stated = stated * 8 + bytes[at] - 0x30;
    else if (at < offset + minDigits && (bytes[at] !== BLANK || stated > 0)) return false;
  }
  const isInSum = (at: number) => at >= offset && at < offset + TAR_SUM.bytes;
  return stated === bytes.subarray(0, TAR_BLOCK_BYTES)
    .reduce((sum, byte, at) => sum + (isInSum(at) ? BLANK : byte), 0);
}

const UNPACK_CPIO = unpackMember("cpio -i --to-stdout NAME < FILE", "cpio -t < FILE");

/**
 * The old binary form, of either byte order: a magic of two bytes, the mode of a file, directory or link, names below
 * 256 bytes that a zero ends, sizes below 65,536 bytes (cpio(5)).
 */
const BINARY_CPIO: ContainerKind = {
  code: "cpio",
  what: "a cpio archive",
  remedy: UNPACK_CPIO,
  chance: 2 * 256 ** -2 * 3 / 16 * 256 ** -4,
  matches: (bytes) => {
    const isLittle = startsWith(bytes, [0xc7, 0x71]);
    if (!isLittle && !startsWith(bytes, [0x71, 0xc7])) return false;
    const word = (offset: number) =>
      isLittle ? bytes[offset] + bytes[offset + 1] * 256 : bytes[offset] * 256 + bytes[offset + 1];
    const nameBytes = word(20);
    return [0x4, 0x8, 0xa].includes(word(6) >> 12) && nameBytes < 256 && word(22) === 0 &&
      bytes[26 + nameBytes - 1] === 0;
  },
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

const FIRST_CODES = 8, MIN_CODE_BITS = 9, MAX_CODE_BITS = 16;

/**
 * The magic of compress(1), no reserved flag, codes of 9 to 16 bits; of its first eight codes each, of 9 bits, is at most
 * one above those that have been made.
 */
function isCompress(bytes: Uint8Array): boolean {
  const flags = bytes[2], maxBits = flags & 0x1f;
  if (!startsWith(bytes, [0x1f, 0x9d]) || (flags & 0x60) !== 0) return false;
  if (maxBits < MIN_CODE_BITS || maxBits > MAX_CODE_BITS) return false;
  for (let i = 0; i < FIRST_CODES; i++) {
    const bit = i * MIN_CODE_BITS, at = 3 + (bit >> 3);
    const code = (bytes[at] | bytes[at + 1] << 8) >> (bit & 7) & 2 ** MIN_CODE_BITS - 1;
    if (code >= 256 + i) return false;
  }
  return true;
}

/** gzip reads no codes of 9 bits alone, and none without blocks: what -b 9 and -C of compress(1) make. */
function gzipReadsCompress(bytes: Uint8Array): boolean {
  return (bytes[2] & 0x80) !== 0 && (bytes[2] & 0x1f) > MIN_CODE_BITS;
}

/** 16 of 256 flags, and eight codes of which each is small enough for 1 in 2 and somewhat more. */
const COMPRESS_CHANCE = 256 ** -3 * 16 * (263 / 512) ** FIRST_CODES;

const COMPRESS: ContainerKind = {
  code: "compress",
  what: "an archive of compress",
  remedy: unpack("gzip -dc < FILE"),
  chance: COMPRESS_CHANCE,
  matches: (bytes) => isCompress(bytes) && gzipReadsCompress(bytes),
};

const OTHER_COMPRESS: ContainerKind = {
  ...COMPRESS,
  remedy: ANOTHER_ARCHIVE,
  matches: (bytes) => isCompress(bytes) && !gzipReadsCompress(bytes),
};

/**
 * What lzma(1) made before xz: the byte of its usual properties, a dictionary of 2^n or 2^n + 2^(n - 1) bytes from
 * 64 KiB on, and a length that is not told or below 256 GiB (LZMA SDK, lzma-specification.txt). Other properties are
 * left out: small numbers in recordings look like them.
 */
const LZMA: ContainerKind = {
  code: "lzma",
  what: "an lzma archive",
  remedy: unpack("xz -dc < FILE"),
  chance: 256 ** -1 * 32 * 2 ** -32 * (2 ** -26 + 2 ** -64),
  matches: (bytes) => {
    if (bytes.length < 13 || bytes[0] !== 0x5d) return false;
    const { buffer, byteOffset } = bytes;
    const header = new DataView(buffer, byteOffset, 13);
    const dictionary = header.getUint32(1, true);
    const top = 2 ** (31 - Math.clz32(dictionary));
    if (dictionary < 65_536 || ![top, top + top / 2].includes(dictionary)) return false;
    const sizeHigh = header.getUint32(9, true);
    return sizeHigh < 64 || sizeHigh === 0xffffffff && header.getUint32(5, true) === 0xffffffff;
  },
};

/** RFC 1950, section 2.2: deflate with a window of 32 KiB, one of four levels. */
const ZLIB: ContainerKind = {
  code: "zlib",
  what: "compressed by zlib",
  remedy: ANOTHER_ARCHIVE,
  chance: 4 * 2 * 256 ** -5,
  matches: (bytes) =>
    bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1]) && isStoredBlock(bytes, 2),
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

/** Kinds that hold a key at best by way of the program that made them. */
const OTHER_ARCHIVES: readonly (readonly [code: string, what: string, magic: string])[] = [
  ...["\0\0", "\x01\0", "\x02\0", "\x03\0"].map((version) =>
    ["aescrypt", "encrypted with AES Crypt", `AES${version}`] as const
  ),
  ["vimcrypt", "encrypted by vim", "VimCrypt~0"],
  [
    "dpapi",
    "encrypted by Windows' DPAPI",
    "\x01\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb",
  ],
  ["password-safe", "a database of Password Safe", "PWS3"],
  ["zip", "an empty zip archive", "PK\x05\x06"],
  ["zip", "a part of a zip archive", "PK\x07\x08PK\x03\x04"],
  ["snappy", "a snappy archive", "\xff\x06\0\0sNaPpY"],
  ["rzip", "an rzip archive", "RZIP\x02"],
  ["cabinet", "a cabinet", "MSCF\0\0\0\0"],
  ["git-pack", "a pack of git", "PACK\0\0\0\x02"],
  ["borg", "a segment of a borg repository", "BORG_SEG"],
  ["squashfs", "a SquashFS image", "sqsh"],
  ["ole", "a document of an older Office", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
];

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
  OTHER_COMPRESS,
  LZMA,
  byMagic("rar", "a RAR archive", ANOTHER_ARCHIVE, "Rar!\x1a\x07"),
  byMagic("xar", "a xar archive", ANOTHER_ARCHIVE, "xar!\0"),
  byMagic("squashfs", "a SquashFS image", ANOTHER_ARCHIVE, "hsqs"),
  byMagic("keepass", "a database of KeePass", ANOTHER_ARCHIVE, "\x03\xd9\xa2\x9a"),
  byMagic("lzip", "an lzip archive", unpack("lzip -dc < FILE"), "LZIP\x01"),
  byMagic(
    "zip",
    "a zip archive",
    unpackMember("unzip -p FILE NAME", "unzip -l FILE"),
    "PK\x03\x04",
  ),
  byMagic(
    "7z",
    "a 7-Zip archive",
    unpackMember("7z x -so FILE NAME", "7z l FILE"),
    "7z\xbc\xaf\x27\x1c",
  ),
  TAR,
  ...["070701", "070702", "070707"].map((magic) =>
    byMagic("cpio", "a cpio archive", UNPACK_CPIO, magic)
  ),
  BINARY_CPIO,
  byMagic(
    "git-crypt",
    "still locked by git-crypt",
    "unlock the repository with git-crypt unlock, and take the key from it again",
    "\0GITCRYPT\0",
  ),
  byMagic(
    "age",
    "encrypted with age and a passphrase",
    `decrypt it: ${redirectedToKey("age -d < FILE")}`,
    "age-encryption.org/v1\n-> scrypt ",
  ),
  byMagic(
    "age",
    "encrypted with age",
    `decrypt it: ${redirectedToKey("age -d -i IDENTITY < FILE")}`,
    "age-encryption.org/",
  ),
  byMagic(
    "openssl-enc",
    "encrypted with openssl enc",
    `decrypt it: ${
      redirectedToKey("openssl enc -d OPTIONS -in FILE")
    }, OPTIONS being the cipher and what else encrypted it`,
    "Salted__",
  ),
  byMagic(
    "scrypt",
    "encrypted with scrypt",
    `decrypt it: ${redirectedToKey("scrypt dec FILE")}`,
    "scrypt\0",
  ),
  ...OTHER_ARCHIVES.map(([code, what, magic]) => byMagic(code, what, ANOTHER_ARCHIVE, magic)),
  byMagic("rclone", "encrypted with rclone", ANOTHER_ARCHIVE, "RCLONE\0\0"),
  byMagic("git-crypt-key", "a key of git-crypt", ANOTHER_FILE, "\0GITCRYPTKEY"),
  ...OPENPGP_KINDS,
  ZLIB,
  ...DER_KINDS,
  byMagic("luks", "a LUKS volume", ANOTHER_FILE, "LUKS\xba\xbe"),
  byMagic("luks", "a LUKS volume", ANOTHER_FILE, "SKUL\xba\xbe"),
  byMagic("keytab", "a keytab of Kerberos", ANOTHER_FILE, "\x05\x02\0\0\0"),
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
  riff("avi", "an AVI film", "AVI "),
  byMagic("matroska", "a Matroska film", ANOTHER_FILE, "\x1a\x45\xdf\xa3"),
  byMagic("tiff", "a TIFF image", ANOTHER_FILE, "II*\0"),
  byMagic("tiff", "a TIFF image", ANOTHER_FILE, "MM\0*"),
  byMagic("flac", "a FLAC file", ANOTHER_FILE, "fLaC"),
  byMagic("ogg", "an Ogg file", ANOTHER_FILE, "OggS\0"),
  byMagic("ar", "an ar archive, as .deb packages are", ANOTHER_FILE, "!<arch>\n"),
  byMagic("rpm", "an RPM package", ANOTHER_FILE, "\xed\xab\xee\xdb"),
];
