/** Greatest distance in bits at which the autocorrelation test compares. */
export const MAX_DISTANCE = 64;

/** Bits of the longest words whose positions are counted one by one. */
export const MAX_WORD_BITS = 64;

/**
 * Digits of a product are counts of up to 4, so that sums of 31 products keep digits below 128 (28 are a
 * multiple of four), and seven of these digits fit into the 53 bits of a double.
 */
const BASE = 128;
const PRODUCTS_PER_SUM = 28;

/** Four bits as digits: the first bit highest, and the first bit lowest. */
const FALLING = Float64Array.from({ length: 16 }, (_, nibble) => digits(nibble, [3, 2, 1, 0]));
const RISING = Float64Array.from({ length: 16 }, (_, nibble) => digits(nibble, [0, 1, 2, 3]));

function digits(nibble: number, exponents: readonly number[]): number {
  return exponents.reduce(
    (sum, exponent, i) => sum + (nibble >> (3 - i) & 1) * BASE ** exponent,
    0,
  );
}

/**
 * For each distance d from 1 to 64, among the n - d pairs of bits that are d apart, how many differ: the
 * statistic of test T5 of AIS 31 (Killmann and Schindler, version 2.0, 2011) over the whole key.
 *
 * x xor y = x + y - 2 x y, so the pairs in which both are one suffice. Those of four bits with four others are
 * the digits of a product: sum x_j B^(3 - j) times sum y_k B^k has at B^(3 + k - j) how many are k - j apart.
 *
 * @param nibbles n / 4 values of four bits, at least 17
 * @returns counts, that of distance d at d - 1
 */
export function countUnequalBits(nibbles: Uint8Array): Uint32Array {
  const falling = new Float64Array(nibbles.length), rising = new Float64Array(nibbles.length);
  let ones = 0;
  for (let i = 0; i < nibbles.length; i++) {
    falling[i] = FALLING[nibbles[i]];
    rising[i] = RISING[nibbles[i]];
    ones += onesOf(nibbles[i]);
  }
  /** Of distance d at d + 3: products of neighbours at q nibbles reach from 4 q - 3 to 4 q + 3. */
  const bothOne = new Uint32Array(MAX_DISTANCE + 7);
  for (let q = 0; q <= MAX_DISTANCE / 4; q++) {
    const pairs = nibbles.length - q;
    for (let i = 0; i < pairs;) {
      const end = Math.min(i + PRODUCTS_PER_SUM, pairs);
      // Four sums side by side: one alone would wait for each addition.
      let first = 0, second = 0, third = 0, fourth = 0;
      for (; i + 3 < end; i += 4) {
        first += falling[i] * rising[i + q];
        second += falling[i + 1] * rising[i + q + 1];
        third += falling[i + 2] * rising[i + q + 2];
        fourth += falling[i + 3] * rising[i + q + 3];
      }
      for (; i < end; i++) first += falling[i] * rising[i + q];
      const sum = first + second + third + fourth;
      const high = Math.floor(sum / BASE ** 4), low = sum - high * BASE ** 4;
      const at = 4 * q;
      bothOne[at] += low & 127;
      bothOne[at + 1] += low >> 7 & 127;
      bothOne[at + 2] += low >> 14 & 127;
      bothOne[at + 3] += low >> 21;
      bothOne[at + 4] += high & 127;
      bothOne[at + 5] += high >> 7 & 127;
      bothOne[at + 6] += high >> 14;
    }
  }
  falling.fill(0);
  rising.fill(0);
  const counts = new Uint32Array(MAX_DISTANCE);
  /** Ones among the first and the last d bits, which have no bit d before or after them. */
  let alone = 0;
  for (let d = 1; d <= MAX_DISTANCE; d++) {
    const first = d - 1 >> 2, last = nibbles.length - 1 - first, place = d - 1 & 3;
    alone += (nibbles[first] >> (3 - place) & 1) + (nibbles[last] >> place & 1);
    counts[d - 1] = 2 * ones - alone - 2 * bothOne[d + 3];
  }
  return counts;
}

/** Four bits as the low bits of four bytes, the first bit in the highest byte. */
const BYTES = Int32Array.from(
  { length: 16 },
  (_, nibble) => (nibble & 8) << 21 | (nibble & 4) << 14 | (nibble & 2) << 7 | nibble & 1,
);

/** A byte counts to 255, in nibbles of 16 places. */
const NIBBLES_PER_SUM = 255 * 16;

/**
 * How many bits are one at each position of 64-bit words, most significant bit of the first byte first; a
 * shorter word at the end counts as far as it goes. Those of shorter words are sums of these.
 */
export function countOnesByPosition(nibbles: Uint8Array): Uint32Array {
  const counts = new Uint32Array(MAX_WORD_BITS);
  const sums = new Int32Array(MAX_WORD_BITS / 4);
  for (let i = 0; i < nibbles.length;) {
    const end = Math.min(i + NIBBLES_PER_SUM, nibbles.length);
    for (; i < end; i++) sums[i & 15] += BYTES[nibbles[i]];
    for (let place = 0; place < sums.length; place++) {
      const sum = sums[place];
      counts[4 * place] += sum >>> 24;
      counts[4 * place + 1] += sum >>> 16 & 255;
      counts[4 * place + 2] += sum >>> 8 & 255;
      counts[4 * place + 3] += sum & 255;
      sums[place] = 0;
    }
  }
  return counts;
}

function onesOf(nibble: number): number {
  return (nibble & 1) + (nibble >> 1 & 1) + (nibble >> 2 & 1) + (nibble >> 3);
}
