import { StretchSearch } from "../../lib/assess/stretches.ts";
import { assert, assertEquals } from "../assert.ts";
import { FairBytes } from "../selftest/fair_bytes.ts";

/** What a search makes of bytes. */
function search(bytes: Uint8Array): StretchSearch {
  const stretches = new StretchSearch(8);
  stretches.update(bytes);
  return stretches;
}

/** 64 bytes, all different, of which each bit position has 32 ones. */
const EVEN = Uint8Array.from({ length: 64 }, (_, i) => i % 2 === 0 ? i : 255 - (i - 1));

/** How often the most common byte comes, and how far the ones of a bit position are from half, at most. */
function worstOf(stretch: Uint8Array): readonly [most: number, farthest: number] {
  const counts = new Uint8Array(256);
  const ones = new Uint8Array(8);
  for (const byte of stretch) {
    counts[byte]++;
    for (let bit = 0; bit < 8; bit++) ones[bit] += byte >>> bit & 1;
  }
  return [Math.max(...counts), Math.max(...ones.map((count) => Math.abs(count - 32)))];
}

Deno.test("StretchSearch gives a stretch no smaller p-value than the share of fair stretches as bad by either finding", () => {
  assertEquals(worstOf(EVEN), [1, 0]);
  // A symbol that comes four times, and a bit position with 44 ones, are about as rare.
  const symbol = EVEN.slice();
  for (const at of [2, 5, 7]) symbol[at] = symbol[0];
  const bit = EVEN.map((byte, i) => i % 2 === 0 && i < 24 ? byte | 0x80 : byte);
  const found = [symbol, bit].map((stretch) => search(stretch).worst()[0]);
  assertEquals(found.map(({ finding }) => finding), [
    { kind: "symbol", symbol: 0, count: 4 },
    { kind: "bit", bit: 7, ones: 44 },
  ]);
  const fair = new FairBytes(5);
  const stretch = new Uint8Array(64);
  let [asBad, drawn] = [0, 20_000];
  for (let i = 0; i < drawn; i++) {
    fair.fill(stretch);
    const [most, farthest] = worstOf(stretch);
    if (most >= 4 || farthest >= 12) asBad++;
  }
  const share = asBad / drawn;
  for (const { pValue } of found) {
    assert(pValue >= share && pValue < 1.25 * share, `${pValue} for ${share}`);
  }
  // So many stretches make it as many times more likely.
  const [{ pValue, stretches }] = search(Uint8Array.from([...EVEN, ...symbol, ...EVEN])).worst();
  assertEquals([stretches, pValue], [3, 3 * found[0].pValue]);
});

Deno.test("StretchSearch looks at stretches of 64 and of 4,096 samples, and at none that is not whole", () => {
  const fair = new FairBytes(6).bytes(8_192);
  const lengths = (samples: number) =>
    search(fair.subarray(0, samples)).worst()
      .map(({ stretchSamples, stretches }) => [stretchSamples, stretches]);
  assertEquals([lengths(63), lengths(64)], [[], [[64, 1]]]);
  assertEquals([lengths(4_095), lengths(4_096)], [[[64, 63]], [[64, 64], [4_096, 1]]]);
  assertEquals(lengths(8_192), [[64, 128], [4_096, 2]]);
});

Deno.test("StretchSearch keeps 256 points of the min-entropy, the least of two where there were more", () => {
  const samples = 4_096;
  const fair = new FairBytes(7).bytes(samples);
  const stretches = new StretchSearch(8);
  // The eleventh stretch holds one value alone.
  for (let i = 0; i < 256; i++) stretches.update(i === 10 ? new Uint8Array(samples) : fair);
  const full = stretches.running()!;
  assertEquals([full.stretchSamples, full.minEntropies.length], [samples, 256]);
  assertEquals(full.minEntropies.indexOf(0), 10);
  stretches.update(fair);
  const merged = stretches.running()!;
  assertEquals([merged.stretchSamples, merged.minEntropies.length], [2 * samples, 129]);
  assertEquals(merged.minEntropies.indexOf(0), 5);
});
