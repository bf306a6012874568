/** Sequences for the tests of SP 800-22: the standard's numbers, and those of the fixtures. */
import { LONGEST_RUN_CLASSES, type LongestRunClasses } from "../../lib/sp800_22/runs.ts";
import { P_VALUES } from "../../lib/sp800_22/tests.ts";
import { type BitSequence, bitSequence } from "../../lib/sp800_22/bit_sequence.ts";

/** A sequence from its digits; spaces are left out. */
export function bitsOf(text: string): BitSequence {
  return packedSequence(Uint8Array.from(text.replaceAll(" ", ""), Number));
}

/** A sequence from one bit a byte. */
export function packedSequence(bits: Uint8Array): BitSequence {
  return bitSequence(pack(bits), bits.length);
}

/** First bit most significant; the last byte is filled with zeros. */
export function pack(bits: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) bytes[i >>> 3] |= bits[i] << (~i & 7);
  return bytes;
}

const MILLION = 1_000_000;

/** Marsaglia's xorshift32 (13, 17, 5): each call steps once and gives the state. */
export function xorshift32(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

function fromDraws(seed: number, bit: (draw: number) => boolean): Uint8Array {
  const draw = xorshift32(seed);
  return Uint8Array.from({ length: MILLION }, () => bit(draw()) ? 1 : 0);
}

function fromWords(seed: number): Uint8Array {
  const draw = xorshift32(seed);
  const words = Uint32Array.from({ length: MILLION / 32 }, draw);
  return Uint8Array.from({ length: MILLION }, (_, i) => words[i >>> 5] >>> (~i & 31) & 1);
}

/** A shift register with the polynomial x^17 + x^14 + 1, all ones at first. */
function fromRegister(): Uint8Array {
  let state = 2 ** 17 - 1;
  return Uint8Array.from({ length: MILLION }, () => {
    const bit = state & 1;
    state = state >>> 1 | ((state ^ state >>> 3) & 1) << 16;
    return bit;
  });
}

/** The sequences of the fixture, one bit a byte. */
export const FIXTURE_SEQUENCES: Readonly<Record<string, () => Uint8Array>> = {
  top_301: () => fromDraws(301, (draw) => draw >= 2 ** 31),
  words_303: () => fromWords(303),
  biased_304: () => fromDraws(304, (draw) => draw < 0x80b00000),
  lfsr17: fromRegister,
};

/** The first million binary digits of a constant, those before the point included. */
export type Constant = "e" | "pi" | "sqrt2" | "sqrt3";

/** Computed to more digits than are used, so that the last of them are right. */
const GUARD_BITS = 64n;

export function digitsOf(constant: Constant, bits: number = MILLION): BitSequence {
  const precision = BigInt(bits) + GUARD_BITS;
  const value = {
    e: () => eulersNumber(precision),
    pi: () => pi(precision),
    sqrt2: () => squareRoot(2n << 2n * precision),
    sqrt3: () => squareRoot(3n << 2n * precision),
  }[constant]();
  const digits = value.toString(16);
  const padded = digits.length % 2 === 0 ? digits : `0${digits}`;
  const bytes = Uint8Array.from(
    { length: padded.length / 2 },
    (_, i) => parseInt(padded.slice(2 * i, 2 * i + 2), 16),
  );
  return bitSequence(bytes, bits, Math.clz32(bytes[0]) - 24);
}

/** The whole part of a square root, by Newton's method from a start that is too large. */
function squareRoot(value: bigint): bigint {
  const bits = BigInt(value.toString(16).length * 4);
  // A start from the upper half of the digits makes every step double what is right.
  let root = bits <= 64n
    ? BigInt(Math.ceil(Math.sqrt(Number(value)))) + 1n
    : (squareRoot(value >> (bits / 4n * 2n)) + 1n) << (bits / 4n);
  while (true) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 2 + 1/2! + 1/3! + ... by halves: p / q is the sum of first! / k! for k from first + 1 to last. */
function eulersNumber(precision: bigint): bigint {
  const split = (first: bigint, last: bigint): [bigint, bigint] => {
    if (last - first === 1n) return [1n, last];
    const middle = (first + last) >> 1n;
    const [p, q] = split(first, middle), [r, s] = split(middle, last);
    return [p * s + r, q * s];
  };
  // 110,000! has 1.6 million bits.
  const [p, q] = split(0n, 110_000n);
  return (1n << precision) + (p << precision) / q;
}

/** The series of Chudnovsky and Chudnovsky (1988), by halves; 47 bits a term. */
function pi(precision: bigint): bigint {
  const split = (first: bigint, last: bigint): [bigint, bigint, bigint] => {
    if (last - first === 1n) {
      const p = (6n * last - 5n) * (2n * last - 1n) * (6n * last - 1n);
      const q = 10_939_058_860_032_000n * last ** 3n;
      const term = p * (13_591_409n + 545_140_134n * last);
      return [p, q, last % 2n === 0n ? term : -term];
    }
    const middle = (first + last) >> 1n;
    const [p, q, t] = split(first, middle), [r, s, u] = split(middle, last);
    return [p * r, q * s, s * t + p * u];
  };
  const [, q, t] = split(0n, precision / 47n + 2n);
  return 426_880n * squareRoot(10_005n << 2n * precision) * q / (13_591_409n * q + t);
}

/** Section 3.10 of SP 800-22 as it is printed: the first, 1/96, has a digit wrong, and the seven sum to 1.000053. */
export const PRINTED_LINEAR_COMPLEXITY_PROBABILITIES: readonly number[] = [
  0.01047,
  0.03125,
  0.125,
  0.5,
  0.25,
  0.0625,
  0.020833,
];

/** Section 2.4.4's classes of 10,000 bits as they are printed: up to 0.0016 off. */
export const PRINTED_LONGEST_RUN_CLASSES: readonly LongestRunClasses[] = LONGEST_RUN_CLASSES
  .map((classes) =>
    classes.blockBits === 10_000
      ? { ...classes, probabilities: [0.0882, 0.2092, 0.2483, 0.1933, 0.1208, 0.0675, 0.0727] }
      : classes
  );

/** p-values of fair sequences: independent and uniform. */
export function fairPValues(sequences: number, seed = 9): Float64Array[] {
  const draw = xorshift32(seed);
  return Array.from(
    { length: sequences },
    () => Float64Array.from({ length: P_VALUES }, () => (draw() + 0.5) / 2 ** 32),
  );
}
