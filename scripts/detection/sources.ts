import {
  glibcRand,
  linearCongruential,
  mersenneTwister,
  shiftRegister,
  shiftRegister16,
} from "./generators.ts";

/**
 * What is to be expected of a kind at 128 bytes: "always" is at least 99 percent of runs, "often" less, "never"
 * cannot be found by statistics of so few bytes.
 */
export type Expected = "always" | "often" | "never";

export interface BrokenSource {
  readonly name: string;
  readonly expected: Expected;
  /** `bytes` bytes of one stream; whatever is random in them comes from `draw`. */
  readonly make: (bytes: number, draw: Draw) => Uint8Array;
}

/** Fair random numbers for one stream. */
export class Draw {
  constructor(private readonly fill: (bytes: Uint8Array) => void) {}

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    this.fill(bytes);
    return bytes;
  }

  word(): number {
    return new DataView(this.bytes(4).buffer).getUint32(0);
  }

  /** 0 to 1, 1 exclusive. */
  unit(): number {
    return this.word() / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }
}

type Make = BrokenSource["make"];

const each = (value: (index: number, draw: Draw) => number): Make => (bytes, draw) =>
  Uint8Array.from({ length: bytes }, (_, i) => value(i, draw));

/** Words of so many bytes, most significant byte first or last. */
function words(
  wordBytes: number,
  order: "little" | "big",
  start: (draw: Draw) => () => number | bigint,
): Make {
  return (bytes, draw) => {
    const next = start(draw), key = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += wordBytes) {
      const word = BigInt(next());
      for (let i = 0; i < wordBytes && at + i < bytes; i++) {
        const place = order === "little" ? i : wordBytes - 1 - i;
        key[at + i] = Number(word >> BigInt(8 * place) & 0xffn);
      }
    }
    return key;
  };
}

function bits(start: (draw: Draw) => () => number): Make {
  return (bytes, draw) => {
    const next = start(draw);
    return Uint8Array.from({ length: bytes }, () => {
      let byte = 0;
      for (let i = 0; i < 8; i++) byte = 2 * byte + next();
      return byte;
    });
  };
}

const biased = (probability: number) => bits((draw) => () => draw.unit() < probability ? 1 : 0);

const sticky = (probability: number) =>
  bits((draw) => {
    let last = draw.word() & 1;
    return () => last = draw.unit() < probability ? last : 1 - last;
  });

/** Units of fair bytes, each made into more bytes. */
const units =
  (unitBytes: number, spread: (unit: Uint8Array) => readonly number[]): Make => (bytes, draw) => {
    const key: number[] = [];
    while (key.length < bytes) key.push(...spread(draw.bytes(unitBytes)));
    return Uint8Array.from(key.slice(0, bytes));
  };

const stuckBit = (wordBytes: number, byte: number, mask: number): Make =>
  units(wordBytes, (unit) => {
    unit[byte] &= ~mask;
    return [...unit];
  });

const characters = (alphabet: string): Make =>
  each((_, draw) => alphabet.charCodeAt(draw.below(alphabet.length)));

const text = (line: (draw: Draw) => string): Make => (bytes, draw) => {
  let all = "";
  while (all.length < bytes) all += line(draw);
  return new TextEncoder().encode(all).slice(0, bytes);
};

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const pick = (draw: Draw, alphabet: string, count: number) =>
  Array.from({ length: count }, () => alphabet[draw.below(alphabet.length)]).join("");

/** 16-bit samples: a tone of 440 Hz at 44.1 kHz, some thousand units strong, with noise of 30. */
const audio = words(2, "little", (draw) => {
  let at = draw.below(44_100);
  const strength = 1000 + 7000 * draw.unit();
  return () => {
    const tone = strength * Math.sin(2 * Math.PI * 440 * at++ / 44_100);
    return BigInt.asUintN(16, BigInt(Math.round(tone + 30 * draw.normal())));
  };
});

const doubles = (bytes: number, draw: Draw) => {
  const view = new DataView(new ArrayBuffer(Math.ceil(bytes / 8) * 8));
  for (let at = 0; at < bytes; at += 8) view.setFloat64(at, draw.unit(), true);
  return new Uint8Array(view.buffer, 0, bytes);
};

const floats = (bytes: number, draw: Draw) => {
  const view = new DataView(new ArrayBuffer(Math.ceil(bytes / 4) * 4));
  for (let at = 0; at < bytes; at += 4) view.setFloat32(at, draw.unit(), true);
  return new Uint8Array(view.buffer, 0, bytes);
};

