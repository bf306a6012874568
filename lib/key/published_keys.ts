import { sha256 } from "../system/sha256.ts";
import type { Finding } from "./finding.ts";

/** SHA-256 of keys that stand in public repositories, and where they come from. */
const PUBLISHED: Readonly<Record<string, string>> = {
  "79271bd1cace632f998426d86453439325ed0139a85ab99ffc73dab4f7573fa8":
    "the default of a Juju charm for corosync",
  "e421bd8d36ea3fda3466d1380c4383135d1dbd25cfd484988112012616f4e045":
    "the sample of a Puppet module for corosync",
};

/**
 * Says so when the key is one that everybody can look up.
 *
 * @param sum of its bytes, by {@linkcode hexadecimalSum}
 */
export function publishedKeyFinding(sum: string): Finding[] {
  const origin = PUBLISHED[sum];
  if (origin === undefined) return [];
  return [{
    code: "published",
    kind: "secrecy",
    severity: "refusal",
    reason: `this key is ${origin}: anybody can look it up`,
    remedy: "make a new key and install it on every node",
  }];
}

/** SHA-256 in hexadecimal digits, as sha256sum(1) prints it. */
export async function hexadecimalSum(key: Uint8Array): Promise<string> {
  const digest = await sha256(key);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
