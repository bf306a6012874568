import type { Finding } from "./finding.ts";

/**
 * Recognises keys that were treated as text on the way: by a template engine, an editor, a mail program,
 * a terminal. Each sign is rare enough in random bytes that no good key is accused; the chance stands
 * beside it.
 */

/** The first words that corosync-keygen itself prints, in every version. */
const BANNER = "Corosync Cluster Engine Authentication key generator.";

/** Copies as raw bytes go wrong nowhere; the remedy of nearly everything here. */
const COPY_AGAIN =
  "copy the key again from a good node as raw bytes, with scp, rsync or ansible's " +
  "copy module, and compare the fingerprints";

/** What shows that these bytes are not, or not any more, the bytes of a binary key. */
export function encodingFindings(key: Uint8Array): Finding[] {
  const findings: Finding[] = [];
  const add = (name: string, severity: Finding["severity"], reason: string, remedy: string) =>
    findings.push({ name, severity, reason, remedy });
  // One character a byte; the string is dropped with this call, as the runtime's memory allows.
  const characters = Array.from(key, (byte) => String.fromCharCode(byte)).join("");

  if (characters.startsWith(BANNER)) {
    add(
      "banner",
      "refusal",
      "the file starts with the message of corosync-keygen, which everybody knows",
      "make a new key; use --stdout rather than -k /dev/stdout to send one through a pipe",
    );
  }
  const text = key.length === 0 ? null : describeText(characters.replace(/\0$/, ""));
  if (text !== null) {
    add(
      "text",
      "refusal",
      `the file is ${text}: corosync takes the characters themselves for the key, which makes it ` +
        "weaker than its length says, and another key than the one that was encoded",
      "decode it, or make a new key; a key file holds raw bytes",
    );
  } else if (isReplaced(characters)) {
    add(
      "UTF-8 replacement",
      "refusal",
      "bytes of the key were replaced by EF BF BD, the mark of a decoder that met bytes which are " +
        "no UTF-8: they are lost",
      COPY_AGAIN,
    );
  } else if (isUtf8(key) && key.some((byte) => byte >= 0x80)) {
    add(
      "UTF-8 encoded",
      "refusal",
      "the whole file is valid UTF-8, as random bytes never are: a binary key was read as Latin-1 " +
        "and written as UTF-8",
      COPY_AGAIN,
    );
  }
  if (text === null) findings.push(...newlineFindings(characters));
  return findings;
}

/** What kind of text this is, or null where it is none: 128 random bytes all printable, 1e-53. */
function describeText(characters: string): string | null {
  if (!/^[\t\n\r\x20-\x7e]*$/.test(characters)) return null;
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(characters)) return "PEM";
  if (/^[0-9a-fA-F\s]+$/.test(characters)) return "hexadecimal text";
  if (/^[A-Za-z0-9+\/_\-=\s]+$/.test(characters)) return "base64";
  return "text";
}

/**
 * Three replacement characters: n bytes hold an expected n / 2^24 by chance, and three at once occur in
 * 4,096 random bytes with a probability below (4096 / 2^24)^3 / 6 = 2.5e-12. A mangled key of 128 bytes
 * holds about 60.
 */
function isReplaced(characters: string): boolean {
  return characters.split("\xef\xbf\xbd").length > 3;
}

/**
 * Whether all of it is UTF-8, but for a last character that was cut. Each further random byte keeps a
 * text valid with a probability below 0.57 (1/2 for ASCII, 1920/2^16, 61440/2^24 and 2^20/2^32 for the
 * sequences of two to four bytes; the sum of p / 0.57^length over these is below 1), so 128 bytes are
 * valid by chance with a probability near 1e-31.
 */
function isUtf8(key: Uint8Array): boolean {
  if (key.length < 16) return false;
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
function newlineFindings(characters: string): Finding[] {
  const isUsualLength = (sizeBytes: number) => sizeBytes % 8 === 0;
  const usual = isUsualLength(characters.length);
  const end = /\r?\n$/.exec(characters)?.[0] ?? "";
  if (!usual && end !== "" && isUsualLength(characters.length - end.length)) {
    return [{
      name: "trailing newline",
      severity: "warning",
      reason: `a newline seems to have been added at the end of a key of ${
        characters.length - end.length
      } bytes: corosync takes it for a part of the key, and nodes without it have another key`,
      remedy: COPY_AGAIN,
    }];
  }
  const pairs = characters.split("\r\n").length - 1;
  const newlines = characters.split("\n").length - 1;
  const shows = pairs >= 3 || (!usual && isUsualLength(characters.length - pairs));
  if (pairs === 0 || newlines > pairs || !shows) return [];
  return [{
    name: "CRLF translation",
    severity: "warning",
    reason:
      `every newline byte has a carriage return before it (${pairs}): the key seems to have ` +
      "been copied in text mode, and the original is another key",
    remedy: COPY_AGAIN,
  }];
}
