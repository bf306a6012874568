import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { CONTAINER_KINDS } from "../../lib/key/container_kinds.ts";
import { ASCII_SHARE, foreignFindings, mostlyTextFinding } from "../../lib/key/foreign_findings.ts";
import { atLeast } from "../../lib/math/binomial.ts";

const encoder = new TextEncoder();
const codeOf = (bytes: Uint8Array): string | null =>
  foreignFindings(bytes, bytes.length)[0]?.code ?? null;
const codeOfText = (text: string): string | null => codeOf(encoder.encode(text));
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A random key that starts with these bytes. */
async function starting(start: readonly number[], sizeBytes = 279): Promise<Uint8Array> {
  const bytes = await fixedKey("container", sizeBytes);
  bytes.set(start);
  return bytes;
}
const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

Deno.test("foreignFindings() knows binary files by what they start with, and needs all of it", async () => {
  const starts: [string, number[]][] = [
    ["gzip", [0x1f, 0x8b, 0x08, 0x00]],
    ["gzip", [0x1f, 0x8b, 0x08, 0x1f]],
    ["bzip2", [...ascii("BZh9"), 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]],
    ["xz", [0xfd, ...ascii("7zXZ"), 0]],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
    ["zstd", [0x50, 0x2a, 0x4d, 0x18]], // pzstd
    ["zstd", [0x5f, 0x2a, 0x4d, 0x18]],
    ["lz4", [0x04, 0x22, 0x4d, 0x18]],
    ["lz4", [0x02, 0x21, 0x4c, 0x18]],
    ["lzip", [...ascii("LZIP"), 1]],
    ["lzop", [0x89, ...ascii("LZO"), 0, 0x0d, 0x0a, 0x1a, 0x0a]],
    ["ar", ascii("!<arch>\n")],
    ["compress", [0x1f, 0x9d, 0x90]],
    ["7z", [...ascii("7z"), 0xbc, 0xaf, 0x27, 0x1c]],
    ["rar", [...ascii("Rar!"), 0x1a, 0x07]],
    ["cpio", ascii("070701")],
    ["cpio", ascii("070702")],
    ["cpio", ascii("070707")],
    ["git-crypt", [0, ...ascii("GITCRYPT"), 0]],
    ["age", ascii("age-encryption.org/")],
    ["openssl-enc", ascii("Salted__")],
    ["git-bundle", ascii("# v2 git bundle\n")],
    ["git-bundle", ascii("# v3 git bundle\n")],
    ["git-index", ascii("DIRC")],
    ["git-index", [0xff, ...ascii("tOc")]],
    ["git-index", ascii("MIDX")],
    ["git-index", ascii("CGPH")],
    ["git-index", ascii("RIDX")],
    ["git-index", ascii("BITM")],
    ["git-pack", [0x50, 0x41, 0x43, 0x4b, 0, 0, 0, 2]],
    ["keepass", [0x03, 0xd9, 0xa2, 0x9a]],
    ["java-keystore", [0xfe, 0xed, 0xfe, 0xed]],
    ["java-keystore", [0xce, 0xce, 0xce, 0xce]],
    ["luks", [...ascii("LUKS"), 0xba, 0xbe]],
    ["elf", [0x7f, ...ascii("ELF")]],
    ["sqlite", [...ascii("SQLite format 3"), 0]],
    ["pdf", ascii("%PDF-")],
    ["png", [0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a]],
    ["jpeg", [0xff, 0xd8, 0xff, 0xe0]],
    ["jpeg", [0xff, 0xd8, 0xff, 0xe1]],
    ["jpeg", [0xff, 0xd8, 0xff, 0xdb]],
    ["gif", ascii("GIF8")],
    ["riff", ascii("RIFF")],
    ["flac", ascii("fLaC")],
    ["ogg", [...ascii("OggS"), 0]],
    ["cms", [0x30, 0x82, 9, 9, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]],
    ["cms", [0x30, 0x81, 0xd4, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]],
    ["cms", [0x30, 0x83, 1, 1, 1, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]],
    ["openpgp", [0xa8, 3, ...ascii("PGP")]], // a marker
    ["openpgp", [0xca, 3, ...ascii("PGP")]],
    ["cms", [0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]],
    // openssl cms -encrypt -aes-256-gcm
    ["cms", [0x30, 0x82, 1, 9, 6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 1, 0x17]],
  ];
  for (const [code, start] of starts) {
    assertEquals(codeOf(await starting(start)), code);
    const broken = start.with(start.length - 1, start[start.length - 1] ^ 0x40);
    assertEquals(codeOf(await starting(broken)), null, `${code}, last byte changed`);
  }
  const tar = await starting([], 10_240);
  tar.set(ascii("ustar"), 257);
  assertEquals(codeOf(tar), "tar");
  const inOtherTests = [
    "tar",
    "openpgp",
    "openpgp-stored",
    "openpgp-keys",
    "openpgp-signature",
    "der",
    "zip",
    "zip-7z",
  ];
  const seen = new Set([...starts.map(([code]) => code), ...inOtherTests]);
  assertEquals(CONTAINER_KINDS.filter(({ code }) => !seen.has(code)), [], "one without a test");
  assert(CONTAINER_KINDS.every(({ chance }) => chance < 2e-7), "one that accuses random keys");
});

