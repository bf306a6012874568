import { FairBytes } from "./fair_bytes.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Words of three to eight random letters: text without a repetition to give it away. */
function text(source: FairBytes, bytes: number): string {
  let words = "";
  while (words.length < bytes) {
    for (let letters = 3 + source.below(6); letters > 0; letters--) {
      words += String.fromCharCode(0x61 + source.below(26));
    }
    words += source.below(10) === 0 ? ".\n" : " ";
  }
  return words.slice(0, bytes);
}

function base64(source: FairBytes, characters: number): string {
  return Array.from({ length: characters }, () => ALPHABET[source.below(64)]).join("");
}

function pem(source: FairBytes, bytes: number): string {
  let body = "-----BEGIN PRIVATE KEY-----\n";
  while (body.length < bytes) body += base64(source, 64) + "\n";
  return body.slice(0, bytes);
}

function eachByte(bytes: number, value: (index: number) => number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytes }, (_, i) => value(i));
}

function nibbleWithout(source: FairBytes, missing: number): number {
  const value = source.below(15);
  return value < missing ? value : value + 1;
}

function biasedByte(source: FairBytes, probabilityOfOne: number): number {
  let byte = 0;
  for (let bit = 0; bit < 8; bit++) {
    byte = 2 * byte + (source.word() < probabilityOfOne * 2 ** 32 ? 1 : 0);
  }
  return byte;
}

/** Sources that must never give a key. `make` is reproducible. */
export const BAD_KEYS: readonly {
  readonly name: string;
  /** The tests that are certain, or as good as certain, to reject it at every length. */
  readonly rejectedBy: readonly string[];
  readonly make: (bytes: number) => Uint8Array;
}[] = [
  {
    name: "zeros",
    rejectedBy: ["monobit", "poker", "runs", "long run", "nibble absence", "repeat"],
    make: (bytes) => new Uint8Array(bytes),
  },
  {
    name: "ones",
    rejectedBy: ["monobit", "poker", "runs", "long run", "nibble absence", "repeat"],
    make: (bytes) => new Uint8Array(bytes).fill(0xff),
  },
  {
    name: "0x55",
    rejectedBy: ["poker", "runs", "nibble absence", "repeat"],
    make: (bytes) => new Uint8Array(bytes).fill(0x55),
  },
  {
    name: "0xAA",
    rejectedBy: ["poker", "runs", "nibble absence", "repeat"],
    make: (bytes) => new Uint8Array(bytes).fill(0xaa),
  },
  // Every difference of neighbours is 1.
  { name: "a byte counter", rejectedBy: ["repeat"], make: (bytes) => eachByte(bytes, (i) => i) },
  {
    name: "a byte counter from 77 in steps of 45",
    rejectedBy: ["repeat"],
    make: (bytes) => eachByte(bytes, (i) => 45 * i + 77),
  },
  // Small letters are 0x61 to 0x7a: two values take nearly half of the nibbles.
  {
    name: "ASCII text",
    rejectedBy: ["poker"],
    make: (bytes) => new TextEncoder().encode(text(new FairBytes(10), bytes)),
  },
  // High nibbles of base64 are 2 to 7: six values take more than half of the nibbles.
  {
    name: "a PEM body",
    rejectedBy: ["poker"],
    make: (bytes) => new TextEncoder().encode(pem(new FairBytes(11), bytes)),
  },
  {
    name: "base64",
    rejectedBy: ["poker"],
    make: (bytes) => new TextEncoder().encode(base64(new FairBytes(12), bytes)),
  },
  // 1,024 bits: 614 ones expected, standard deviation 15.7, at most 574 allowed: 99.5 % of such
  // keys are rejected by the number of ones; at 2,048 bits and more, all but one in 10^7.
  {
    name: "bits biased to 0.6",
    rejectedBy: ["monobit"],
    make: (bytes) => {
      const source = new FairBytes(13);
      return eachByte(bytes, () => biasedByte(source, 0.6));
    },
  },
  {
    name: "a 16-byte block repeated",
    rejectedBy: ["repeat"],
    make: (bytes) => {
      const block = new FairBytes(14).bytes(16);
      return eachByte(bytes, (i) => block[i % 16]);
    },
  },
  {
    name: "nibbles without the value 7",
    rejectedBy: ["nibble absence"],
    make: (bytes) => {
      const source = new FairBytes(15);
      return eachByte(bytes, () => 16 * nibbleWithout(source, 7) + nibbleWithout(source, 7));
    },
  },
];
