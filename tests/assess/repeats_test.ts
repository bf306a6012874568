import { assert, assertEquals } from "../assert.ts";
import fc from "../fast_check.ts";
import { Repeats } from "../../lib/assess/repeats.ts";
import { xorshift32 } from "../sp800_90b/reference_data.ts";

function fairBytes(length: number, seed: number): Uint8Array {
  const draw = xorshift32(seed);
  return Uint8Array.from({ length }, () => draw() >>> 24);
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
