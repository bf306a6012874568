import { startDecoder } from "../../../lib/assess/start_decoder.ts";
import {
  type BitSelection,
  MIN_TELLING_SAMPLES,
  selectBits,
} from "../../../lib/assess/select_bits.ts";
import { assertEquals } from "../../assert.ts";
import { normalNumbers, uniformNumbers } from "../../noise.ts";

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

Deno.test("a bias far beyond chance is seen however near to fair the bits are", () => {
  const random = uniformNumbers(8);
  const withLow = (share: number) => () => {
    let sample = Math.floor(256 * random()) << 8;
    for (let bit = 0; bit < 8; bit++) sample |= Number(random() < share) << bit;
    return sample;
  };
  // Each bit of 0.47 is 43 standard deviations of a count off, of 0.44 54, and of 0.33 24.
  for (const [count, share] of [[2 ** 19, 0.47], [200_000, 0.44], [5_000, 0.33]]) {
    assertEquals(keptOf(count, withLow(share)), LOWEST.map((bit) => bit + 8), `${share}`);
  }
  assertEquals(keptOf(2 ** 19, withLow(0.5)), LOWEST);
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

/** What a recording in decimal numbers comes out as, and which bits were kept of it by which recording. */
function decode(selection: BitSelection, name: string, numbers: readonly number[]) {
  const recording = { lsbFirst: false, skipBytes: 0, name, most: null };
  const decoder = startDecoder({ ...recording, format: "decimal" }, selection);
  const pieces = [
    decoder.decode(new TextEncoder().encode(numbers.join(" "))),
    decoder.finish(true),
  ];
  const { keptBits, rankedIn } = decoder.selectedBits?.reduced ??
    { keptBits: null, rankedIn: null };
  return { bytes: pieces.flatMap((bytes) => Array.from(bytes)), keptBits, rankedIn };
}

const random = uniformNumbers(7);
const upper = Array.from({ length: 1000 }, () => Math.floor(256 * random()) << 8);
const lower = upper.map((sample) => sample >>> 8);
const UPPER_BITS = LOWEST.map((bit) => bit + 8);

Deno.test("the first recording of a run decides for those after it", () => {
  const selection = { decided: null };
  const zeros = lower.map(() => 0);
  assertEquals(decode(selection, "first", upper), {
    bytes: lower,
    keptBits: UPPER_BITS,
    rankedIn: null,
  });
  assertEquals(decode(selection, "second", lower), {
    bytes: zeros,
    keptBits: UPPER_BITS,
    rankedIn: "first",
  });
  assertEquals(decode({ decided: null }, "second", lower).bytes, lower);
});

Deno.test("of what comes behind a recording of no more than 8 bits the lowest 8 are kept", () => {
  const selection = { decided: null };
  assertEquals(decode(selection, "first", lower), { bytes: lower, keptBits: null, rankedIn: null });
  const wide = lower.map((sample) => sample | 0x300);
  assertEquals(decode(selection, "second", wide), {
    bytes: lower,
    keptBits: LOWEST,
    rankedIn: "first",
  });
});

Deno.test("a recording of fewer samples than a kept symbol has values decides for no other", () => {
  for (const [count, decides] of [[0, false], [1, false], [255, false], [256, true]] as const) {
    const selection = { decided: null };
    decode(selection, "first", lower.slice(0, count));
    const { rankedIn, keptBits } = decode(selection, "second", upper);
    assertEquals(
      [rankedIn, keptBits],
      decides ? ["first", LOWEST] : [null, UPPER_BITS],
      `${count}`,
    );
  }
});

Deno.test("so many samples as the report names tell fair bits from those that are one in 30 of 100, half as many do not", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = uniformNumbers(seed);
    const sample = () => {
      let low = 0;
      for (let bit = 0; bit < 8; bit++) low |= Number(random() < 0.3) << bit;
      return Math.floor(256 * random()) << 8 | low;
    };
    assertEquals(keptOf(MIN_TELLING_SAMPLES, sample), UPPER_BITS);
    assertEquals(keptOf(MIN_TELLING_SAMPLES / 2, sample).every((bit) => bit >= 8), false);
  }
});
