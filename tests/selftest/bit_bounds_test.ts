import { assert, assertEquals } from "../assert.ts";
import {
  bitsAtPosition,
  namePosition,
  onesAtPositionBounds,
  POSITIONS,
  unequalBitsBounds,
  WORD_BITS,
} from "../../lib/selftest/bit_bounds.ts";

/** P(X < below) of binomial(trials, 1/2) against limit, in whole numbers. */
function tailIsAtMost(below: number, trials: number, limit: number): boolean {
  let ways = 1n, tail = 0n;
  for (let k = 0; k < below; k++) {
    tail += ways;
    ways = ways * BigInt(trials - k) / BigInt(k + 1);
  }
  return tail * 10n ** 12n <= BigInt(Math.floor(limit * 1e12)) << BigInt(trials);
}

Deno.test("unequalBitsBounds() is the exact binomial interval at 1e-4 / 128 a side", () => {
  for (const bits of [1024, 1032, 2048, 4096]) {
    unequalBitsBounds(bits, 1e-4).forEach(({ least, most }, i) => {
      const trials = bits - 1 - i;
      assertEquals(least + most, trials);
      assert(tailIsAtMost(least, trials, 1e-4 / 128), `${bits} bits, distance ${i + 1}`);
      assert(!tailIsAtMost(least + 1, trials, 1e-4 / 128), `${bits} bits, distance ${i + 1}`);
    });
  }
});

Deno.test("unequalBitsBounds() gives 64 intervals, those of the nearest bits first", () => {
  const bounds = unequalBitsBounds(1024, 1e-4);
  assertEquals(bounds.length, 64);
  assertEquals([bounds[0], bounds[7], bounds[63]], [
    { least: 435, most: 588 },
    { least: 432, most: 584 },
    { least: 406, most: 554 },
  ]);
});

Deno.test("onesAtPositionBounds() is the exact binomial interval at 1e-4 / 240 a side", () => {
  assertEquals(POSITIONS, 120);
  for (const bits of [1024, 1032, 1400, 4096]) {
    onesAtPositionBounds(bits, 1e-4).forEach((intervals, i) => {
      assertEquals(intervals.length, WORD_BITS[i]);
      intervals.forEach(({ least, most }, position) => {
        const count = bitsAtPosition(bits, WORD_BITS[i], position);
        assertEquals(least + most, count);
        assert(tailIsAtMost(least, count, 1e-4 / 240), `${bits} bits, position ${position}`);
        assert(!tailIsAtMost(least + 1, count, 1e-4 / 240), `${bits} bits, position ${position}`);
      });
    });
  }
});

Deno.test("a bit that is always 0 in words of 64 bits is refused from 176 bytes on", () => {
  const least = (bytes: number) => onesAtPositionBounds(8 * bytes, 1e-4)[3][0].least;
  assertEquals([least(168), least(176)], [0, 1]);
  assertEquals(onesAtPositionBounds(1024, 1e-4)[2][0], { least: 3, most: 29 });
});

Deno.test("bitsAtPosition() counts a short last word as far as it goes", () => {
  let sum = 0;
  for (let position = 0; position < 64; position++) sum += bitsAtPosition(8 * 129, 64, position);
  assertEquals(sum, 8 * 129);
  assertEquals([bitsAtPosition(8 * 129, 64, 7), bitsAtPosition(8 * 129, 64, 8)], [17, 16]);
});

Deno.test("namePosition() counts bytes from 0 and takes bit 7 for the most significant", () => {
  assertEquals(namePosition(8, 0), "bit 7 of bytes");
  assertEquals(namePosition(32, 31), "bit 0 of byte 3 of 32-bit words");
});