Deno.test("foreignFindings() sends zip archives to 7z whose method unzip does not know: LZMA, after bzip2", async () => {
  const zip = (method: number) => starting([...ascii("PK"), 3, 4, 20, 0, 0, 0, method, 0]);
  assertEquals([codeOf(await zip(12)), codeOf(await zip(14))], ["zip", "zip-7z"]);
  for (const method of [0, 99]) {
    const broken = await zip(method);
    broken[3] ^= 0x40;
    assertEquals(codeOf(broken), null);
  }
});

Deno.test("foreignFindings() knows DER by a length that is the file's, of one to two bytes", async () => {
  assertEquals(codeOf(await starting([0x30, 0x7e, 0x02], 128)), "der");
  assertEquals(codeOf(await starting([0x30, 0x81, 0xc5, 0x30], 200)), "der");
  assertEquals(codeOf(await starting([0x30, 0x82, 0x04, 0x00, 0x30], 1028)), "der");
  assertEquals(codeOf(await starting([0x30, 0x82, 0x04, 0x00, 0x30], 1027)), null);
  assertEquals(codeOf(await starting([0x30, 0x7e, 0x04], 128)), null);
});

const digits = (text: string) => Array.from(text.matchAll(/\S\S/g), ([pair]) => parseInt(pair, 16));

/** Tests beginnings in hexadecimal digits, each by itself, and others that chance may have written. */
async function assertStarts(
  code: string,
  starts: readonly string[],
  others: readonly string[],
): Promise<void> {
  for (const start of starts) assertEquals(codeOf(await starting(digits(start), 256)), code, start);
  for (const start of others) assertEquals(codeOf(await starting(digits(start), 256)), null, start);
}

Deno.test("foreignFindings() knows OpenPGP for a passphrase by its first packet and the next one's tag", async () => {
  // As gpg -c writes it, and of versions 5 and 6 (RFC 9580, section 5.3.2): cipher, mode and specifier.
  const messages = [
    ["8c 0d 04 09 03", 2 + 0x0d],
    ["8c 23 05 09 02 03", 2 + 0x23],
    ["c3 3d 06 1a 09 02 0b 03", 2 + 0x3d],
    ["c3 ff 0000000d 04 09 03", 6 + 0x0d],
  ] as const;
  for (const [start, next] of messages) {
    const message = await starting(digits(start), 300);
    // Data in one way or another; for gpg -c -e, which a key opens too, its session key.
    for (const tag of [0xd2, 0xd4, 0xc9, 0xa7, 0x8c, 0x85, 0xc1]) {
      message[next] = tag;
      assertEquals(codeOf(message), "openpgp", start);
    }
    for (const tag of [0x00, 0x99]) {
      message[next] = tag;
      assertEquals(codeOf(message), null, start);
    }
  }
  for (const start of ["8c 23 05 09 04 03", "c3 3d 06 1a 00 02 0b 03", "8f 0d 04 09 03"]) {
    const message = await starting(digits(start), 300);
    message[2 + message[1]] = 0xd2;
    assertEquals(codeOf(message), null, start);
  }
});

