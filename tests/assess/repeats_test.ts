import { assert, assertEquals } from "../assert.ts";
import fc from "../fast_check.ts";
import { Repeats } from "../../lib/assess/repeats.ts";
import { SymbolPacker } from "../../lib/assess/symbol_packing.ts";
import { xorshift32 } from "../sp800_90b/reference_data.ts";

function fairBytes(length: number, seed: number): Uint8Array {
  const draw = xorshift32(seed);
  return Uint8Array.from({ length }, () => draw() >>> 24);
}

/** Bits of symbols side by side, as the stream tests put them. */
function pack(symbols: Uint8Array, bitsPerSymbol: number): Uint8Array {
  return new SymbolPacker(bitsPerSymbol).pack(symbols);
}

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
      assertEquals(offset - earlierOffset, to - from);
      // The ends are known to within a stride of 16.
      assert(offset >= to && offset < to + 16);
      assert(offset + lengthBytes <= to + length && offset + lengthBytes > to + length - 16);
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
    assertEquals(count, 1, `period ${period}`);
    assert(repeatedBytes > 20_000 - period - 32, `period ${period}: ${repeatedBytes} bytes`);
  }
});

Deno.test("Repeats keeps its memory and still finds what is long enough", () => {
  // Beyond 2 MiB, the stride is 32 at least.
  const data = fairBytes(3 * 2 ** 20, 45);
  const { guaranteedLengthBytes } = (() => {
    const repeats = new Repeats();
    repeats.update(data);
    return repeats.result();
  })();
  assertEquals(guaranteedLengthBytes, 47);
  for (const [from, to] of [[101, 2_500_003], [2_200_000, 3_000_000]] as const) {
    const copy = data.slice();
    copy.copyWithin(to, from, from + guaranteedLengthBytes);
    const repeats = new Repeats();
    repeats.update(copy);
    assertEquals(repeats.result().repeats, 1, `${from} to ${to}`);
  }
});

Deno.test("Repeats compares with an earlier recording and not with itself then", () => {
  const earlier = fairBytes(10_000, 46);
  const recording = fairBytes(10_000, 47);
  recording.copyWithin(2_000, 1_000, 1_500);
  const alone = new Repeats();
  alone.remember(earlier);
  alone.search(recording);
  assertEquals(alone.result().repeats, 0);
  recording.set(earlier.subarray(3_001, 3_301), 7_003);
  const repeats = new Repeats();
  repeats.remember(earlier);
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
