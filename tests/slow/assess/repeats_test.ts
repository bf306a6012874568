import { Repeats } from "../../../lib/assess/repeats.ts";
import { assert, assertEquals } from "../../assert.ts";
import { bitsOf, fairBytes, pack } from "../../assess/repeat_data.ts";
import { uniformNumbers } from "../../noise.ts";

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

/** Length of the longest sequence that comes twice, by trying all distances. */
function longestOf(samples: Uint8Array): number {
  let longest = 0;
  for (let distance = 1; distance < samples.length; distance++) {
    let run = 0;
    for (let at = distance; at < samples.length; at++) {
      run = samples[at] === samples[at - distance] ? run + 1 : 0;
      if (run > longest) longest = run;
    }
  }
  return longest;
}

Deno.test("Repeats chains no words of different distances: independent bits have no longer repeat than they have", () => {
  // Of a fair bit in each byte, and of bits of which one in a hundred is set.
  const random = uniformNumbers(9);
  for (const [ones, length] of [[0.5, 10_000], [0.01, 20_000]] as const) {
    const samples = Uint8Array.from({ length }, () => random() < ones ? 1 : 0);
    for (const width of [1, 8]) {
      const bytes = pack(width === 8 ? samples.subarray(0, 6_000) : samples, width);
      const repeats = new Repeats(width);
      repeats.update(bytes);
      const told = repeats.result().longest?.lengthBytes ?? 0;
      const bits = width === 8 ? bytes : bitsOf(bytes);
      const most = longestOf(bits) / (width === 8 ? 1 : 8);
      assert(told <= most, `${told} of ${most} bytes, ${width} bits`);
      // Of independent fair bits, one a byte, a word of 16 is found where it comes twice.
      if (width === 8 && ones === 0.5) assert(told > most - 16, `${told} of ${most} bytes`);
    }
  }
});