Deno.test("foreignFindings() knows OpenPGP for a key by what fills its first packet, whatever wrote its length", async () => {
  const id = " 03977762807f1e45 ";
  const zeros = (size: number) => "00".repeat(size);
  await assertStarts("openpgp", [
    `85 010c 03 ${id} 01 0800`, // gpg -e, RSA 2048
    `85 020c 03 ${id} 01 0fff`, // RSA 4096
    `c1 c0cc 03 ${id} 01 0bff`, // sq encrypt, RSA 3072
    `c1 c14c 03 ${id} 01 0ffe`, // RSA 4096
    `c1 8c 03 ${id} 01 0400`, // RSA 1024
    `c1 ff 0000018c 03 ${id} 01 0bff`, // the length in five bytes
    `86 0000018c 03 ${id} 01 0bff`, // in four
    `c1 5e 03 ${id} 12 0107 40 ${zeros(32)} 30`, // ECDH, Curve25519
    `84 7e 03 ${id} 12 0203 04 ${zeros(64)} 30`, // P-256
    `c1 55 03 ${id} 19 ${zeros(32)} 2a`, // X25519
    `c1 6d 03 ${id} 1a ${zeros(56)} 2a`, // X448
    `85 00ce 03 ${id} 10 0300 ${zeros(96)} 02f9`, // Elgamal
    `c1 c059 06 21 06 ${zeros(32)} 01`, // of version 6, with a fingerprint
    `c1 ff 00000119 06 21 06 ${zeros(32)} 19`,
    `c1 62 06 15 04 ${zeros(20)} 01`,
    `c1 2d 06 00 19 ${zeros(32)} 09`, // to nobody in particular
  ], [
    `85 010c 03 ${id} 01 0801`,
    `c1 c0cc 03 ${id} 01 0bf0`,
    `c1 c0cc 02 ${id} 01 0bff`,
    `c1 c0cc 03 ${id} 03 0bff`,
    `c2 c0cc 03 ${id} 01 0bff`,
    `87 03 ${id} 01 0bff`,
    `c1 5e 03 ${id} 12 0107 40 ${zeros(32)} 31`,
    `c1 55 03 ${id} 19 ${zeros(32)} 2b`,
    `85 00ce 03 ${id} 10 0300 ${zeros(96)} 0301`,
    `c1 c059 06 21 04 ${zeros(32)} 01`,
    `c1 c059 05 21 06 ${zeros(32)} 01`,
    `c1 c059 06 21 06 ${zeros(32)} 03`,
    `c1 2d 06 00 19 ${zeros(32)} 08`,
  ]);
});

Deno.test("foreignFindings() knows messages of OpenPGP that are compressed, signed or stored, whole or cut", async () => {
  const id = " 01859ce560a1913b ";
  await assertStarts("openpgp-stored", [
    "a3 02 78 9c 01", // gpg --store --compress-algo zlib
    "a3 02 78 9c 9bc0", // gpg -s --compress-algo zlib
    "c8 ea 02 78 da", // of the new form, in parts
    "a3 03 42 5a 68", // bzip2
    `90 0d 03 00 0a 01 ${id} 01`, // gpg -s -z0
    `c4 0d 03 00 0a 16 ${id} 01`, // sq sign
    "c4 46 06 00 0a 1b 20", // version 6, a salt of 32 bytes
    "ac fe 62 00 6b0a4fa0", // a literal packet that fills the file
    "ac fe 62 04 6b 32 35 36 6b0a4fa0", // with a name
    "ac fe 74 00 6b0a4fa0", // of text
    "ad 00fd 62 00 6b0a4fa0",
    "cb 00fd 62 00 00000000".replace("00fd", "c03d"), // without a time, as sq writes it
    "ad 100b 62 05 6b 34 30 39 36 6b0a4fa0", // its start
    "cb ec 62 00 6b0a4fa9", // in parts
  ], [
    "a3 02 78 9d 01",
    "a3 04 78 9c 01",
    "a3 03 42 5a 69",
    `90 0e 03 00 0a 01 ${id} 01`,
    `90 0d 02 00 0a 01 ${id} 01`,
    `90 0d 03 02 0a 01 ${id} 01`,
    `90 0d 03 00 04 01 ${id} 01`,
    "c4 46 06 00 0a 1b 21",
    "ac fd 62 00 6b0a4fa0",
    "ac fe 61 00 6b0a4fa0",
    "ac fe 62 00 3b0a4fa0",
    "ac fe 62 04 6b 32 00 36 6b0a4fa0",
    "ad 100b 74 05 6b 34 30 39 36 6b0a4fa0",
    "ad f00b 62 05 6b 34 30 39 36 6b0a4fa0",
    "af 62 00 6b0a4fa0",
  ]);
  // In parts, the last of which ends where the file does, as gpg --store writes 4,096 bytes from a pipe.
  const parts = await starting(digits("cb ec 62 00 6b0a4fa9"), 4105);
  parts[2 + 4096] = 6;
  assertEquals(codeOf(parts), "openpgp-stored");
  parts[2 + 4096] = 7;
  parts[0] = 0xcc;
  assertEquals(codeOf(parts), null);
});

