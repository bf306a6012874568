/**
 * Occurrences of strings of 1 to 8 bits in the bytes of a block, anywhere within a byte and at its end; those of
 * n bits stand from 2^n. They belong to the module, like the histograms that they are made from.
 */
const anywhere = new Int32Array(512);
const atEnd = new Int32Array(512);

/** What the bytes of a block tell, each by itself. */
export interface ByteCounts {
  ones: number;
  /** Occurrences of each nibble; set anew. */
  readonly nibbles: Int32Array;
  /** `runs[bit][class - 1]`; runs that touch neither end of a byte are added. */
  readonly runs: readonly [Int32Array, Int32Array];
}

/**
 * Adds up a histogram of bytes, which comes in two parts. A run of k bits is a string of k + 2 bits, one of the
 * other kind at either end. How often a string occurs follows from how often longer ones do: it is the start of
 * one that is longer by a bit, unless it stands at the byte's end.
 */
export function addBytes(even: Int32Array, odd: Int32Array, counts: ByteCounts): void {
  const { nibbles, runs } = counts;
  for (let upper = 0; upper < 16; upper++) {
    let occurrences = 0;
    for (let lower = 0; lower < 16; lower++) {
      const byte = upper << 4 | lower;
      const count = even[byte]! + odd[byte]!;
      occurrences += count;
      anywhere[256 | byte] = count;
      atEnd[256 | byte] = count;
    }
    nibbles[upper] = occurrences;
  }
  for (let from = 256; from > 2; from >>>= 1) {
    const to = from >>> 1;
    for (let string = 0; string < to; string++) {
      const last = atEnd[from | string]! + atEnd[from | to | string]!;
      atEnd[to | string] = last;
      anywhere[to | string] = anywhere[from | 2 * string]! + anywhere[from | 2 * string | 1]! +
        last;
    }
  }
  for (let length = 1; length <= 6; length++) {
    const from = 1 << length + 2, firstBit = 1 << length + 1;
    runs[0][length - 1]! += anywhere[from | firstBit | 1]!; // 10..01
    runs[1][length - 1]! += anywhere[from | firstBit - 2]!; // 01..10
  }
  for (let nibble = 0; nibble < 16; nibble++) nibbles[nibble]! += atEnd[16 | nibble]!;
  counts.ones = anywhere[2 | 1]!;
}