/** Half of all byte values, another half in every stream. */
const halfOfAllValues: Make = (bytes, draw) => {
  const values = Array.from({ length: 256 }, (_, value) => [draw.word(), value])
    .sort(([a], [b]) => a - b).slice(0, 128).map(([, value]) => value);
  return Uint8Array.from({ length: bytes }, () => values[draw.below(128)]);
};

const counter = (wordBytes: number, order: "little" | "big"): Make =>
  words(wordBytes, order, (draw) => {
    let count = draw.below(2 ** 16);
    return () => count++;
  });

/** Nanoseconds since 1970 at intervals of about a millisecond. */
const clock: Make = words(8, "little", (draw) => {
  let now = 1_764_000_000_000_000_000n + BigInt(draw.word());
  return () => now += BigInt(1_000_000 + draw.below(20_000));
});

const reversed = (byte: number) => {
  let result = 0;
  for (let i = 0; i < 8; i++) result |= (byte >> i & 1) << (7 - i);
  return result;
};

const evenParity = (byte: number) => {
  const seven = byte & 0x7f;
  return seven << 1 | seven.toString(2).replaceAll("0", "").length % 2;
};

const complemented = (unit: Uint8Array) => [...unit, ...unit.map((byte) => 255 - byte)];

/** Dependence that the tests do not look for: farther than 64 bits, on single bits, or not linear in pairs. */
const BEYOND_THE_TESTS: readonly BrokenSource[] = [
  ...[[9, 5], [10, 7], [11, 9]].map(([n, tap]): BrokenSource => ({
    name: `a shift register of ${n} bits`,
    expected: "never",
    make: bits((draw) => shiftRegister(n, tap, draw.word())),
  })),
  {
    name: "each byte followed by itself xor 0x5a",
    expected: "never",
    make: units(1, ([a]) => [a, a ^ 0x5a]),
  },
  {
    name: "each byte followed by itself, bits reversed",
    expected: "often",
    make: units(1, ([a]) => [a, reversed(a)]),
  },
  {
    name: "bytes of even parity",
    expected: "never",
    make: each((_, draw) => evenParity(draw.below(256))),
  },
  {
    name: "each 72-bit word followed by its complement",
    expected: "often",
    make: units(9, complemented),
  },
  {
    name: "each 128-bit word and its complement",
    expected: "often",
    make: units(16, complemented),
  },
  {
    name: "a second half, complement of the first",
    expected: "often",
    // Of two draws of one stream each has its own halves.
    make: (bytes, draw) =>
      Uint8Array.from([0, 0].flatMap(() => complemented(draw.bytes(bytes / 4)))),
  },
  { name: "24-bit words with a stuck bit", expected: "often", make: stuckBit(3, 1, 0x10) },
  { name: "40-bit words with a stuck bit", expected: "never", make: stuckBit(5, 2, 0x10) },
];

