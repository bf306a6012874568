import { assert, assertEquals } from "../assert.ts";
import fc from "../fast_check.ts";
import {
  repeatedBitTuples,
  type RepeatedTuples,
  repeatedTuples,
  repeatedTuplesBySuffixArray,
} from "../../lib/math/repeated_tuples.ts";
import { suffixArray, toLongestCommonPrefixes } from "../../lib/math/suffix_array.ts";
import { referenceData, xorshift32 } from "../sp800_90b/reference_data.ts";

/** Texts of few symbols, in which much repeats, and some that repeat outright. */
const texts = fc.oneof(
  fc.integer({ min: 1, max: 4 }).chain((alphabet) =>
    fc.uint8Array({ min: 0, max: alphabet - 1, maxLength: 120 })
  ),
  fc.tuple(fc.uint8Array({ max: 2, minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 20 }))
    .map(([part, times]) => Uint8Array.from(Array(times).fill([...part]).flat())),
);

function compareSuffixes(text: Uint8Array, a: number, b: number): number {
  while (a < text.length && b < text.length && text[a] === text[b]) [a, b] = [a + 1, b + 1];
  return a === text.length ? -1 : b === text.length ? 1 : text[a] - text[b];
}

Deno.test("suffixArray() sorts suffixes as comparing them does", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const expected = Array.from(text.keys()).sort((a, b) => compareSuffixes(text, a, b));
      assertEquals(Array.from(suffixArray(text, 4)), expected);
    }),
    { numRuns: 500 },
  );
});

Deno.test("suffixArray() sorts a long text whose names repeat at several depths", () => {
  // A Fibonacci word: its substrings recur as densely as possible.
  let [before, word] = ["1", "0"];
  while (word.length < 5_000) [before, word] = [word, word + before];
  const text = Uint8Array.from(word, Number);
  const sorted = suffixArray(text, 2);
  assertEquals(new Set(sorted).size, text.length);
  for (let i = 1; i < sorted.length; i++) {
    assert(compareSuffixes(text, sorted[i - 1], sorted[i]) < 0, `suffixes at ${i}`);
  }
});

Deno.test("toLongestCommonPrefixes() gives what neighbours share", () => {
  fc.assert(fc.property(texts, (text) => {
    const sorted = suffixArray(text, 4);
    const common = sorted.slice();
    toLongestCommonPrefixes(text, common);
    for (let i = 0; i < sorted.length; i++) {
      let shared = 0;
      if (i > 0) {
        const [a, b] = [sorted[i - 1], sorted[i]];
        while (Math.max(a, b) + shared < text.length && text[a + shared] === text[b + shared]) {
          shared++;
        }
      }
      assertEquals(common[i], shared);
    }
  }));
});

/** By a dictionary of the tuples of each length. */
function countedSlowly(text: Uint8Array): RepeatedTuples {
  const mostFrequent = [0], pairs = [0];
  for (let w = 1; w <= text.length; w++) {
    const counts = new Map<string, number>();
    for (let i = 0; i + w <= text.length; i++) {
      const tuple = text.subarray(i, i + w).join();
      counts.set(tuple, (counts.get(tuple) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    if (most < 2) break;
    mostFrequent.push(most);
    pairs.push(counts.values().reduce((sum, count) => sum + count * (count - 1) / 2, 0));
  }
  return {
    longest: mostFrequent.length - 1,
    mostFrequent: Int32Array.from(mostFrequent),
    pairs: Float64Array.from(pairs),
  };
}

Deno.test("repeatedTuples() counts tuples of every length", () => {
  fc.assert(fc.property(texts, (text) => {
    assertEquals(repeatedTuples(text, 4), countedSlowly(text));
  }));
});

Deno.test("repeatedBitTuples() counts what the suffix array counts, or gives up", () => {
  fc.assert(fc.property(fc.uint8Array({ max: 1, maxLength: 400 }), (bits) => {
    const quickly = repeatedBitTuples(bits);
    assert(quickly !== null);
    assertEquals(quickly, repeatedTuplesBySuffixArray(bits, 2));
  }));
  // Repeats longer than the sorted prefixes, at and off word boundaries, also at the very end.
  const draw = xorshift32(31);
  for (
    const [from, to, size] of [[0, 5_000, 100], [17, 9_001, 47], [99, 4_000, 48], [5, 9_951, 49]]
  ) {
    const bits = Uint8Array.from({ length: 10_000 }, () => draw() >>> 31);
    bits.copyWithin(to, from, from + size);
    assertEquals(repeatedBitTuples(bits), repeatedTuplesBySuffixArray(bits, 2), `${size} bits`);
  }
  const periodic = new Uint8Array(20_000).map((_, i) => i % 7 === 0 ? 1 : 0);
  assertEquals(repeatedBitTuples(periodic), null);
  const sticky = referenceData("biased1", 300_000);
  assertEquals(repeatedBitTuples(sticky), repeatedTuplesBySuffixArray(sticky, 2), "biased");
});
