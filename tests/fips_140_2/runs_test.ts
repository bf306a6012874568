import { assert, assertEquals } from "../assert.ts";
import fc from "../fast_check.ts";
import { longestRunBits, longRunBits } from "../../lib/fips_140_2/runs.ts";
import { FIPS_BLOCK_BYTES } from "../../lib/fips_140_2/limits.ts";

const BLOCK_BITS = 8 * FIPS_BLOCK_BYTES;

/** A block of runs of the given lengths, again and again, of zeros and ones in turn. */
function blockOfRuns(lengths: readonly number[]): { data: DataView; longest: number } {
  let bits = "";
  for (let i = 0; bits.length < BLOCK_BITS; i++) {
    bits += String(i % 2).repeat(lengths[i % lengths.length]);
  }
  bits = bits.slice(0, BLOCK_BITS);
  const bytes = Uint8Array.from(bits.match(/.{8}/g)!, (byte) => parseInt(byte, 2));
  const longest = Math.max(...bits.match(/0+|1+/g)!.map((run) => run.length));
  return { data: new DataView(bytes.buffer), longest };
}

const someRuns = (most: number) => fc.array(fc.integer({ min: 1, max: most }), { minLength: 30 });

Deno.test("longestRunBits() finds the longest run of six bits or more", () => {
  fc.assert(fc.property(fc.oneof(someRuns(9), someRuns(40), someRuns(5_000)), (lengths) => {
    const { data, longest } = blockOfRuns(lengths);
    assertEquals(longestRunBits(data, 0), Math.max(6, longest));
  }));
});

Deno.test("longRunBits() finds the longest run if it is of 26 bits or longer than the one known", () => {
  const known = fc.oneof(
    fc.integer({ min: 14, max: 60 }),
    fc.integer({ min: 14, max: BLOCK_BITS }),
  );
  const lengths = fc.oneof(someRuns(30), someRuns(60), someRuns(5_000));
  let found = 0;
  fc.assert(fc.property(lengths, known, (lengths, known) => {
    const { data, longest } = blockOfRuns(lengths);
    const news = longest >= 26 || longest > known;
    const bits = longRunBits(data, 0, known);
    // One that is known need not be told exactly, only that the test fails.
    if (longest > known || longest < 26) assertEquals(bits, news ? longest : 0);
    else assert(bits >= 26 && bits <= longest, `${bits} of ${longest} bits, ${known} known`);
    if (news) found++;
  }));
  assert(found > 10, "hardly any block had something to find");
});

/** A block without runs but for the given ones, of ones. */
function blockWith(...runs: { from: number; length: number }[]): DataView {
  const block = new DataView(new Uint8Array(FIPS_BLOCK_BYTES).fill(0x55).buffer);
  const set = (bit: number, value: 0 | 1) => {
    const others = block.getUint8(bit >> 3) & ~(0x80 >> bit % 8);
    block.setUint8(bit >> 3, others | value << 7 - bit % 8);
  };
  for (const { from, length } of runs) {
    for (let bit = from; bit < from + length; bit++) set(bit, 1);
    if (from > 0) set(from - 1, 0);
    if (from + length < BLOCK_BITS) set(from + length, 0);
  }
  return block;
}

Deno.test("longRunBits() does not step over a run, wherever it begins and however long it is", () => {
  for (const known of [14, 20, 21, 22, 23, 25, 26, 30, 40]) {
    for (const length of [Math.min(known, 25), Math.min(known + 1, 26)]) {
      for (const from of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 31, BLOCK_BITS - length]) {
        const expected = length > known || length >= 26 ? length : 0;
        const message = `${length} bits from ${from}, ${known} known`;
        assertEquals(longRunBits(blockWith({ from, length }), 0, known), expected, message);
      }
    }
  }
  // Of two, the later is longer by one bit.
  for (const length of [26, 27, 28, 29, 30, 31, 37, 38, 39]) {
    for (const from of [10_000, 10_001, 10_002, 10_003, 10_004, 10_005, 10_006, 10_007]) {
      const block = blockWith({ from: 20, length }, { from, length: length + 1 });
      assertEquals(longRunBits(block, 0, 20), length + 1, `${length} bits, then more from ${from}`);
    }
  }
});