export const SOURCES: readonly BrokenSource[] = [
  { name: "zeros", expected: "always", make: each(() => 0) },
  { name: "ones", expected: "always", make: each(() => 255) },
  { name: "0x55", expected: "always", make: each(() => 0x55) },
  {
    name: "64 zeros after every 64 bytes",
    expected: "always",
    make: units(64, (unit) => [...unit, ...new Uint8Array(64)]),
  },
  {
    name: "a byte counter",
    expected: "always",
    make: (bytes, draw) => {
      const start = draw.below(256);
      return Uint8Array.from({ length: bytes }, (_, i) => start + i);
    },
  },
  { name: "a 16-bit counter, little endian", expected: "always", make: counter(2, "little") },
  { name: "a 32-bit counter, big endian", expected: "always", make: counter(4, "big") },
  { name: "64-bit clock readings", expected: "always", make: clock },
  {
    name: "a block of 16 bytes again and again",
    expected: "always",
    make: (bytes, draw) => {
      const block = draw.bytes(16);
      return Uint8Array.from({ length: bytes }, (_, i) => block[i % 16]);
    },
  },
  { name: "every byte twice", expected: "always", make: units(1, ([a]) => [a, a]) },
  {
    name: "each byte followed by its complement",
    expected: "always",
    make: units(1, ([a]) => [a, 255 - a]),
  },
  {
    name: "two equal nibbles a byte",
    expected: "always",
    make: each((_, draw) => 17 * draw.below(16)),
  },
  {
    name: "every 16-bit word twice",
    expected: "always",
    make: units(2, ([a, b]) => [a, b, a, b]),
  },
  {
    name: "every 32-bit word twice",
    expected: "always",
    make: units(4, (unit) => [...unit, ...unit]),
  },
  {
    name: "every bit twice",
    expected: "always",
    make: bits((draw) => {
      let last = 0, again = false;
      return () => {
        if (!again) last = draw.word() & 1;
        again = !again;
        return last;
      };
    }),
  },
  {
    name: "glibc rand() as 32-bit words",
    expected: "always",
    make: words(4, "little", (draw) => glibcRand(draw.word())),
  },
  { name: "bytes with a stuck bit", expected: "always", make: stuckBit(1, 0, 0x08) },
  { name: "16-bit words with a stuck bit", expected: "always", make: stuckBit(2, 1, 0x80) },
  { name: "32-bit words with a stuck bit", expected: "always", make: stuckBit(4, 2, 0x01) },
  { name: "64-bit words with a stuck bit", expected: "never", make: stuckBit(8, 5, 0x10) },
  { name: "sorted bytes", expected: "always", make: (bytes, draw) => draw.bytes(bytes).sort() },
  { name: "128 of 256 byte values", expected: "often", make: halfOfAllValues },
  {
    name: "nibbles without one value",
    expected: "always",
    make: each((_, draw) => 16 * draw.below(15) + draw.below(15)),
  },
  { name: "bits of p = 0.55", expected: "often", make: biased(0.55) },
  { name: "bits of p = 0.6", expected: "often", make: biased(0.6) },
  { name: "bits equal to the last with p = 0.6", expected: "often", make: sticky(0.6) },
  {
    name: "normal bytes of deviation 40",
    expected: "often",
    make: each((_, draw) => Math.max(0, Math.min(255, Math.round(128 + 40 * draw.normal())))),
  },
  {
    name: "a random walk of bytes",
    expected: "always",
    make: (bytes, draw) => {
      let at = draw.below(256);
      return Uint8Array.from({ length: bytes }, () => at = (at + draw.below(15) - 7) & 255);
    },
  },
  { name: "16-bit audio, a tone with noise", expected: "always", make: audio },
  {
    name: "16-bit audio, noise of deviation 3000",
    expected: "often",
    make: words(
      2,
      "little",
      (draw) => () => BigInt.asUintN(16, BigInt(Math.round(3000 * draw.normal()))),
    ),
  },
  {
    name: "12-bit samples in 16-bit words",
    expected: "always",
    make: words(2, "little", (draw) => () => draw.below(4096)),
  },
  { name: "doubles from 0 to 1", expected: "always", make: doubles },
  { name: "32-bit floats from 0 to 1", expected: "always", make: floats },
  {
    name: "a 16-bit shift register",
    expected: "never",
    make: bits((draw) => shiftRegister16(draw.word())),
  },
  {
    name: "words and lines of text",
    expected: "always",
    make: text((draw) =>
      pick(draw, LETTERS, 3 + draw.below(6)) + (draw.below(10) === 0 ? ".\n" : " ")
    ),
  },
  {
    name: "PEM",
    expected: "always",
    make: text((draw) => pick(draw, BASE64, 64) + "\n"),
  },
  { name: "base64", expected: "always", make: characters(BASE64) },
  { name: "hexadecimal digits", expected: "always", make: characters("0123456789abcdef") },
  {
    name: "decimal numbers, one a line",
    expected: "always",
    make: text((draw) => `${draw.below(256)}\n`),
  },
  {
    name: "printable ASCII",
    expected: "always",
    make: each((_, draw) => 0x20 + draw.below(95)),
  },
  {
    name: "UTF-16 of Latin-1",
    expected: "always",
    make: units(1, ([a]) => [a, 0]),
  },
  {
    name: "bytes mangled by UTF-8",
    expected: "always",
    make: units(1, ([a]) => a < 0x80 ? [a] : [0xef, 0xbf, 0xbd]),
  },
  {
    name: "rand() % 256 of glibc",
    expected: "never",
    make: (bytes, draw) => {
      const next = glibcRand(draw.word());
      return Uint8Array.from({ length: bytes }, () => next() % 256);
    },
  },
  {
    name: "high bytes of a linear congruential generator",
    expected: "never",
    make: (bytes, draw) => {
      const next = linearCongruential(draw.word());
      return Uint8Array.from({ length: bytes }, () => next() >> 16 & 255);
    },
  },
  {
    name: "MT19937",
    expected: "never",
    make: words(4, "little", (draw) => mersenneTwister(draw.word())),
  },
  ...BEYOND_THE_TESTS,
  {
    name: "fair bytes, for comparison",
    expected: "never",
    make: (bytes, draw) => draw.bytes(bytes),
  },
];
