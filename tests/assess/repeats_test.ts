import { assert, assertEquals } from "../assert.ts";
import fc from "../fast_check.ts";
import { Repeats } from "../../lib/assess/repeats.ts";
import { changingNoise, stickyBits, uniformNumbers } from "../noise.ts";
import { bitsOf, fairBytes, pack } from "./repeat_data.ts";
import type { RepeatedSequence } from "../../lib/assess/stream_types.ts";

Deno.test("Repeats finds nothing in fair data", () => {
  const repeats = new Repeats();
  repeats.update(fairBytes(300_000, 41));
  const { repeats: count, repeatedBytes, first, falseAlarmProbability } = repeats.result();
  assertEquals([count, repeatedBytes, first], [0, 0, []]);
  assert(falseAlarmProbability < 1e-27);
});

Deno.test("Repeats finds every repeat of 31 bytes, whatever its offsets and however the data is cut", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 31, max: 200 }),
    fc.integer({ min: 1, max: 300 }),
    (from, gap, length, cut) => {
      const data = fairBytes(2_000, 42);
      const to = from + length + gap;
      data.copyWithin(to, from, from + length);
      // What stands beside the copies must differ, or the repeat is longer than that.
      if (from > 0) data[from - 1] = data[to - 1] ^ 1;
      data[to + length] = data[from + length] ^ 1;
      const repeats = new Repeats();
      for (let at = 0; at < data.length; at += cut) repeats.update(data.slice(at, at + cut));
      const { repeats: count, first, guaranteedLengthBytes } = repeats.result();
      assertEquals([count, guaranteedLengthBytes], [1, 31]);
      const { offset, earlierOffset, lengthBytes } = first[0];
      assertEquals([offset, earlierOffset, lengthBytes], [to, from, length]);
    },
  ));
});

Deno.test("Repeats needs 16 equal bytes", () => {
  for (const [length, found] of [[15, 0], [16, 1]] as const) {
    const data = fairBytes(1_000, 43);
    data.copyWithin(501, 160, 160 + length);
    // What stands beside the copies must differ.
    data[501 + length] = data[160 + length] ^ 1;
    data[500] = data[159] ^ 1;
    const repeats = new Repeats();
    repeats.update(data);
    assertEquals(repeats.result().repeats, found, `${length} bytes`);
  }
});

Deno.test("Repeats sees a short cycle as one long repeat", () => {
  for (const period of [1, 7, 16, 100, 5_000]) {
    const cycle = fairBytes(period, 44);
    const repeats = new Repeats();
    repeats.update(Uint8Array.from({ length: 20_000 }, (_, i) => cycle[i % period]));
    const { repeats: count, repeatedBytes } = repeats.result();
    assertEquals([count, repeatedBytes], [1, 20_000 - period], `period ${period}`);
  }
});

Deno.test("Repeats compares with a reference recording and not with itself then", () => {
  const reference = fairBytes(10_000, 46);
  const recording = fairBytes(10_000, 47);
  recording.copyWithin(2_000, 1_000, 1_500);
  const alone = new Repeats();
  alone.remember(reference);
  alone.search(recording);
  assertEquals(alone.result().repeats, 0);
  recording.set(reference.subarray(3_001, 3_301), 7_003);
  const repeats = new Repeats();
  repeats.remember(reference);
  repeats.search(recording);
  const { repeats: count, first, bytes } = repeats.result();
  assertEquals([count, bytes], [1, 10_000]);
  assertEquals(first[0].offset - first[0].earlierOffset, 7_003 - 3_001);
});

Deno.test("Repeats finds every repeat of narrow symbols that is as long as it guarantees, whatever its offsets", () => {
  // 8 x 16 + 136 - 2 gcd(width, 8) bits, in whole symbols.
  const guaranteed = [[1, 262], [2, 130], [3, 88], [4, 64], [5, 53], [6, 44], [7, 38], [8, 31]];
  for (const [bitsPerSymbol, symbols] of guaranteed) {
    const least = new Repeats(bitsPerSymbol).result().guaranteedLengthBytes;
    assertEquals(Math.ceil(8 * least / bitsPerSymbol), symbols, `${bitsPerSymbol} bits`);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 40 }),
        fc.boolean(),
        (from, to, tail, between) => {
          const fair = fairBytes(2_000, 48).map((byte) => byte >>> (8 - bitsPerSymbol));
          const original = fair.slice(0, 700);
          const copy = fair.slice(700, 700 + to + symbols + tail);
          copy.set(original.subarray(from, from + symbols), to);
          const repeats = new Repeats(bitsPerSymbol);
          if (between) {
            repeats.remember(pack(original, bitsPerSymbol));
            repeats.search(pack(copy, bitsPerSymbol));
          } else repeats.update(pack(Uint8Array.of(...original, ...copy), bitsPerSymbol));
          const { repeats: count, first: [one] } = repeats.result();
          assertEquals(count, 1, `${bitsPerSymbol} bits, ${from} to ${to}, ${tail} after it`);
          const distance = to - from + (between ? 0 : original.length);
          assertEquals(8 * (one.offset - one.earlierOffset), bitsPerSymbol * distance);
        },
      ),
      { numRuns: 60 },
    );
  }
});

