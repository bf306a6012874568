import { fixedKey } from "../keys.ts";

/** Sources that give no key, and the tests of which at least one has to notice. */

export interface BrokenSource {
  readonly name: string;
  readonly noticedBy: RegExp;
  /** `count` bytes; the same ones in every run. */
  bytes(count: number): Promise<Uint8Array<ArrayBuffer>>;
}

const made = (count: number, byteAt: (index: number) => number) =>
  Promise.resolve(Uint8Array.from({ length: count }, (_, index) => byteAt(index)));

const text = (count: number, words: string) =>
  made(count, (index) => words.charCodeAt(index % words.length));

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const base64 = async (count: number): Promise<string> =>
  Array.from(await fixedKey("base64", count), (byte) => BASE64[byte % 64]).join("");

export const BROKEN_SOURCES: readonly BrokenSource[] = [
  { name: "zeros", noticedBy: /repetition count/, bytes: (count) => made(count, () => 0) },
  { name: "ones", noticedBy: /repetition count/, bytes: (count) => made(count, () => 0xff) },
  { name: "0x55", noticedBy: /repetition count/, bytes: (count) => made(count, () => 0x55) },
  { name: "0xAA", noticedBy: /repetition count/, bytes: (count) => made(count, () => 0xaa) },
  {
    name: "a byte counter",
    noticedBy: /monobit|poker|runs|long run|nibble absence|repeat/,
    bytes: (count) => made(count, (index) => index),
  },
  {
    name: "ASCII text",
    noticedBy: /poker|nibble absence/,
    bytes: (count) =>
      text(count, "The bytes of this sentence are letters, and no letter is as good as chance. "),
  },
  {
    name: "the body of a PEM file",
    noticedBy: /poker|nibble absence|runs/,
    bytes: async (count) => text(count, (await base64(count)).replace(/.{64}/g, "$&\n")),
  },
  {
    name: "base64",
    noticedBy: /poker|nibble absence|runs/,
    bytes: async (count) => text(count, await base64(count)),
  },
  {
    name: "bits that are one with probability 0.6",
    noticedBy: /monobit/,
    bytes: async (count) => {
      const dice = await fixedKey("biased", 8 * count);
      // 154 of 256 is the nearest to 0.6.
      return made(count, (index) => {
        const bits = dice.subarray(8 * index, 8 * index + 8);
        return bits.reduce((byte, die) => byte << 1 | (die < 154 ? 1 : 0), 0);
      });
    },
  },
  {
    name: "a block of 16 bytes again and again",
    noticedBy: /repeat/,
    bytes: async (count) => {
      const block = await fixedKey("block", 16);
      return made(count, (index) => block[index % 16]);
    },
  },
  {
    name: "nibbles without one value",
    noticedBy: /nibble absence/,
    bytes: async (count) => {
      const nibbles = await fixedKey("nibbles", 2 * count);
      return made(count, (index) => nibbles[2 * index] % 15 << 4 | nibbles[2 * index + 1] % 15);
    },
  },
];
