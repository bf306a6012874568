import { Failure } from "../failure.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** The key that --check asks for. */
export interface WantedKey {
  readonly fingerprint: string;
  /** Of a line that says so itself, the first 128 bytes are meant and nothing behind them. */
  readonly scope: "whole key" | "first 128 bytes";
}

/**
 * What gives the same without this program, up to `SHA256:` and the padding: the line that is hashed first,
 * then the bytes that corosync 3.x uses.
 */
export const OPENSSL_COMMAND =
  "{ echo 'corosync-keygen key fingerprint v1'; head -c 4096 KEY; } | " +
  "openssl dgst -sha256 -binary | openssl base64";

/** Not in the middle of a longer word; JSON says in front what is meant, our lines at their end. */
const FINGERPRINT = /(?<![A-Za-z0-9+/=:])(SHA256:[A-Za-z0-9+/]{43})=?(?![A-Za-z0-9+/=])/g;
const FIRST_128_BYTES_IN_JSON = /"first128Bytes":\s*"$/;
const FIRST_128_BYTES = "(first 128 bytes, for corosync 1.x and 2.x)";

/**
 * Reads what --check was given: a fingerprint as we print it, or anything we print around it, as long as it
 * names one key. Of a key over 128 bytes the fingerprint of the whole key counts when it is there.
 *
 * @param exitCode of the failure
 * @throws Failure for what holds no fingerprint of ours, or those of different keys: of a line such as
 * "holds another key: SHA256:..., wanted SHA256:..." nobody can say which one is meant
 */
export function parseWantedKey(text: string, exitCode: number): WantedKey {
  const found = text.split("\n").flatMap(fingerprintsOf);
  const whole = found.filter(({ scope }) => scope === "whole key");
  const meant = whole.length > 0 ? whole : found;
  const keys = new Set(meant.map(({ fingerprint }) => fingerprint));
  if (keys.size === 1) return meant[0];
  const refused = `Unsupported --check ${shown(text)}`;
  if (keys.size > 1) {
    const names = keys.size === 2 ? "two" : keys.size;
    throw new Failure(exitCode, `${refused}: names ${names} fingerprints: give one`, undefined, {
      code: "several-fingerprints",
    });
  }
  throw new Failure(
    exitCode,
    `${refused}: ${describeOther(text.trim())} (supported: SHA256: and 43 characters of base64)`,
    undefined,
    { code: "no-fingerprint" },
  );
}

/** Whether a key is the wanted one. */
export function isWanted(
  fingerprint: Fingerprint,
  { fingerprint: wanted, scope }: WantedKey,
): boolean {
  return (scope === "whole key" ? fingerprint.full : fingerprint.first128Bytes) === wanted;
}

function fingerprintsOf(line: string): WantedKey[] {
  const lineOfFirst128Bytes = line.trimEnd().endsWith(FIRST_128_BYTES);
  return Array.from(line.matchAll(FINGERPRINT), ({ 1: fingerprint, index }) => ({
    fingerprint,
    scope: lineOfFirst128Bytes || FIRST_128_BYTES_IN_JSON.test(line.slice(0, index))
      ? "first 128 bytes"
      : "whole key",
  }));
}

/** What people have at hand instead, and what to compare with it. */
function describeOther(text: string): string {
  const word = text.split(/\s+/, 1)[0];
  if (/(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}(?![0-9A-Za-z])/.test(text)) {
    return `a plain SHA-256 sum, as of sha256sum; a fingerprint comes from ${OPENSSL_COMMAND}`;
  }
  if (/^[A-Za-z0-9+/]{43}=?$/.test(word)) {
    return `put SHA256: in front if it comes from ${OPENSSL_COMMAND}`;
  }
  if (/^MD5:/i.test(word)) return "MD5";
  return text === "" ? "nothing" : "no fingerprint of ours";
}

/** A fingerprint, and a few characters too many. */
const MAX_SHOWN_CHARACTERS = 55;

/**
 * What begins as a fingerprint does and is about as long, which no line of an encoded key is; of all else, which
 * may be the key itself, only the length.
 */
function shown(text: string): string {
  const word = text.trim();
  return word.length < 2 ||
      (word.length <= MAX_SHOWN_CHARACTERS && /^(SHA256|MD5):\S*$/i.test(word))
    ? `'${word}'`
    : `of ${word.length} characters`;
}
