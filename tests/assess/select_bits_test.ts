import { startDecoder } from "../../lib/assess/decode.ts";
import { type BitSelection, selectBits } from "../../lib/assess/select_bits.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { normalNumbers, uniformNumbers } from "../noise.ts";

const LOWEST = [0, 1, 2, 3, 4, 5, 6, 7];

/** Bits that are kept of so many samples. */
function keptOf(count: number, sample: () => number): readonly number[] {
  return selectBits(Uint16Array.from({ length: count }, sample)).positions;
}

Deno.test("recordings of one source keep the same bits: chance does not rank, nor do copies of the sign", () => {
  for (const [deviation, middle] of [[1000, 0], [300, 2048], [30, 2048], [5, 0], [3, 2048]]) {
    for (const count of [300, 3000, 100_000]) {
      for (const seed of [1, 2, 3]) {
        const normal = normalNumbers(seed);
        const kept = keptOf(count, () => Math.round(middle + deviation * normal()));
        assertEquals(kept, LOWEST, `${deviation} about ${middle}, ${count} samples`);
      }
    }
  }
});

Deno.test("bits that never change are not kept where others do, and those with less are kept last", () => {
  const normal = normalNumbers(4);
  const leftJustified = () => Math.round(2048 + 30 * normal()) << 4;
  assertEquals(keptOf(300, leftJustified), [4, 5, 6, 7, 8, 9, 10, 11]);
  const random = uniformNumbers(5);
  const withBias = (fair: number, biased: number) => () => {
    let sample = Math.floor(256 * random()) << fair;
    for (let bit = 0; bit < 8; bit++) sample |= Number(random() < 0.3) << (biased + bit);
    return sample;
  };
  assertEquals(keptOf(100_000, withBias(0, 8)), LOWEST);
  assertEquals(keptOf(100_000, withBias(8, 0)), LOWEST.map((bit) => bit + 8));
});

Deno.test("what a bit contributes is what it has beside those that are kept", () => {
  const random = uniformNumbers(6);
  // Bits 0 to 3 and 8 to 11 are fair; 4 to 7 and 12 to 15 are copies of them.
  const kept = keptOf(10_000, () => {
    const [low, high] = [Math.floor(16 * random()), Math.floor(16 * random())];
    return low | low << 4 | high << 8 | high << 12;
  });
  assertEquals(kept, [0, 1, 2, 3, 8, 9, 10, 11]);
});

Deno.test("the first recording of a run decides for those after it, and one that does not fit is told", () => {
  const decode = (selection: BitSelection, name: string, numbers: readonly number[]) => {
    const recording = { lsbFirst: false, skipBytes: 0, name, most: null };
    const decoder = startDecoder({ ...recording, format: "decimal" }, selection);
    return [decoder.decode(new TextEncoder().encode(numbers.join(" "))), decoder.finish(true)]
      .flatMap((bytes) => Array.from(bytes));
  };
  const random = uniformNumbers(7);
  const upper = Array.from({ length: 1000 }, () => Math.floor(256 * random()) << 8);
  const lower = upper.map((sample) => sample >>> 8);
  const selection = { decided: null };
  assertEquals(decode(selection, "first", upper), lower);
  assertEquals(decode(selection, "second", lower), lower.map(() => 0));
  assertEquals(decode({ decided: null }, "second", lower), lower);

  const narrow = { decided: null };
  decode(narrow, "first", lower);
  const failure = assertThrows(() => decode(narrow, "second", [5, 256]), Failure);
  assertEquals([failure.message, failure.hint], [
    "Cannot read second on: sample 1 is 256, the first 1000 of first were below 256",
    "the first recording decides which bits of samples are kept: name this one first",
  ]);
});
