import { counted } from "../math/amounts.ts";
import { MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { COPY_WHOLE, MAKE_KEY, redirectedToKey } from "./finding.ts";

/** What a file that is text from end to end is, and what makes a key of it. */
export interface TextKind {
  readonly code: string;
  /** What the file is: "a web page". */
  readonly what: string;
  readonly remedy: string;
  /** How many bytes it decodes to, where it is an encoding of enough for a key. */
  readonly encodedBytes?: number;
}

interface TextPattern extends TextKind {
  matches(text: string): boolean;
}

const FROM_A_GOOD_NODE = "copy the key itself, as raw bytes, from a good node";
const NOT_A_KEY =
  `no decoding makes a key of it; ${FROM_A_GOOD_NODE}, or make one with ${MAKE_KEY}`;
const AGAIN = "copy the key again from a good node as raw bytes";
const IF_WORDS =
  "; before use, compare the fingerprint of KEY with the original's: where the digits are those of words, " +
  "their bytes are in another order, and KEY is another key";
const IF_ENCODED =
  "text is no key as it stands: where a key is encoded or encrypted in it, decode that; " +
  `else ${FROM_A_GOOD_NODE}`;

/** How the header of age starts that asks for a passphrase, in base64; without the last character. */
const ARMORED_SCRYPT =
  /^-----BEGIN AGE ENCRYPTED FILE-----\r?\nYWdlLWVuY3J5cHRpb24ub3JnL3YxCi0\+IHNjcnlw/;

const pattern = (code: string, what: string, remedy: string, expression: RegExp): TextPattern => ({
  code,
  what,
  remedy,
  matches: (text) => expression.test(text),
});

/** From the most particular to the least; the first that matches is it. */
const PATTERNS: readonly TextPattern[] = [
  pattern(
    "banner",
    "the message of corosync-keygen",
    "make a new key with -k FILE or --stdout; that message went to where a key belongs",
    /^Corosync Cluster Engine Authentication key generator\./,
  ),
  pattern(
    "ansible-vault",
    "still encrypted by Ansible Vault",
    "decrypt it: ansible-vault decrypt --output KEY FILE; Ansible's copy module does so by itself",
    /^\$ANSIBLE_VAULT;/,
  ),
  pattern(
    "ansible-vault",
    "settings in which Ansible Vault encrypted a value",
    `let Ansible decrypt the value and write it; else ${FROM_A_GOOD_NODE}`,
    /!vault\s*\|\s+\$ANSIBLE_VAULT;/,
  ),
  pattern(
    "age",
    "encrypted with age and a passphrase",
    `decrypt it: ${redirectedToKey("age -d < FILE")}`,
    ARMORED_SCRYPT,
  ),
  pattern(
    "age",
    "encrypted with age",
    `decrypt it: ${redirectedToKey("age -d -i IDENTITY < FILE")}`,
    /^-----BEGIN AGE ENCRYPTED FILE-----/,
  ),
  pattern(
    "openpgp",
    "encrypted with OpenPGP",
    `decrypt it: ${redirectedToKey("gpg -d FILE")}`,
    /^-----BEGIN PGP MESSAGE-----/,
  ),
  pattern(
    "certificate",
    "a certificate",
    `no decoding makes a key of it, and it is public; ${FROM_A_GOOD_NODE}`,
    /-----BEGIN (TRUSTED |X509 |NEW )?CERTIFICATE/,
  ),
  pattern(
    "private-key",
    "the private key of another program",
    `no decoding makes a cluster key of it; ${FROM_A_GOOD_NODE}`,
    /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY/,
  ),
  pattern("pem", "PEM", IF_ENCODED, /-----BEGIN [A-Z0-9 ]+-----/),
  pattern(
    "git-lfs-pointer",
    "a Git LFS pointer in the place of the file",
    "fetch the object: git lfs pull in the repository, and take the key from it again",
    /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\//,
  ),
  pattern(
    "git-annex-pointer",
    "a git-annex pointer in the place of the file",
    "fetch the object: git annex get in the repository, and take the key from it again",
    /^\/annex\/objects\//,
  ),
  pattern(
    "sops",
    "still encrypted by SOPS",
    `decrypt it: ${redirectedToKey("sops -d FILE")}`,
    /ENC\[AES256_GCM,/,
  ),
  pattern(
    "web-page",
    "a web page, perhaps an error of the server",
    `${FROM_A_GOOD_NODE}; whatever fetched this got a page and no key`,
    /^\s*(HTTP\/[\d.]+ \d{3}|<(!doctype\s+html|html|head|body)\b)/i,
  ),
  pattern("xml", "XML", IF_ENCODED, /^\s*<(\?xml|[A-Za-z][\w:.-]*[\s>\/])/),
  pattern(
    "heartbeat-authkeys",
    "the authkeys of heartbeat, another program's",
    `corosync takes no such file; ${FROM_A_GOOD_NODE}, or make one with ${MAKE_KEY}`,
    /^\s*(#.*\n\s*)*auth\s+\d+\s*\n/,
  ),
  pattern(
    "corosync-conf",
    "a configuration of corosync",
    `corosync.conf belongs beside the key; ${FROM_A_GOOD_NODE}`,
    /^\s*(totem|nodelist|quorum|logging)\s*\{/m,
  ),
  pattern(
    "ssh-key",
    "a key of OpenSSH",
    NOT_A_KEY,
    /^(ssh-(ed25519|rsa|dss)|ecdsa-sha2-\S+|sk-\S+) AAAA|^\S+ (ssh-(ed25519|rsa)|ecdsa-sha2-\S+) AAAA/,
  ),
  pattern("fingerprint", "a fingerprint", NOT_A_KEY, /^SHA256:[A-Za-z0-9+\/]{43}/),
  pattern("checksums", "a list of checksums", NOT_A_KEY, /^([0-9a-f]{32,128} [ *]\S.*\n?)+$/),
  pattern("script", "a script", IF_ENCODED, /^#!/),
  {
    code: "json",
    what: "JSON",
    remedy: `a key that stands in it has to be taken out and decoded; else ${FROM_A_GOOD_NODE}`,
    matches: isJson,
  },
  pattern("uuencode", "uuencoded", AGAIN, /^begin(-base64)? [0-7]{3,4} \S/),
  pattern(
    "hexdump",
    "a listing of bytes",
    AGAIN,
    // Three groups behind an address, or the first address and whatever stands there.
    /^([0-9a-f]{6,8}:? +([0-9a-f]{2,8} +){3}|0{6,8}:?[ \t]+[0-9a-f]|unsigned char \w+\[\] = \{)/i,
  ),
];

/**
 * The kind of a text. What is an encoding of fewer bytes than a key has is no key either way, so only long
 * ones are told to be decoded.
 */
export function textKind(text: string): TextKind {
  return PATTERNS.find((kind) => kind.matches(text)) ?? encoding(text) ?? proseKind(text);
}

function encoding(text: string): TextKind | null {
  const packed = text.replace(/\s+/g, "");
  if (/^(0x)?[0-9a-fA-F]+$/.test(packed) && new Set(packed.toLowerCase()).size > 10) {
    const bytes = packed.replace(/^0x/, "").length / 2;
    const groups = text.trim().split(/\s+/);
    // Numbers without their zeros in front.
    if (groups.length > 1 && groups.some(({ length }) => length % 2 !== 0)) {
      return { code: "hexdump", what: "a listing of numbers", remedy: AGAIN };
    }
    // Groups of four digits and more may be words, whose bytes are in the order of a machine; also one a line.
    const areWords = /^\s*(?:\S{4}|\S{8}|\S{16})\s/.test(text) ||
      /[0-9a-f]{3,}[ \t]+[0-9a-f]/i.test(text);
    const inOrder = !packed.startsWith("0x") && !areWords;
    const command = redirectedToKey("tr -cd 0-9A-Fa-f < FILE | xxd -r -p");
    // Longer groups may be words with nothing between them.
    const check = groups.every(({ length }) => length === 2) ? "" : IF_WORDS;
    if (Number.isInteger(bytes)) {
      return decoded("hexadecimal", "hexadecimal text", bytes, inOrder ? command + check : null);
    }
  }
  if (isBase64(text)) {
    const bytes = Math.floor(packed.replace(/=+$/, "").length * 3 / 4);
    const toAlphabet = /[-_]/.test(packed) ? "tr -- -_ +/ < FILE | tr" : "tr";
    const from = /[-_]/.test(packed) ? "" : " < FILE";
    // What is no letter of base64, such as a carriage return or a mark in front, would end the decoding.
    const command = redirectedToKey(`${toAlphabet} -cd A-Za-z0-9+/=${from} | base64 -d`);
    return decoded("base64", "base64", bytes, packed.length % 4 === 0 ? command : null);
  }
  const escapes = [/=[0-9A-F]{2}/g, /%[0-9A-F]{2}/gi, /\\x[0-9a-f]{2}/gi, /\\[0-7]{3}/g, /&#\d+;/g];
  const escaped = escapes.some((escape) => (text.match(escape)?.length ?? 0) * 12 > text.length);
  return escaped
    ? { code: "escaped", what: "text in which bytes are written as escapes", remedy: AGAIN }
    : null;
}

/** `command` is null where none is sure to give the bytes that were encoded. */
function decoded(code: string, what: string, bytes: number, command: string | null): TextKind {
  if (bytes < MIN_KEY_BYTES) {
    return {
      code,
      what: `${what} of only ${counted(bytes, "byte")}`,
      remedy: `${MIN_KEY_BYTES} bytes are the least; ${COPY_WHOLE}`,
    };
  }
  const remedy = command === null ? AGAIN : `decode it: ${command}`;
  return { code, what: `${what} of ${bytes} bytes`, remedy, encodedBytes: bytes };
}

/** RFC 4648, sections 4 and 5: whole lines of one length but the last, and letters, case and digits mixed. */
function isBase64(text: string): boolean {
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  if (!lines.every((line) => /^[A-Za-z0-9+\/_-]+={0,2}$/.test(line))) return false;
  if (!lines.slice(0, -1).every((line) => line.length === lines[0].length)) return false;
  const packed = lines.join("");
  // One line of letters and digits alone may be a password; of base64 of a key only one in 200 is.
  if (lines.length === 1 && !/[-+\/_=]/.test(packed)) return false;
  if (/=[^=]/.test(packed) || packed.replace(/=+$/, "").length % 4 === 1) return false;
  if (/[-_]/.test(packed) && /[+\/]/.test(packed)) return false;
  return [/[A-Z]/, /[a-z]/, /[0-9]/].every((kind) => kind.test(packed)) &&
    new Set(packed).size >= 16;
}

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function proseKind(text: string): TextKind {
  const lines = text.trim().split(/\r?\n/);
  const settings = lines.filter((line) => /^\s*(- )?[\w.\/-]+\s*[:=](\s|$)/.test(line)).length;
  if (/^---\s*$/m.test(text) || (lines.length > 1 && settings * 2 > lines.length)) {
    return { code: "yaml", what: "YAML or settings of some program", remedy: IF_ENCODED };
  }
  if (lines.length === 1 && isTypedWords(lines[0])) {
    return {
      code: "passphrase",
      what: "one line of words, such as a passphrase",
      remedy: `a passphrase is no key: make one with ${MAKE_KEY}, and install it on every node`,
    };
  }
  return {
    code: "text",
    what: lines.length === 1 ? "one line of text" : "text",
    remedy: IF_ENCODED,
  };
}

/** Longer lines are rarely typed. */
const MAX_TYPED_CHARACTERS = 200;

/** Words of small letters, perhaps with a capital, a year and a mark at the end; no message of a server. */
function isTypedWords(line: string): boolean {
  return line.length <= MAX_TYPED_CHARACTERS && /\p{Ll}/u.test(line) &&
    !/not found|no such|denied|forbidden|unauthorized|error/i.test(line) &&
    line.split(/\s+/).every((word) => /^\p{L}?\p{Ll}*\d{0,4}[!?.,]*$/u.test(word));
}
