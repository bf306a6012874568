import type { EntropySource } from "./source.ts";

/** getRandomValues refuses more than this in one call (W3C Web Cryptography API, section 10.1.1). */
const CALL_LIMIT_BYTES = 65_536;

/** The runtime's cryptographic generator, seeded by getrandom(2): no device, no waiting after boot. */
export function csprngSource(): EntropySource {
  return {
    name: "crypto.getRandomValues",
    read: (buffer) => {
      const part = buffer.subarray(0, CALL_LIMIT_BYTES) as Uint8Array<ArrayBuffer>;
      crypto.getRandomValues(part);
      return Promise.resolve(part.length);
    },
    close: () => {},
  };
}
