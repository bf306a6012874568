import { medianOf, quantile, spread } from "../../lib/math/quantile.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("quantile() takes the nearest rank, at and just past the boundary of a rank", () => {
  const values = [10, 20, 30, 40];
  // Two of four values are a share of exactly 0.5; the least more needs a third.
  assertEquals(quantile(values, 0.5), 20);
  assertEquals(quantile(values, 0.5 + 1e-9), 30);
  assertEquals(quantile(values, 0), 10);
  assertEquals(quantile(values, 1), 40);
});

Deno.test("quantile() is defined where some values are infinite", () => {
  assertEquals(quantile([1, 2, Infinity], 0.66), 2);
  assertEquals(quantile([1, 2, Infinity], 0.67), Infinity);
});

Deno.test("quantile() refuses an empty list and shares outside 0 to 1", () => {
  assertThrows(() => quantile([], 0.5), RangeError, "no values");
  assertThrows(() => quantile([1], 1.01), RangeError, "1.01");
  assertThrows(() => quantile([1], NaN), RangeError, "NaN");
});

Deno.test("medianOf() is the middle value, and halfway between the two in the middle of an even number", () => {
  for (
    const [values, median] of [
      [[7], 7],
      [[1, 4], 2.5],
      [[1, 2, 9], 2],
      [[1, 2, 4, 9], 3],
      [[1, 2, 4, 9, Infinity], 4],
      [[3, Infinity], Infinity],
    ] as const
  ) {
    assertEquals(medianOf(values), median, `${values}`);
    assertEquals(spread(values.toReversed())!.median, median, `${values}`);
  }
  assertThrows(() => medianOf([]), RangeError, "no values");
});

Deno.test("spread() sorts, counts and needs at least one value", () => {
  assertEquals(spread([]), null);
  assertEquals(spread([5, 1, 4, 2, 3]), {
    count: 5,
    minimum: 1,
    median: 3,
    p90: null,
    p99: null,
    maximum: 5,
  });
  // Numerically, not as text: 10 is not below 9.
  assertEquals(spread([10, 9])?.minimum, 9);
});

Deno.test("spread() has a percentile only where it is not the maximum", () => {
  const of = (count: number) => spread(Array.from({ length: count }, (_, i) => i + 1))!;
  assertEquals([of(9).p90, of(10).p90], [null, 9]);
  assertEquals([of(99).p99, of(100).p99], [null, 99]);
});