Deno.test("foreignFindings() knows OpenPGP keys by tag, version, time and algorithm, and needs them all", async () => {
  const from = (digits: string) => Array.from(digits.matchAll(/\S\S/g), ([d]) => parseInt(d, 16));
  // How keyrings of Debian start, and what gpg 2.4 exports.
  const starts = [
    "99 020d 04 63cbd015 01 1000 e6", // RSA 4096
    "98 8b 04 4006e452 01 0400 cb", // RSA 1024
    "95 0398 04 6b08ea60 01 0800 b4", // the secret key of one of 2048 bits
    "98 33 04 63ceb953 16 092b06010401da470f01", // Ed25519
    "b8 38 04 63ceb953 12 0a2b060104019755010501", // a subkey for Curve25519
    "98 52 04 63ceb953 13 082a8648ce3d030107", // P-256
    "99 01a2 04 3d000000 11 0400 f0", // DSA 1024
    "99 010d 03 3d000000 0000 01 0800 b4", // version 3
    "c6 2a 06 63877fe3 1b 0000", // Ed25519 of version 6
    "98 49 05 63877fe3 16 0000", // Ed448 of version 5, GnuPG's own
    "c6 c1 8d 04 63cbd015 01 1000 e6", // the length of the new form in two bytes
    "c6 ff 0000020d 04 63cbd015 01 1000 e6", // in five
    "9a 0000020d 04 63cbd015 01 1000 e6", // in four
    "00000020 0101 0002 4b425866", // a keybox
  ];
  for (const start of starts) {
    assertEquals(codeOf(await starting(from(start), 256)), "openpgp-keys", start);
  }
  const broken = [
    "97 020d 04 63cbd015 01 1000 e6",
    "99 020d 05 63cbd015 01 1000 e6",
    "99 020d 07 63cbd015 01 0000 e6",
    "99 020d 04 83cbd015 01 1000 e6",
    "99 020d 04 63cbd015 05 1000 e6",
    "99 020d 04 63cbd015 01 1001 e6",
    "99 020d 04 63cbd015 01 1000 66",
    "99 020d 04 63cbd015 01 4100 e6",
    "99 020d 04 63cbd015 01 0100 e6",
    "98 33 04 63ceb953 16 092b06010402da470f01",
    "c6 2a 06 63877fe3 1b 0001",
    "00000020 0101 0002 4b425867",
  ];
  for (const start of broken) assertEquals(codeOf(await starting(from(start), 256)), null, start);
  const signature = from("89 0233 04 00 01 0a 001d 16 21 04");
  assertEquals(codeOf(await starting(signature, 256)), "openpgp-signature");
  assertEquals(codeOf(await starting(signature.with(7, 1), 256)), null);
  await assertStarts("openpgp-signature", [
    "c2 c13b 04 00 01 0a 006f 05 82", // sq sign --detached: a time that is critical
    "c2 c13b 04 00 01 0a 006f ff 00000005 02", // a length of five bytes
    "c2 c09a 06 00 1b 0a 0000004d 05 82",
    "88 95 05 00 16 0a 001d 05 02", // version 5, GnuPG's own
    "89 0115 03 05 00 3d000000 03977762807f1e45 01 02", // version 3
  ], [
    "88 95 07 00 16 0a 001d 05 02",
    "89 0115 03 06 00 3d000000 03977762807f1e45 01 02",
    "89 0115 03 05 00 8d000000 03977762807f1e45 01 02",
    "89 0115 03 05 00 3d000000 03977762807f1e45 04 02",
    "89 0115 03 05 00 3d000000 03977762807f1e45 01 04",
    "c2 c13b 04 00 01 0a 006f 06 82",
    "c2 c13b 04 00 01 0a 016f 05 82",
    "c2 c13b 04 00 01 04 006f 05 82",
    "c2 c09a 06 00 1b 0a 0001004d 05 82",
  ]);
});

