/** What `crypto_cipher` may be (corosync.conf(5), 3.1). */
export const CIPHERS: readonly string[] = ["none", "aes256", "aes192", "aes128"];

/** What `crypto_hash` may be (corosync.conf(5), 3.1). */
export const HASHES: readonly string[] = ["none", "md5", "sha1", "sha256", "sha384", "sha512"];

/** What turns encryption on with this transport: knet alone can encrypt. */
export function waysToEncrypt(values: ReadonlyMap<string, string>): string {
  const transport = transportOf(values);
  const set = "crypto_cipher: aes256 and crypto_hash: sha256 in the totem section";
  return transport === "knet"
    ? `set ${set}`
    : `set transport: knet, since ${transport} cannot encrypt, and ${set}`;
}

/** `totem.transport`, knet where it is not set (corosync.conf(5), 3.1). */
export function transportOf(values: ReadonlyMap<string, string>): string {
  return values.get("totem.transport") ?? "knet";
}

/** What protects the cluster's packets, as the configuration says it. */
export interface PacketProtection {
  /** `crypto_cipher`; `none` leaves packets readable. */
  readonly cipher: string;
  /** `crypto_hash`; with `none` no packet is authenticated and no key is read. */
  readonly hash: string;
  /** `secauth` as written, or null where it is not set; only the exact word `on` has an effect. */
  readonly secauth: string | null;
  /** Whether corosync opens a key at all: it does as soon as either of the two is not `none`. */
  readonly readsKey: boolean;
}

/**
 * What `secauth`, `crypto_cipher` and `crypto_hash` come to: `secauth: on` stands for aes256 and
 * sha256, and each of the other two overrides its half of that (corosync.conf(5), 3.1).
 */
export function packetProtection(values: ReadonlyMap<string, string>): PacketProtection {
  const secauth = values.get("totem.secauth") ?? null;
  const implied = secauth === "on"
    ? { cipher: "aes256", hash: "sha256" }
    : { cipher: "none", hash: "none" };
  // An unknown word survives only outside of a `totem` section, and then it has no effect.
  const known = (name: string, words: readonly string[]) => {
    const value = values.get(name);
    return value !== undefined && words.includes(value) ? value : undefined;
  };
  const cipher = known("totem.crypto_cipher", CIPHERS) ?? implied.cipher;
  const hash = known("totem.crypto_hash", HASHES) ?? implied.hash;
  return { cipher, hash, secauth, readsKey: cipher !== "none" || hash !== "none" };
}
