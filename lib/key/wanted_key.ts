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

const FINGERPRINT = /(?:^|\s)(SHA256:[A-Za-z0-9+/]{43})=?(?=$|[\s,;])/;
const FIRST_128_BYTES = "(first 128 bytes";

/**
 * Reads what --check was given: a fingerprint as we print it, or anything we print around it. Of a key over
 * 128 bytes the line about the whole key counts when it is there.
 *
 * @param exitCode of the failure
 * @throws Failure for what holds no fingerprint of ours, or those of different keys
 */
export function parseWantedKey(text: string, exitCode: number): WantedKey {
  const found = text.split("\n").flatMap((line) => {
    const fingerprint = FINGERPRINT.exec(line)?.[1];
    if (fingerprint === undefined) return [];
    const scope = line.includes(FIRST_128_BYTES) ? "first 128 bytes" : "whole key";
    return [{ fingerprint, scope } as const];
  });
  const whole = found.filter(({ scope }) => scope === "whole key");
  const meant = whole.length > 0 ? whole : found;
  const keys = new Set(meant.map(({ fingerprint }) => fingerprint));
  if (keys.size === 1) return meant[0];
  const refused = `Unsupported --check '${shortened(text)}'`;
  if (keys.size > 1) {
    throw new Failure(
      exitCode,
      `${refused}: fingerprints of ${keys.size} different keys`,
      undefined,
      {
        code: "several-fingerprints",
      },
    );
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

/** What people have at hand instead, and what to compare with it. */
function describeOther(text: string): string {
  const word = text.split(/\s+/, 1)[0];
  if (/^[0-9a-fA-F]{64}$/.test(word)) {
    return `a plain SHA-256 sum, as of sha256sum; a fingerprint comes from ${OPENSSL_COMMAND}`;
  }
  if (/^[A-Za-z0-9+/]{43}=?$/.test(word)) {
    return `put SHA256: in front if it comes from ${OPENSSL_COMMAND}`;
  }
  if (/^MD5:/i.test(word)) return "MD5";
  return text === "" ? "nothing" : "no fingerprint of ours";
}

const MAX_SHOWN_CHARACTERS = 80;

/** One line of it. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= MAX_SHOWN_CHARACTERS ? line : `${line.slice(0, MAX_SHOWN_CHARACTERS)}...`;
}
