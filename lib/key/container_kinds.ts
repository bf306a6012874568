import { startsWith } from "./byte_patterns.ts";
import { CMS_CHANCE, type CmsContent, cmsContent, DER_CHANCE, isDer } from "./der.ts";
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

const UNZSTD = unpack("zstd -dc < FILE");

/** RFC 8878, section 3.1.2: a frame without data, as pzstd writes it first; one of 16 values, and three bytes. */
const SKIPPABLE: ContainerKind = {
  code: "zstd",
  what: "a zstd archive",
  remedy: UNZSTD,
  chance: 16 * 256 ** -4,
  matches: (bytes) => bytes[0] >> 4 === 5 && startsWith(bytes, [0x2a, 0x4d, 0x18], 1),
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

/** A marker stands in front of any message, and says nothing of it (RFC 9580, section 5.8). */
const MARKED_MESSAGES = ["\xa8\x03PGP", "\xca\x03PGP"].map((marker) =>
  marked("openpgp", "a message of OpenPGP", DECRYPT_OPENPGP, [0, marker])
);

const OPENPGP: readonly ContainerKind[] = [
  ...MARKED_MESSAGES,
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

/** What makes a key of each kind of content. */
const CMS_REMEDIES: Readonly<Record<CmsContent, string>> = {
  enveloped: `${decrypt("openssl cms -decrypt -inform DER -inkey IDENTITY -in FILE")}, with ` +
    "-pwri_password PASSWORD for -inkey IDENTITY where that encrypted it",
  encrypted: decrypt("openssl cms -EncryptedData_decrypt -inform DER -secretkey SECRET -in FILE"),
  signed: unpack("openssl cms -verify -noverify -binary -inform DER -in FILE"),
  other: "take it out with the program that made it",
};

const CMS: readonly ContainerKind[] = Object.entries(CMS_REMEDIES).map(([content, remedy]) => ({
  code: "cms",
  what: "CMS, as openssl cms, smime and bundles of certificates (p7b) have it",
  remedy:
    `where it holds a key, ${remedy}; else copy the key itself, as raw bytes, from a good node`,
  chance: CMS_CHANCE,
  matches: (bytes) => cmsContent(bytes) === content,
}));

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
  marked("zstd", "a zstd archive", UNZSTD, [0, "\x28\xb5\x2f\xfd"]),
  SKIPPABLE,
  // The frames of today, and those of lz4 -l.
  ...["\x04\x22\x4d\x18", "\x02\x21\x4c\x18"].map((magic) =>
    marked("lz4", "an lz4 archive", unpack("lz4 -dc < FILE"), [0, magic])
  ),
  marked("lzip", "an lzip archive", unpack("lzip -dc < FILE"), [0, "LZIP\x01"]),
  marked("lzop", "an lzop archive", unpack("lzop -dc < FILE"), [0, "\x89LZO\0\r\n\x1a\n"]),
  // With codes of up to 16 bits, which is the usual form of compress(1).
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
