/** What a file that is text from end to end is, and what makes a key of it. */
export interface TextKind {
  readonly code: string;
  /** What the file is: "a web page". */
  readonly what: string;
  readonly remedy: string;
}

interface TextPattern extends TextKind {
  matches(text: string): boolean;
}

/** corosync's least, in characters and bytes that are decoded. */
const MIN_KEY_BYTES = 128;

const FROM_A_GOOD_NODE = "copy the key itself, as raw bytes, from a good node";
const NOT_A_KEY =
  `no decoding makes a key of it; ${FROM_A_GOOD_NODE}, or make one with corosync-keygen`;
const AGAIN = "copy the key again from a good node as raw bytes";

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
    "age",
    "encrypted with age",
    "decrypt it: age -d -i IDENTITY FILE > KEY",
    /^-----BEGIN AGE ENCRYPTED FILE-----/,
  ),
  pattern(
    "openpgp",
    "encrypted with OpenPGP",
    "decrypt it: gpg -d FILE > KEY",
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
  pattern("pem", "PEM", NOT_A_KEY, /-----BEGIN [A-Z0-9 ]+-----/),
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
  pattern("sops", "still encrypted by SOPS", "decrypt it: sops -d FILE", /ENC\[AES256_GCM,/),
  pattern(
    "web-page",
    "a web page, perhaps an error of the server",
    `${FROM_A_GOOD_NODE}; whatever fetched this got a page and no key`,
    /^\s*(HTTP\/[\d.]+ \d{3}|<(!doctype\s+html|html|head|body)\b)/i,
  ),
  pattern("xml", "XML", NOT_A_KEY, /^\s*<(\?xml|[A-Za-z][\w:.-]*[\s>\/])/),
  pattern(
    "heartbeat-authkeys",
    "the authkeys of heartbeat, another program's",
    `corosync takes no such file; ${FROM_A_GOOD_NODE}, or make one with corosync-keygen`,
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
  pattern("script", "a script", NOT_A_KEY, /^#!/),
  {
    code: "json",
    what: "JSON",
    remedy: `a key that stands in it has to be taken out and decoded; else ${FROM_A_GOOD_NODE}`,
    matches: isJson,
  },
  pattern(
    "uuencode",
    "uuencoded",
    "decode it: uudecode -o KEY FILE",
    /^begin(-base64)? [0-7]{3,4} \S/,
  ),
  pattern(
    "hexdump",
    "a hexadecimal listing",
    "decode it: xxd -r FILE > KEY",
    /^0*0: ([0-9a-f]{2,4} ?)+/,
  ),
  pattern(
    "hexdump",
    "a hexadecimal listing",
    "decode it: cut -c 10-58 FILE | xxd -r -p > KEY",
    /^0{8} {2}([0-9a-f]{2} +){8}/,
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
  if (/^(0x)?[0-9a-fA-F]+$/.test(packed) && new Set(packed.toLowerCase()).size > 8) {
    const bytes = packed.replace(/^0x/, "").length / 2;
    if (Number.isInteger(bytes)) {
      return decoded("hexadecimal", "hexadecimal text", bytes, "xxd -r -p FILE > KEY");
    }
  }
  if (isBase64(text)) {
    const bytes = Math.floor(packed.replace(/=+$/, "").length * 3 / 4);
    const urlSafe = /[-_]/.test(packed);
    const command = urlSafe ? "tr -- -_ +/ < FILE | base64 -d > KEY" : "base64 -d FILE > KEY";
    return decoded("base64", "base64", bytes, command);
  }
  const escapes = [/=[0-9A-F]{2}/g, /%[0-9A-F]{2}/gi, /\\x[0-9a-f]{2}/gi, /\\[0-7]{3}/g, /&#\d+;/g];
  const escaped = escapes.some((escape) => (text.match(escape)?.length ?? 0) * 12 > text.length);
  return escaped
    ? { code: "escaped", what: "text in which bytes are written as escapes", remedy: AGAIN }
    : null;
}

function decoded(code: string, what: string, bytes: number, command: string): TextKind {
  return bytes >= MIN_KEY_BYTES
    ? { code, what: `${what} of ${bytes} bytes`, remedy: `decode it: ${command}` }
    : {
      code,
      what: `${what} of only ${bytes} bytes`,
      remedy: `${MIN_KEY_BYTES} bytes are the least; make a key with corosync-keygen`,
    };
}

/** RFC 4648, sections 4 and 5: whole lines of one length but the last, and letters, case and digits mixed. */
function isBase64(text: string): boolean {
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  if (!lines.every((line) => /^[A-Za-z0-9+\/_-]+={0,2}$/.test(line))) return false;
  if (!lines.slice(0, -1).every((line) => line.length === lines[0].length)) return false;
  const packed = lines.join("");
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
    return { code: "yaml", what: "YAML or settings of some program", remedy: NOT_A_KEY };
  }
  if (lines.length === 1) {
    return {
      code: "passphrase",
      what: "one line of text, such as a passphrase",
      remedy: "a passphrase is no key: make one with corosync-keygen, and install it on every node",
    };
  }
  return { code: "text", what: "text", remedy: NOT_A_KEY };
}