Deno.test("Repeats needs 128 equal bits of narrow symbols as well", () => {
  for (const [length, found] of [[127, 0], [128, 1]] as const) {
    const bits = fairBytes(8_000, 49).map((byte) => byte >>> 7);
    // The original begins with a byte, which is where words are kept; the copy does not.
    bits.copyWithin(4_003, 1_280, 1_280 + length);
    bits[4_003 + length] = bits[1_280 + length] ^ 1;
    bits[4_002] = bits[1_279] ^ 1;
    const repeats = new Repeats(1);
    repeats.update(pack(bits, 1));
    assertEquals(repeats.result().repeats, found, `${length} bits`);
  }
});

Deno.test("Repeats looks up no word that begins before the recording", () => {
  // 124 zeros are no word, though what is not yet read counts as zeros.
  const repeats = new Repeats(4);
  repeats.remember(new Uint8Array(64));
  repeats.search(Uint8Array.of(...new Uint8Array(15), 0x0f, 0xff));
  assertEquals(repeats.result().repeats, 0);
});

/** As far as two places agree to both sides, in steps of so many bits: begin of the later one, and length. */
function maximalPair(
  later: Uint8Array,
  earlier: Uint8Array,
  { offset, earlierOffset }: RepeatedSequence,
  step: number,
): readonly [number, number] {
  const distance = 8 * (offset - earlierOffset);
  const agrees = (from: number) => {
    for (let bit = from; bit < from + step; bit++) {
      if (later[bit] === undefined || later[bit] !== earlier[bit - distance]) return false;
    }
    return true;
  };
  let begin = 8 * offset, end = begin;
  while (agrees(end)) end += step;
  while (agrees(begin - step)) begin -= step;
  return [begin / 8, (end - begin) / 8];
}

Deno.test("Repeats tells pairs that agree as far as it says and no further, of whatever entropy and however cut", () => {
  const random = uniformNumbers(7);
  const biased = (ones: number) =>
    Uint8Array.from({ length: 20_000 }, () => random() < ones ? 1 : 0);
  const text = new TextEncoder().encode("The quick brown fox jumps over the lazy dog. ");
  const damaged = Uint8Array.from({ length: 4_000 }, (_, i) => text[i % text.length]);
  for (let at = 100; at < damaged.length; at += 311) damaged[at] ^= 1;
  const counter = Uint8Array.from({ length: 4_000 }, (_, i) => i < 2_000 ? i : i + 100);
  for (
    const [name, width, samples] of [
      ["one in a hundred", 1, biased(0.01)],
      ["one in two hundred", 1, biased(0.005)],
      ["sticky", 1, stickyBits(20_000, 0.02, 3)],
      ["two bits", 2, biased(0.02)],
      ["three bits", 3, biased(0.02)],
      ["four bits", 4, biased(0.03)],
      ["little noise", 8, changingNoise(5_000, () => 0.2, 5)],
      ["text", 8, damaged],
      ["counter", 8, counter],
    ] as const
  ) {
    const bytes = pack(samples, width);
    const half = bytes.length >> 1;
    const step = [8, 1, 2, 1, 4, 1, 2, 1, 8][width];
    for (const cut of [bytes.length, 7, 97]) {
      const within = new Repeats(width);
      const between = new Repeats(width);
      between.remember(bytes.subarray(0, half));
      for (let at = 0; at < bytes.length; at += cut) within.update(bytes.slice(at, at + cut));
      for (let at = half; at < bytes.length; at += cut) between.search(bytes.slice(at, at + cut));
      const bits = bitsOf(bytes);
      for (
        const [repeats, later, earlier] of [
          [within, bits, bits],
          [between, bits.subarray(8 * half), bits.subarray(0, 8 * half)],
        ] as const
      ) {
        const { first, longest, repeats: count, repeatedBytes } = repeats.result();
        assert(count > 0 && longest !== null, name);
        assert(longest.lengthBytes <= repeatedBytes && repeatedBytes <= later.length / 8, name);
        for (const one of [...first, longest]) {
          assertEquals([one.offset, one.lengthBytes], maximalPair(later, earlier, one, step), name);
          assertEquals([one.comparedBytes, one.lengthBytes >= 16], [one.lengthBytes, true], name);
        }
        if (count <= first.length) {
          const covered = new Uint8Array(later.length);
          for (const { offset, lengthBytes } of first) {
            covered.fill(1, 8 * offset, 8 * (offset + lengthBytes));
          }
          assertEquals(8 * repeatedBytes, covered.reduce((sum, bit) => sum + bit, 0), name);
        }
      }
    }
  }
});

Deno.test("Repeats takes a copy of which a byte was changed for two repeats, each as long as it is", () => {
  for (let changed = 100; changed < 132; changed++) {
    const data = fairBytes(2_000, 51);
    data.copyWithin(1_001, 300, 600);
    data[1_000] = data[299] ^ 1;
    data[1_301] = data[600] ^ 1;
    data[1_001 + changed] ^= 1;
    const repeats = new Repeats();
    repeats.update(data);
    const { first, repeatedBytes } = repeats.result();
    assertEquals(
      first.map(({ offset, earlierOffset, lengthBytes }) => [offset, earlierOffset, lengthBytes]),
      [[1_001, 300, changed], [1_002 + changed, 301 + changed, 299 - changed]],
    );
    assertEquals(repeatedBytes, 299);
  }
});
