import { BYTES_READ_BY_COROSYNC_2, MAX_KEY_BYTES } from "../corosync/key_file.ts";
import { sha256 } from "../system/sha256.ts";

/**
 * Fingerprints of a cluster key: equal exactly when the keys are equal, and safe to read out over a
 * telephone or to keep in a log. A key has at least 1024 bits, so a hash of it gives nothing away;
 * the domain string keeps it from being the plain SHA-256 sum under which a key may lie in a backup
 * index, and from any value corosync derives from the key.
 */

/** Hashed before the key bytes; the version changes when anything about the hash does. */
const FINGERPRINT_DOMAIN = "corosync-keygen key fingerprint v1\n";

/** Which key a file holds, as each line of corosync versions sees it. */
export interface Fingerprint {
  /** Of the bytes that corosync 3.x uses: the first 4096. */
  readonly full: string;
  /** Of the bytes that corosync 1.x and 2.x use: the first 128. Equal to `full` for such a key. */
  readonly first128Bytes: string;
}

/**
 * Computes the fingerprint of a key: `SHA256:` and the base64 (RFC 4648 section 4, without padding)
 * of SHA-256 over {@linkcode FINGERPRINT_DOMAIN} followed by the key bytes that count.
 *
 * @param key The key file's content; everything after byte 4096 is ignored, as corosync ignores it.
 *
 * @example A key of 128 bytes is the same key for every version
 * ```ts
 * const { full, first128Bytes } = await fingerprint(new Uint8Array(128));
 * full === first128Bytes; // true
 * ```
 */
export async function fingerprint(key: Uint8Array): Promise<Fingerprint> {
  const full = await hash(key.subarray(0, MAX_KEY_BYTES));
  const first128Bytes = key.length <= BYTES_READ_BY_COROSYNC_2
    ? full
    : await hash(key.subarray(0, BYTES_READ_BY_COROSYNC_2));
  return { full, first128Bytes };
}

async function hash(key: Uint8Array): Promise<string> {
  const digest = await sha256(new TextEncoder().encode(FINGERPRINT_DOMAIN), key);
  return "SHA256:" + btoa(String.fromCharCode(...digest)).replace(/=+$/, "");
}
