import type { Finding } from "./finding.ts";

/**
 * Recognises keys that were treated as text on the way: by a template engine, an editor, a mail program,
 * a terminal. Each sign is rare enough in random bytes that no good key is accused; the chance stands
 * beside it. Works on bytes throughout, since a string that holds a key could not be overwritten.
 */

/** The first words that corosync-keygen itself prints, in every version. */
const BANNER = new TextEncoder().encode("Corosync Cluster Engine Authentication key generator.");

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** U+FFFD in UTF-8, which a decoder puts where it met bytes that are no UTF-8. */
const REPLACEMENT = [0xef, 0xbf, 0xbd];

/** Copies as raw bytes go wrong nowhere; the remedy of nearly everything here. */
const COPY_AGAIN =
  "copy the key again from a good node as raw bytes, with scp, rsync or ansible's " +
  "copy module, and compare the fingerprints";

/** What shows that these bytes are not, or not any more, the bytes of a binary key. */
export function encodingFindings(key: Uint8Array): Finding[] {
  const findings: Finding[] = [];
  const refuse = (name: string, reason: string, remedy: string) =>
    findings.push({ name, severity: "refusal", reason, remedy });

  if (BANNER.every((byte, index) => key[index] === byte)) {
    refuse(
      "banner",
      "the file starts with the message of corosync-keygen, which everybody knows",
      "make a new key; use --stdout rather than -k /dev/stdout to send one through a pipe",
    );
  }
  const text = describeText(key);
  if (text !== null) {
    refuse(
      "text",
      `the file is ${text}: corosync takes the characters themselves for the key, which makes it ` +
        "weaker than its length says, and another key than the one that was encoded",
      "decode it, or make a new key; a key file holds raw bytes",
    );
    return findings;
  }
  if (isReplaced(key)) {
    refuse(
      "UTF-8 replacement",
      "bytes of the key were replaced by EF BF BD, the mark of a decoder that met bytes which are " +
        "no UTF-8: they are lost",
      COPY_AGAIN,
    );
  } else if (isUtf8(key)) {
    refuse(
      "UTF-8 encoded",
      "the whole file is valid UTF-8, as random bytes never are: a binary key was read as Latin-1 " +
        "and written as UTF-8",
      COPY_AGAIN,
    );
  }
  return [...findings, ...newlineFindings(key)];
}

/** What kind of text this is, or null where it is none: 128 random bytes are text with a chance of 6e-53. */
function describeText(key: Uint8Array): string | null {
  // A string in corosync.conf counts with its zero byte.
  const end = key.at(-1) === 0 ? key.length - 1 : key.length;
  const characters = key.subarray(0, end);
  const isText = (byte: number) => (byte >= 0x20 && byte <= 0x7e) || (byte >= 9 && byte <= 13);
  if (end === 0 || !characters.every(isText)) return null;
  const text = new TextDecoder().decode(characters);
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return "PEM";
  if (/^[0-9a-fA-F\s]+$/.test(text)) return "hexadecimal text";
  if (/^[A-Za-z0-9+\/_\-=\s]+$/.test(text)) return "base64";
  return "text";
}

/**
 * Three replacement characters: n bytes hold an expected n / 2^24 by chance, and three at once occur in
 * 4,096 random bytes with a probability below (4096 / 2^24)^3 / 6 = 2.5e-12. A mangled key of 128 bytes
 * holds about 60.
 */
function isReplaced(key: Uint8Array): boolean {
  return count(key, REPLACEMENT) >= 3;
}

/**
 * Whether all of it is UTF-8 and not only ASCII, but for a last character that was cut. Each further
 * random byte keeps a text valid with a probability below 0.57 (1/2 for ASCII, 1920/2^16, 61440/2^24 and
 * 2^20/2^32 for the sequences of two to four bytes; the sum of p / 0.57^length over these is below 1), so
 * 128 bytes are valid by chance with a probability near 1e-31. Sixteen bytes would be 1e-4: less is not
 * judged. A key that is none of this makes the decoder stop before there is a string.
 */
function isUtf8(key: Uint8Array): boolean {
  if (key.length < 16 || key.every((byte) => byte < 0x80)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(key, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * A newline at the end, or newlines that became two bytes. Keys are made in lengths that are multiples
 * of eight, so a length that is one only without these bytes gives them away; a good key of such a length
 * would not be mistaken. Without the help of the length three translated newlines are needed, which a
 * random key of 4,096 bytes shows with a probability below 256^-3 = 6e-8.
 */
function newlineFindings(key: Uint8Array): Finding[] {
  const isUsual = (sizeBytes: number) => sizeBytes % 8 === 0;
  const last = key.at(-1) === NEWLINE ? key.at(-2) === CARRIAGE_RETURN ? 2 : 1 : 0;
  if (last > 0 && !isUsual(key.length) && isUsual(key.length - last)) {
    return [{
      name: "trailing newline",
      severity: "warning",
      reason: `a newline seems to have been added at the end of a key of ${key.length - last} ` +
        "bytes: corosync takes it for a part of the key, and nodes without it have another key",
      remedy: COPY_AGAIN,
    }];
  }
  const pairs = count(key, [CARRIAGE_RETURN, NEWLINE]);
  const shows = pairs >= 3 || (!isUsual(key.length) && isUsual(key.length - pairs));
  if (pairs === 0 || count(key, [NEWLINE]) > pairs || !shows) return [];
  return [{
    name: "CRLF translation",
    severity: "warning",
    reason:
      `every newline byte has a carriage return before it (${pairs}): the key seems to have ` +
      "been copied in text mode, and the original is another key",
    remedy: COPY_AGAIN,
  }];
}

/** How often `pattern` occurs; the patterns here cannot overlap with themselves. */
function count(key: Uint8Array, pattern: readonly number[]): number {
  let found = 0;
  for (
    let start = key.indexOf(pattern[0]);
    start >= 0;
    start = key.indexOf(pattern[0], start + 1)
  ) {
    if (pattern.every((byte, index) => key[start + index] === byte)) found++;
  }
  return found;
}
