import { isSameRecording, ReferenceRecordings } from "../../../lib/assess/reference_recordings.ts";
import { Repeats } from "../../../lib/assess/repeats.ts";
import { assertEquals, assertLessOrEqual } from "../../assert.ts";
import { fairBytes } from "../../report/samples.ts";
import { uniform } from "../../sp800_90b/standard_data.ts";

const fair = await fairBytes(200_000);
const part = (from: number, to: number) => fair.subarray(from, to);

/** What each recording has in common with those before it: where, in which, where there, and how much. */
function commonOf(
  recordings: readonly (Uint8Array | null)[],
  references = new ReferenceRecordings(),
): (readonly (number | undefined)[] | null)[] {
  return recordings.map((recording, source) => {
    if (recording === null) return null;
    const search = references.startSearch(8);
    const words = new Repeats();
    // In pieces, as a source gives them.
    for (let at = 0; at < recording.length; at += 777) {
      const piece = recording.subarray(at, at + 777);
      search?.search(piece);
      words.update(piece);
    }
    references.add(source, `source ${source}`, words);
    const { longest = null } = search?.result() ?? {};
    return longest && [
      longest.offset,
      longest.earlierSource?.place,
      longest.earlierOffset,
      longest.lengthBytes,
    ];
  });
}

Deno.test("each recording is searched for what those before it hold, whatever was lost of it", () => {
  const other = part(150_000, 200_000);
  assertEquals(commonOf([part(0, 100_000), part(64, 100_064)]), [null, [0, 0, 64, 99_936]]);
  // The beginning of a recording in either order, and a part of one.
  assertEquals(commonOf([part(0, 40_000), part(0, 90_000)]), [null, [0, 0, 0, 40_000]]);
  assertEquals(commonOf([part(0, 90_000), part(0, 40_000)]), [null, [0, 0, 0, 40_000]]);
  assertEquals(commonOf([part(0, 50_000), part(50_000, 100_000), other]), [null, null, null]);
  // It is told of which of several, a source that could not be read among them.
  assertEquals(
    commonOf([part(0, 50_000), null, part(50_000, 100_000), other, part(70_001, 90_000)]),
    // The first word that is kept lies 15 bytes further on.
    [null, null, null, null, [0, 2, 20_001, 19_999]],
  );
});

Deno.test("as much as is said to be always found is found, from 31 bytes on, and what is common grows with all bytes", () => {
  for (const from of [20_000, 20_007, 20_015]) {
    const alien = part(100_000, 130_000).slice();
    alien.set(part(from, from + 31), 12_345);
    const [, common] = commonOf([part(0, 50_000), alien]);
    assertEquals(common?.slice(0, 2), [common![0], 0]);
    assertEquals(common![0]! - common![2]!, 12_345 - from);
  }
});

Deno.test("the words of all recordings have room for one, and long common sequences are still found", () => {
  const references = new ReferenceRecordings();
  const recordings = Array.from({ length: 24 }, (_, seed) => {
    // Without a common word: every recording has its own number in all of them.
    const bytes = fair.slice(0, 131_072);
    for (let at = 0; at < bytes.length; at += 8) bytes[at] ^= seed + 1, bytes[at + 3] ^= 3 * seed;
    return bytes;
  });
  assertEquals(commonOf(recordings, references), recordings.map(() => null));
  const search = references.startSearch(8)!;
  const { guaranteedLengthBytes } = search.result();
  // 3 MiB in 2^17 words: one in 32 bytes.
  assertEquals(guaranteedLengthBytes, 32 + 15);
  for (const { recording, at } of recordings.map((recording, at) => ({ recording, at }))) {
    const found = references.startSearch(8)!;
    found.search(recording.subarray(1000 + at, 1000 + at + guaranteedLengthBytes));
    const { longest } = found.result();
    assertEquals([longest?.earlierSource?.place, longest!.earlierOffset - longest!.offset], [
      at,
      1000 + at,
    ]);
    assertLessOrEqual(longest!.lengthBytes, guaranteedLengthBytes);
  }
});

Deno.test("what is always found grows once the words of a recording are kept more sparsely: beyond 2 MiB", async () => {
  const long = await fairBytes(2 ** 21 + 2 ** 20);
  const guaranteed = (bytes: number) => {
    const references = new ReferenceRecordings();
    const words = new Repeats();
    words.update(long.subarray(0, bytes));
    references.add(0, "long", words);
    return references.startSearch(8)!.result().guaranteedLengthBytes;
  };
  assertEquals([guaranteed(2 ** 21), guaranteed(2 ** 21 + 2 ** 20)], [31, 47]);
});

Deno.test("each recording is compared with those before it, whatever is taken in after it was searched", () => {
  const references = new ReferenceRecordings();
  const searches = [part(0, 50_000), part(50_000, 80_000), part(80_000, 90_000)].map((bytes, i) => {
    const search = references.startSearch(8);
    const words = new Repeats();
    words.update(bytes);
    search?.search(bytes);
    references.add(i, `source ${i}`, words);
    return search;
  });
  // Asked for when all were taken in, as by several threads.
  const told = searches.map((search) => {
    const { otherName, otherBytes } = search?.result() ?? {};
    return [otherName, otherBytes];
  });
  assertEquals(told, [
    [undefined, undefined],
    ["source 0", 50_000],
    ["source 0, source 1", 80_000],
  ]);
});

const of = (symbols: Uint8Array, bitsPerSymbol = 8) => ({ symbols, bitsPerSymbol });

Deno.test("a copy, a beginning and other widths of the same bits are one recording, in either order", () => {
  const bytes = uniform(1_000, 7, 8);
  const nibbles = Uint8Array.from([...bytes].flatMap((byte) => [byte >> 4, byte & 15]));
  const changed = bytes.with(999, bytes[999] ^ 1);
  for (
    const [one, other, same] of [
      [of(bytes), of(bytes.slice()), true],
      [of(bytes), of(bytes.slice(0, 100)), true],
      [of(bytes), of(nibbles, 4), true],
      [of(bytes), of(nibbles.slice(0, 301), 4), true],
      // One symbol a byte, of which the other takes all eight bits.
      [of(nibbles, 4), of(nibbles), true],
      [of(bytes), of(changed), false],
      [of(bytes), of(bytes.slice(1)), false],
      [of(bytes), of(uniform(1_000, 8, 8)), false],
      [of(bytes), of(new Uint8Array(0)), false],
    ] as const
  ) {
    assertEquals([isSameRecording(one, other), isSameRecording(other, one)], [same, same]);
  }
});

Deno.test("what chance makes equal is not one recording: 63 fair bits, or samples that are nearly all one value", () => {
  const alternating = (length: number) => Uint8Array.from({ length }, (_, i) => i % 2);
  const long = of(alternating(1_000), 1);
  assertEquals(isSameRecording(long, of(alternating(64), 1)), true);
  assertEquals(isSameRecording(long, of(alternating(62), 1)), false);
  const rare = new Uint8Array(1_000).with(500, 1);
  assertEquals(isSameRecording(of(rare, 1), of(rare.slice(), 1)), false);
});
