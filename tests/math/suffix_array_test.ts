import { firstRepeat } from "../../lib/math/suffix_array.ts";
import { repeatedTuples } from "../../lib/math/repeated_tuples.ts";
import { assert, assertEquals } from "../assert.ts";
import { uniform } from "../sp800_90b/standard_data.ts";

Deno.test("firstRepeat() finds the longest repeat of a text where a search of all pairs does, and nothing longer", () => {
  for (const bits of [1, 2, 8]) {
    for (let seed = 1; seed <= 20; seed++) {
      const values = uniform(20 + 13 * seed, seed, bits);
      const { longest } = repeatedTuples(values, 2 ** bits);
      assertEquals(firstRepeat(values, longest + 1), null);
      assertEquals(firstRepeat(values, longest), firstOfAllPairs(values, longest));
    }
  }
});

function firstOfAllPairs(values: Uint8Array, length: number) {
  if (length === 0) return null;
  const at = (offset: number) => values.subarray(offset, offset + length).join();
  for (let offset = 1; offset + length <= values.length; offset++) {
    for (let earlierOffset = 0; earlierOffset < offset; earlierOffset++) {
      if (at(earlierOffset) === at(offset)) return { offset, earlierOffset };
    }
  }
  return null;
}

Deno.test("firstRepeat() tells a sequence of Thue and Morse's, of 2,048 values, from its complement", () => {
  const parity = (i: number) => i.toString(2).replaceAll("0", "").length % 2;
  const half = Uint8Array.from({ length: 2048 }, (_, i) => parity(i));
  // They have one polynomial modulo 2^32.
  const text = Uint8Array.from([...half, 7, ...half.map((bit) => 1 - bit), 8, ...half]);
  assertEquals(firstRepeat(text, 2048), { offset: 2 * 2049, earlierOffset: 0 });
  assertEquals(firstRepeat(text.subarray(0, 2 * 2048 + 2), 2048), null);
});

Deno.test("firstRepeat() of a text that is one repeat has its period", () => {
  const values = Uint8Array.from({ length: 1000 }, (_, i) => i % 17);
  assertEquals(firstRepeat(values, 983), { offset: 17, earlierOffset: 0 });
  assert(firstRepeat(values, 984) === null);
});

Deno.test("firstRepeat() reads each value of Thue and Morse's sequence some times only, however long it is", () => {
  const parity = (i: number) => i.toString(2).replaceAll("0", "").length % 2;
  for (const length of [2 ** 12, 2 ** 14]) {
    const values = Uint8Array.from({ length }, (_, i) => parity(i));
    let reads = 0;
    const counting = new Proxy(values, {
      get(target, key) {
        reads++;
        return Reflect.get(target, key, target);
      },
    });
    const { longest } = repeatedTuples(values, 2);
    const place = firstRepeat(counting, longest)!;
    const at = (offset: number) => values.subarray(offset, offset + longest).join();
    assertEquals(at(place.offset), at(place.earlierOffset));
    assert(reads < 40 * length, `${reads} reads of ${length} values`);
  }
});