Deno.test("foreignFindings() knows certificates and keys in DER by their start, cut or with something behind", async () => {
  await assertStarts("der", [
    "3082 0122 300d 0609 2a864886f70d010101 0500", // SubjectPublicKeyInfo, RSA 2048
    "3082 010a 0282 0101 00 b4", // RSAPublicKey
    "3081 9b 3010 0607 2a8648ce3d0201", // SubjectPublicKeyInfo, P-521
    "3082 04a4 0201 00 0282 0101 00 b4", // RSAPrivateKey
    "3082 04be 0201 00 300d 0609 2a864886f70d010101", // PrivateKeyInfo
    "3082 052d 3057 0609 2a864886f70d01050d", // EncryptedPrivateKeyInfo
    "3081 dc 0201 01 0442", // ECPrivateKey, P-521
    "3082 09c7 0201 03 3082 097d 0609", // PKCS #12
    "3082 0180 3081 f1 a003 0201 02", // a small certificate
    "3083 012345 3082 0440 a003 0201 02", // more than 64 KiB
    "3082 0332 300b 0609 608648016503040401 0382 0321 00", // SubjectPublicKeyInfo, ML-KEM-512
    "3081 b0 300d 0609 2a864886f70d010101 0500", // shorter than the file
  ], [
    "3182 0122 300d 0609 2a864886f70d010101 0500",
    "3084 00000122 300d 0609 2a864886f70d010101 0500",
    "3082 0122 310d 0609 2a864886f70d010101 0500",
    "3082 0122 300d 0509 2a864886f70d010101 0500",
    "3082 010a 0282 0101 00 34",
    "3082 010a 0282 0101 01 b4",
    "3082 04a4 0201 02 0282 0101 00 b4",
    "3082 04a4 0201 00 0382 0101 00 b4",
    "3082 0180 3081 f1 a103 0201 02",
  ]);
});

Deno.test("foreignFindings() takes no text for a key, whatever it begins with", async () => {
  const encoded = base64(await fixedKey("any text", 192));
  for (const start of ["!<arch>\n", "070707", "VimCrypt", "PWS3", "BORG_SEG", "S0030000", "x"]) {
    assert(codeOfText(start + encoded) !== null, start);
  }
});

