/**
 * SHA-256 (FIPS 180-4) of several pieces, one after the other. `crypto.subtle.digest` copies its input and frees
 * the copy as it is, so that a key stays in memory; `node:crypto` hashes it where it lies. The module is loaded
 * only here, since loading it takes longer than making a key.
 */
export async function sha256(...pieces: readonly Uint8Array[]): Promise<Uint8Array> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** SHA-256 of a stream, piece by piece. */
export interface StreamDigest {
  update(bytes: Uint8Array): void;
  /** The digest of all pieces in hexadecimal digits; once, at the end. */
  hex(): string;
}

/** Loads what computes it, while modules can still be loaded. */
export async function startStreamDigest(): Promise<StreamDigest> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
}
