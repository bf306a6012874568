import { startsWith } from "./byte_patterns.ts";
import { redirectedToKey } from "./finding.ts";
import {
  isOpenPgpKey,
  isOpenPgpMessage,
  isOpenPgpPlain,
  isOpenPgpSignature,
  KEY_CHANCE,
  MESSAGE_CHANCE,
  PLAIN_CHANCE,
  SIGNATURE_CHANCE,
} from "./openpgp.ts";

/** Tags of X.690 and X.680. */
const SEQUENCE = 0x30, INTEGER = 0x02, OCTET_STRING = 0x04, OBJECT_IDENTIFIER = 0x06;

/** How probable it is that a random key looks so: the sum of both ways, which are derived below. */
const DER_CHANCE = 2.01 * 256 ** -3 + 1.1 * 256 ** -4;

/** Whether bytes are DER (X.690) as certificates and keys have it: whole, or by how they begin. */
function isDer(bytes: Uint8Array): boolean {
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

/** Bytes at a place of the file, as characters of ISO 8859-1. */
type Mark = readonly [offset: number, characters: string];

/** Known by its marks alone: of n bytes together, which chance writes once in 256^n keys. */
function marked(
  code: string,
  what: string,
  remedy: string,
  ...marks: readonly Mark[]
): ContainerKind {
  const patterns = marks.map(([offset, characters]) => ({
    offset,
    bytes: Array.from(characters, (character) => character.charCodeAt(0)),
  }));
  return {
    code,
    what,
    remedy,
    chance: 256 ** -marks.reduce((sum, [, characters]) => sum + characters.length, 0),
    matches: (bytes) =>
      patterns.every((pattern) => startsWith(bytes, pattern.bytes, pattern.offset)),
  };
}

/** For what holds one file. */
const unpack = (command: string): string => `unpack it: ${redirectedToKey(command)}`;

/** For what may hold several files: all of them one after the other would be nobody's key. */
const unpackMember = (command: string, list: string): string =>
  `${unpack(command)}, where NAME is the key's in what ${list} prints`;

const decrypt = (command: string): string => `decrypt it: ${redirectedToKey(command)}`;

const ANOTHER_FILE =
  "no unpacking makes a key of it; find out what belongs here, and copy the key from a good node";

/** Of a message that ZIP has compressed deflated.ts says the same. */
export const STORED_MESSAGE = {
  code: "openpgp-stored",
  what: "an OpenPGP message that is not encrypted",
  remedy: unpack("gpg -d < FILE"),
} as const;

export const ANOTHER_ARCHIVE =
  "take the key out of it with the program that made it; else copy the key itself from a good node";
const NO_DECODING =
  "no decoding makes a key of it, and certificates and public keys are known to others; copy the key from a " +
  "good node";

/** RFC 1952, section 2.3: deflate, and no reserved flag. */
const GZIP: ContainerKind = {
  code: "gzip",
  what: "a gzip archive",
  remedy: unpack("gzip -dc < FILE"),
  chance: 256 ** -3 / 8,
  matches: (bytes) => startsWith(bytes, [0x1f, 0x8b, 0x08]) && bytes[3] < 0x20,
};

const UNZIP = unpackMember("unzip -p FILE NAME", "unzip -l FILE");
const ZIP = marked("zip", "a zip archive", UNZIP, [0, "PK\x03\x04"]);

const BY_7Z = unpackMember("7z x -so FILE NAME", "7z l FILE");

/** Of bzip2; those of greater numbers, LZMA, Zstandard, xz, PPMd and AES among them, unzip 6 does not know. */
const MAX_METHOD_OF_UNZIP = 12;

/** A local header (APPNOTE 6.3.10, section 4.3.7), whose method stands in bytes 8 and 9. */
const ZIP_BY_7Z: ContainerKind = {
  ...ZIP,
  code: "zip-7z",
  what: "a zip archive, packed or encrypted as 7-Zip does",
  remedy: BY_7Z,
  matches: (bytes) => ZIP.matches(bytes) && bytes[8] > MAX_METHOD_OF_UNZIP,
};

// Asked on the terminal that is its standard input.
const DECRYPT_OPENPGP = decrypt("gpg -d FILE");

const OPENPGP: readonly ContainerKind[] = [
  {
    code: "openpgp",
    what: "encrypted with OpenPGP",
    remedy: DECRYPT_OPENPGP,
    chance: MESSAGE_CHANCE,
    matches: isOpenPgpMessage,
  },
  {
    ...STORED_MESSAGE,
    chance: PLAIN_CHANCE,
    matches: isOpenPgpPlain,
  },
  {
    code: "openpgp-keys",
    what: "a key or a keyring of OpenPGP",
    remedy: ANOTHER_FILE,
    chance: KEY_CHANCE,
    matches: isOpenPgpKey,
  },
  {
    code: "openpgp-signature",
    what: "a signature of OpenPGP",
    remedy: ANOTHER_FILE,
    chance: SIGNATURE_CHANCE,
    matches: isOpenPgpSignature,
  },
  // The first blob of a keybox of GnuPG.
  marked("openpgp-keys", "a keybox of GnuPG", ANOTHER_FILE, [4, "\x01\x01"], [8, "KBXf"]),
];

/** Identifiers of contents: of PKCS #7, and with authenticated encryption (RFC 5083). */
const CMS_CONTENTS = [
  "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07",
  "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17",
];
/** RFC 5652, section 3: a sequence that starts with the identifier of a content, its length told or not. */
const CMS: readonly ContainerKind[] = CMS_CONTENTS.flatMap((content) =>
  ([[4, "\x30\x82"], [2, "\x30\x80"]] as const).map(([offset, sequence]) =>
    marked(
      "cms",
      "CMS, as openssl cms, smime and bundles of certificates (p7b) have it",
      `where it holds a key, ${
        decrypt("openssl cms -decrypt -inform DER -inkey IDENTITY -in FILE")
      }, with -pwri_password PASSWORD for -inkey IDENTITY where that encrypted it; else copy the key ` +
        "itself, as raw bytes, from a good node",
      [0, sequence],
      [offset, content],
    )
  )
);

const DER: ContainerKind = {
  code: "der",
  what: "DER, as certificates and their keys have it",
  remedy: NO_DECODING,
  chance: DER_CHANCE,
  matches: isDer,
};

/** The kinds, each with one remedy; FILE is what was read, KEY what is made of it. */
export const CONTAINER_KINDS: readonly ContainerKind[] = [
  GZIP,
  marked("bzip2", "a bzip2 archive", unpack("bzip2 -dc < FILE"), [0, "BZh"], [4, "1AY&SY"]),
  marked("xz", "an xz archive", unpack("xz -dc < FILE"), [0, "\xfd7zXZ\0"]),
  marked("zstd", "a zstd archive", unpack("zstd -dc < FILE"), [0, "\x28\xb5\x2f\xfd"]),
  // The frames of today, and those of lz4 -l.
  ...["\x04\x22\x4d\x18", "\x02\x21\x4c\x18"].map((magic) =>
    marked("lz4", "an lz4 archive", unpack("lz4 -dc < FILE"), [0, magic])
  ),
  marked("lzip", "an lzip archive", unpack("lzip -dc < FILE"), [0, "LZIP\x01"]),
  marked("lzop", "an lzop archive", unpack("lzop -dc < FILE"), [0, "\x89LZO\0\r\n\x1a\n"]),
  // With blocks of 16 bits, which is the usual form of compress(1).
  marked("compress", "an archive of compress", unpack("gzip -dc < FILE"), [0, "\x1f\x9d\x90"]),
  ZIP_BY_7Z,
  ZIP,
  marked("7z", "a 7-Zip archive", BY_7Z, [0, "7z\xbc\xaf\x27\x1c"]),
  marked("rar", "a RAR archive", ANOTHER_ARCHIVE, [0, "Rar!\x1a\x07"]),
  // The magic of POSIX, pax and GNU.
  marked("tar", "a tar archive", unpackMember("tar -xOf - NAME < FILE", "tar -tf - < FILE"), [
    257,
    "ustar",
  ]),
  ...["070701", "070702", "070707"].map((magic) =>
    marked(
      "cpio",
      "a cpio archive",
      unpackMember("cpio -i --to-stdout NAME < FILE", "cpio -t < FILE"),
      [0, magic],
    )
  ),
  marked("ar", "an ar archive, as .deb packages are", ANOTHER_ARCHIVE, [0, "!<arch>\n"]),
  marked(
    "git-crypt",
    "still locked by git-crypt",
    "unlock the repository with git-crypt unlock, and take the key from it again",
    [0, "\0GITCRYPT\0"],
  ),
  marked("age", "encrypted with age and a passphrase", decrypt("age -d < FILE"), [
    0,
    "age-encryption.org/v1\n-> scrypt ",
  ]),
  marked("age", "encrypted with age", decrypt("age -d -i IDENTITY < FILE"), [
    0,
    "age-encryption.org/",
  ]),
  marked(
    "openssl-enc",
    "encrypted with openssl enc",
    `${
      decrypt("openssl enc -d OPTIONS -in FILE")
    }, OPTIONS being the cipher and what else encrypted it`,
    [0, "Salted__"],
  ),
  ...OPENPGP,
  ...CMS,
  DER,
  marked("keepass", "a database of KeePass", ANOTHER_ARCHIVE, [0, "\x03\xd9\xa2\x9a"]),
  marked("java-keystore", "a Java keystore", ANOTHER_FILE, [0, "\xfe\xed\xfe\xed"]),
  marked("java-keystore", "a Java keystore", ANOTHER_FILE, [0, "\xce\xce\xce\xce"]),
  marked("luks", "a LUKS volume", ANOTHER_FILE, [0, "LUKS\xba\xbe"]),
  marked("git-pack", "a pack of Git", ANOTHER_FILE, [0, "PACK\0\0\0\x02"]),
  ...["2", "3"].map((version) =>
    marked("git-bundle", "a bundle of Git", ANOTHER_ARCHIVE, [0, `# v${version} git bundle\n`])
  ),
  ...["DIRC", "\xfftOc", "MIDX", "CGPH", "RIDX", "BITM"].map((magic) =>
    marked("git-index", "an index of Git", ANOTHER_FILE, [0, magic])
  ),
  marked("elf", "an ELF program", ANOTHER_FILE, [0, "\x7fELF"]),
  marked("sqlite", "an SQLite database", ANOTHER_FILE, [0, "SQLite format 3\0"]),
  marked("pdf", "a PDF document", ANOTHER_FILE, [0, "%PDF-"]),
  marked("png", "a PNG image", ANOTHER_FILE, [0, "\x89PNG\r\n\x1a\n"]),
  // What may stand first: JFIF, Exif, a table.
  ...["\xe0", "\xe1", "\xdb"].map((marker) =>
    marked("jpeg", "a JPEG image", ANOTHER_FILE, [0, `\xff\xd8\xff${marker}`])
  ),
  marked("gif", "a GIF image", ANOTHER_FILE, [0, "GIF8"]),
  marked("riff", "a RIFF file, as WAVE, AVI and WebP are", ANOTHER_FILE, [0, "RIFF"]),
  marked("flac", "a FLAC file", ANOTHER_FILE, [0, "fLaC"]),
  marked("ogg", "an Ogg file", ANOTHER_FILE, [0, "OggS\0"]),
];