Deno.test("foreignFindings() knows what a text is", async () => {
  const key = await fixedKey("text", 192);
  const lines = base64(key).replace(/.{76}/g, "$&\n") + "\n";
  const kinds: [string, string][] = [
    ["base64", base64(key)],
    ["base64", lines],
    ["base64", lines.replaceAll("\n", "\r\n")],
    ["base64", base64(key).replaceAll("+", "-").replaceAll("/", "_")],
    ["hexadecimal", hex(key)],
    ["hexadecimal", hex(key).replace(/.{32}/g, "$&\n")],
    ["hexadecimal", hex(key).replace(/../g, "$& ")],
    ["hexdump", "00000000: 3805 0784 e849 ed28 c017 8b36 e47d 96d4  8....I.(...6.}..\n".repeat(4)],
    ["hexdump", "00000000  38 05 07 84 e8 49 ed 28  c0 17 8b 36 e4 7d 96 d4  |8....I.(...6.}..|\n"],
    ["uuencode", "begin 644 authkey\nM.`4'A.A)[2C`%XLVY'V6U)Z*-)C2T=V.8VYS\n`\nend\n"],
    ["escaped", hex(key).replace(/../g, "\\x$&")],
    ["escaped", hex(key).toUpperCase().replace(/../g, "=$&")],
    ["escaped", hex(key).replace(/../g, "%$&")],
    ["certificate", `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`],
    ["private-key", `-----BEGIN PRIVATE KEY-----\n${lines}-----END PRIVATE KEY-----\n`],
    [
      "private-key",
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----\n`,
    ],
    ["private-key", `-----BEGIN RSA PRIVATE KEY-----\n${lines}-----END RSA PRIVATE KEY-----\n`],
    ["pem", `-----BEGIN DH PARAMETERS-----\n${lines}-----END DH PARAMETERS-----\n`],
    ["openpgp", `-----BEGIN PGP MESSAGE-----\n\n${lines}=abcd\n-----END PGP MESSAGE-----\n`],
    ["pem", `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${lines}-----END PGP PUBLIC KEY BLOCK-----\n`],
    ["age", `-----BEGIN AGE ENCRYPTED FILE-----\n${lines}-----END AGE ENCRYPTED FILE-----\n`],
    ["ansible-vault", `$ANSIBLE_VAULT;1.1;AES256\n${hex(key)}\n`],
    ["git-lfs-pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 256\n"],
    ["git-annex-pointer", "/annex/objects/SHA256E-s256--00\n"],
    ["sops", `{"data":"ENC[AES256_GCM,data:${base64(key)},type:str]"}`],
    ["web-page", "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n"],
    ["web-page", "\r\n<HTML><head><title>403</title></head></HTML>"],
    ["web-page", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"],
    ["web-page", "<!doctype html><p>Не найдено</p>"],
    ["xml", '<?xml version="1.0"?><cib crm_feature_set="3.0"/>'],
    ["json", '{"kind":"Secret","data":{"authkey":"OAUHhOhJ7SjA"}}'],
    ["json", "[1, 2, 3]\n"],
    ["yaml", "---\nauthkey: !!binary |\n  OAUHhOhJ7SjA\n"],
    ["yaml", "user = root\npassword = secret\n"],
    ["heartbeat-authkeys", "auth 1\n1 sha1 eea0a1b4069d4bd5ca3cbdf409bdf75e\n"],
    ["heartbeat-authkeys", "# comment\nauth 2\n1 crc\n2 md5 secret\n"],
    ["corosync-conf", "# my cluster\ntotem {\n  version: 2\n}\n"],
    ["ssh-key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBubble root@node1\n"],
    ["checksums", `${hex(key.subarray(0, 32))}  authkey\n`],
    ["fingerprint", "SHA256:o9xTKeItUZqQf1r0gHAWjp7JeGqv5ptXO4y04eWEwuw authkey (256 bytes)\n"],
    ["script", "#!/bin/sh\ncorosync-keygen -l\n"],
    [
      "banner",
      "Corosync Cluster Engine Authentication key generator.\nWriting corosync key to /dev/stdout.\n",
    ],
    ["passphrase", "correct horse battery staple! ".repeat(5)],
    ["passphrase", "x".repeat(54)],
    ["passphrase", "x".repeat(200) + "\n"],
    ["passphrase", "correcthorsebatterystaple".repeat(6)],
    ["text", "Dear admin,\n\nplease find the key attached.\n"],
    ["text", "Sehr geehrte Frau Müller,\n\nanbei der Schlüssel.\n"],
  ];
  for (const [code, text] of kinds) assertEquals(codeOfText(text), code, text.slice(0, 60));
  // With a mark in front, and with the zero byte of a string of corosync.conf.
  assertEquals(codeOfText(`\uFEFF${base64(key)}`), "base64");
  assertEquals(codeOfText(`${base64(key)}\0`), "base64");
});

Deno.test("foreignFindings() tells to decode only what decodes to a key", async () => {
  const remedy = (text: string) => foreignFindings(encoder.encode(text), text.length)[0].remedy;
  for (const encode of [base64, hex]) {
    assertStringIncludes(remedy(encode(await fixedKey("decode", 128))), "decode it: ");
    assertStringIncludes(remedy(encode(await fixedKey("decode", 127))), "128 bytes are the least");
  }
  for (
    const text of [
      "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n",
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 256\n",
      "$ANSIBLE_VAULT;1.1;AES256\n00\n",
      "<!DOCTYPE html><html></html>",
      "auth 1\n1 sha1 eea0a1b4069d4bd5ca3cbdf409bdf75e\n",
      "x".repeat(54),
    ]
  ) {
    assert(!remedy(text).startsWith("decode"), remedy(text));
  }
});

Deno.test("foreignFindings() says to compare fingerprints where digits may be words without a space between", async () => {
  const text = hex(await fixedKey("digits", 256));
  const remedyOf = (listing: string) =>
    foreignFindings(encoder.encode(listing), listing.length)[0].remedy;
  const grouped = (digits: number) => text.replaceAll(new RegExp(`.{${digits}}`, "g"), "$&\n");
  // xxd -p, xxd -p -c 16, which od -An -v -tx4 | tr -d ' ' looks like, and hexdump -v -e '/2 "%04x"'.
  for (const listing of [grouped(60), grouped(32), text]) {
    assertStringIncludes(
      remedyOf(listing),
      "before use, compare the fingerprint of KEY with the original's",
    );
  }
  assert(!remedyOf(grouped(2)).includes("before use"), "bytes by themselves are in order");
});

Deno.test("foreignFindings() calls numbers behind addresses, or without zeros in front, a listing", async () => {
  const key = await fixedKey("listed", 128);
  const lines = (print: (byte: number, index: number) => string) =>
    Array.from(key, print).join("\n") + "\n";
  const two = (byte: number) => byte.toString(16).padStart(2, "0");
  const listings = [
    lines((byte, index) => `${index.toString(16).padStart(6, "0")} ${two(byte)}`), // od -v -Ax -tx1 -w1
    lines((byte, index) => `${index.toString(8).padStart(7, "0")} ${two(byte)}`), // od -v -tx1 -w1
    lines((byte, index) => (byte * 256 + key[index ^ 1]).toString(16)), // hexdump -v -e '/2 "%x\n"'
  ];
  for (const listing of listings) {
    const [{ code, reason, remedy }] = foreignFindings(encoder.encode(listing), listing.length);
    assertEquals([code, remedy], ["hexdump", "copy the key again from a good node as raw bytes"]);
    assert(!/hexadecimal|of only/.test(reason), reason);
  }
});

Deno.test("foreignFindings() takes letters and digits on one line for text, as passwords are, and no base64", () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const random = (size: number) =>
    Array.from(crypto.getRandomValues(new Uint8Array(size)), (byte) => alphabet[byte % 62]).join(
      "",
    );
  for (const size of [172, 256]) {
    for (const end of ["", "\n"]) {
      const [{ code, remedy }] = foreignFindings(encoder.encode(random(size) + end), size);
      assertEquals([code, remedy.startsWith("decode it")], ["text", false]);
    }
  }
  // A sign of base64: its other characters, what fills it, lines.
  for (
    const text of [
      `${random(171)}=`,
      `${random(171)}/`,
      `${random(171)}-`,
      `${random(76)}\n${random(76)}\n${random(76)}`,
    ]
  ) {
    assertEquals(codeOfText(text), "base64", text);
  }
});

Deno.test("foreignFindings() decodes hexadecimal digits unless they may be words, on lines of their own too", async () => {
  const text = hex(await fixedKey("digits", 256));
  const remedyOf = (listing: string) => {
    const [{ code, remedy }] = foreignFindings(new TextEncoder().encode(listing), listing.length);
    assert(["hexadecimal", "hexdump"].includes(code), code);
    return remedy.slice(0, 9);
  };
  const grouped = (digits: number, end: string) =>
    text.replaceAll(new RegExp(`.{${digits}}`, "g"), `$&${end}`);
  // The last line of xxd -p of 128 bytes has 16 digits.
  for (const listing of [text, grouped(60, "\n"), grouped(2, "\n"), grouped(2, " ")]) {
    assertEquals(remedyOf(listing), "decode it", listing.slice(0, 70));
  }
  assertEquals(remedyOf(text.slice(0, 256).replaceAll(/.{60}/g, "$&\n")), "decode it");
  for (const digits of [4, 8, 16]) {
    for (const end of ["\n", " ", "\t"]) {
      assertEquals(remedyOf(grouped(digits, end)), "copy the ", `${digits}${end}`);
      assertEquals(
        remedyOf(` ${grouped(digits, end)}`),
        "copy the ",
        `${digits}${end} behind a space`,
      );
    }
  }
});

Deno.test("foreignFindings() calls only typed words a passphrase, and denies no text that may hold a key", async () => {
  const key = await fixedKey("hidden", 192);
  const encoded = base64(key);
  const finding = (text: string) => foreignFindings(encoder.encode(text), text.length)[0];
  const hidden = [
    "404: Not Found",
    "Not Found",
    JSON.stringify(encoded),
    `AUTHKEY=${encoded}`,
    `base64:${encoded}`,
    `data:application/octet-stream;base64,${encoded}`,
    hex(key).replace(/..(?!$)/g, "$&:"),
    hex(key).replace(/..(?!$)/g, "$&-"),
    `0x${hex(key)}`,
    Array.from(key).join(" "),
    "MFRGGZDFMZTWQ2LK".repeat(16),
    "<~9jqo^BlbD-BleB1DJ+*+F(f,q/0JhKF<GL>Cj@.4Gp$d7F!,L7@<6@)~>",
    `ENC[PKCS7,${encoded}]`,
    `vault:v1:${encoded}`,
    `eyJhbGciOiJkaXIifQ..${encoded.slice(0, 16)}.${encoded}.AAAA`,
    `kind: Secret\ndata:\n  authkey: ${encoded}\n`,
    `---\nauthkey: !!binary |\n  ${encoded}\n`,
    `-----BEGIN COROSYNC KEY-----\n${encoded}\n-----END COROSYNC KEY-----\n`,
    `unsigned char authkey[] = {\n  0x${hex(key).replace(/..(?!$)/g, "$&, 0x")}\n};\n`,
    "0000000 7246 8392 8e4c 5bc0 bf0a 098c 4b05 f962\n",
    "0000000 071106 101622 107114 055700 137412 004614 045405 174542\n",
    `authkey: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${hex(key)}\n`,
  ];
  for (const text of hidden) {
    const { code, reason, remedy } = finding(text);
    assert(code !== "passphrase" && !/passphrase/.test(reason + remedy), text);
    assert(!/no decoding/.test(remedy), `${text}: ${remedy}`);
    assert(/copy the key (itself|again)/.test(remedy), `${text}: ${remedy}`);
  }
  for (const text of ["correct horse battery staple", "Sommer2026!", "geheim", "Grüße aus Köln"]) {
    assertEquals(finding(text).code, "passphrase");
  }
});

Deno.test("foreignFindings() asks for the identity of age only where there is one", () => {
  const header = (stanza: string) => `age-encryption.org/v1\n-> ${stanza} AAAA\n`;
  const armored = (text: string) =>
    `-----BEGIN AGE ENCRYPTED FILE-----\n${btoa(text)}\n-----END AGE ENCRYPTED FILE-----\n`;
  for (const [stanza, options] of [["scrypt", ""], ["X25519", "-i IDENTITY "]]) {
    for (const text of [header(stanza), armored(header(stanza))]) {
      const [{ code, remedy }] = foreignFindings(encoder.encode(text), text.length);
      assertEquals([code, remedy], [
        "age",
        `decrypt it: (umask 077; age -d ${options}< FILE > KEY)`,
      ]);
    }
  }
});

Deno.test("foreignFindings() takes one file by its name out of what may hold several, and keeps it from others", async () => {
  const remedy = (bytes: Uint8Array) => foreignFindings(bytes, bytes.length)[0].remedy;
  const tar = await starting([], 10_240);
  tar.set(ascii("ustar"), 257);
  assertEquals(
    remedy(tar),
    "unpack it: (umask 077; tar -xOf - NAME < FILE > KEY), where NAME is the key's in what tar -tf - < FILE prints",
  );
  for (
    const start of [[...ascii("PK"), 3, 4], ascii("070701"), [
      ...ascii("7z"),
      0xbc,
      0xaf,
      0x27,
      0x1c,
    ]]
  ) {
    assertStringIncludes(remedy(await starting(start)), " NAME");
  }
  const sops = encoder.encode("key: ENC[AES256_GCM,data:abc,type:str]\n".repeat(5));
  const cms = [0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 3];
  for (const bytes of [sops, await starting(ascii("Salted__")), await starting(cms)]) {
    assertStringIncludes(remedy(bytes), "(umask 077; ");
    assertStringIncludes(remedy(bytes), " > KEY)");
  }
});

Deno.test("foreignFindings() says when a file is too short as well", () => {
  const [finding] = foreignFindings(encoder.encode("x".repeat(127)), 127);
  assertEquals(
    finding.reason,
    "the file is one line of words, such as a passphrase, and shorter than the 128 bytes that corosync wants",
  );
  assertEquals(finding.chance, undefined, "no good key is as short");
  const [longer] = foreignFindings(encoder.encode("x".repeat(128)), 128);
  assert(longer.chance !== undefined);
  assertEquals(longer.reason, "the file is one line of words, such as a passphrase");
});

Deno.test("mostlyTextFinding() takes text with something in it, from three quarters on, for no key", async () => {
  const text = (characters: number) => {
    const bytes = new Uint8Array(128).fill(0x80);
    bytes.set(encoder.encode("x".repeat(characters)));
    return mostlyTextFinding(bytes).map(({ code }) => code);
  };
  assertEquals([text(95), text(96)], [[], ["mostly-text"]]);
  assertEquals(mostlyTextFinding(await fixedKey("mostly", 4096)), []);
});

Deno.test("mostlyTextFinding() states no less than good keys of any length show", () => {
  const [{ chance = 0 }] = mostlyTextFinding(new Uint8Array(128).fill(0x41));
  const lengths = Array.from({ length: 4096 - 127 }, (_, i) => 128 + i);
  const exact = lengths.map((length) => atLeast(Math.ceil(0.75 * length), length, ASCII_SHARE));
  const most = Math.max(...exact);
  // P(Bin(128, 100/256) >= 96), as the doc of MAX_MOSTLY_TEXT_CHANCE states it.
  assertEquals(atLeast(96, 128, 100 / 256).toExponential(2), "1.57e-16");
  assertEquals(most, exact[0]);
  assert(chance >= most && chance < 10 * most, `${chance} for ${most}`);
});
