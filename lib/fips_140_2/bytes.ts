const counts = (bits: number) => new Int32Array(1 << bits);

/**
 * Occurrences of the strings of 8 to 3 bits in the bytes of a block, anywhere within a byte and at its end. Each
 * belongs to the module by a name of its own: engines then know where it is, which they would not in a list.
 */
const bytes = counts(8);
const strings7 = counts(7), strings6 = counts(6), strings5 = counts(5);
const strings4 = counts(4), strings3 = counts(3);
const ends7 = counts(7), ends6 = counts(6), ends5 = counts(5), ends4 = counts(4), ends3 = counts(3);
const strings = [strings3, strings4, strings5, strings6, strings7, bytes];

/** What the bytes of a block tell, each by itself. */
export interface ByteCounts {
  ones: number;
  /** Occurrences of each nibble; set anew. */
  readonly nibbles: Int32Array;
  /** `runs[bit][class - 1]`; runs that touch neither end of a byte are added. */
  readonly runs: readonly [Int32Array, Int32Array];
}

/** Adds up a histogram of bytes, which comes in two parts. */
export function addBytes(even: Int32Array, odd: Int32Array, sums: ByteCounts): void {
  const { nibbles, runs } = sums;
  for (let upper = 0; upper < 16; upper++) {
    let occurrences = 0;
    for (let byte = upper << 4; byte < upper + 1 << 4; byte++) {
      const count = even[byte]! + odd[byte]!;
      occurrences += count;
      bytes[byte] = count;
    }
    nibbles[upper] = occurrences;
  }
  countShorter(bytes, bytes, strings7, ends7);
  countShorter(strings7, ends7, strings6, ends6);
  countShorter(strings6, ends6, strings5, ends5);
  countShorter(strings5, ends5, strings4, ends4);
  countShorter(strings4, ends4, strings3, ends3);
  let ones = 0;
  for (let nibble = 0; nibble < 16; nibble++) {
    const occurrences = nibbles[nibble]! + ends4[nibble]!;
    nibbles[nibble] = occurrences;
    ones += NIBBLE_ONES[nibble]! * occurrences;
  }
  sums.ones = ones;
  // A run of k bits is a string of k + 2, one of the other kind at either end.
  for (let i = 0; i < 6; i++) {
    const firstBit = 4 << i;
    runs[0][i]! += strings[i]![firstBit + 1]!;
    runs[1][i]! += strings[i]![firstBit - 2]!;
  }
}

const NIBBLE_ONES = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

/** A string is the start of one that is longer by a bit, unless it is at the byte's end. */
function countShorter(
  longer: Int32Array,
  longerAtEnd: Int32Array,
  shorter: Int32Array,
  shorterAtEnd: Int32Array,
): void {
  const half = shorter.length;
  for (let string = 0; string < half; string++) {
    const last = longerAtEnd[string]! + longerAtEnd[half + string]!;
    shorterAtEnd[string] = last;
    shorter[string] = longer[2 * string]! + longer[2 * string + 1]! + last;
  }
}
