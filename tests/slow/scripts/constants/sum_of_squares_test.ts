import { assert, assertAlmostEquals, assertEquals } from "../../../assert.ts";
import { sumOfSquaresDistribution } from "../../../../scripts/constants/sum_of_squares.ts";

/**
 * Every way to spread the draws over 16 cells, cell by cell, in whole numbers: the map goes from draws left
 * and sum of squares so far to the number of sequences.
 */
function exactDistribution(draws: number): Map<number, number> {
  const choose = (n: number, k: number) => {
    let ways = 1n;
    for (let i = 0; i < k; i++) ways = ways * BigInt(n - i) / BigInt(i + 1);
    return ways;
  };
  let ways = new Map<string, bigint>([[`${draws},0`, 1n]]);
  for (let cell = 0; cell < 16; cell++) {
    const next = new Map<string, bigint>();
    for (const [state, count] of ways) {
      const [left, sum] = state.split(",").map(Number) as [number, number];
      for (let f = cell === 15 ? left : 0; f <= left; f++) {
        const key = `${left - f},${sum + f * f}`;
        next.set(key, (next.get(key) ?? 0n) + count * choose(left, f));
      }
    }
    ways = next;
  }
  const all = 16n ** BigInt(draws);
  return new Map(
    [...ways].map(([state, count]) => [
      Number(state.split(",")[1]),
      Number((count << 100n) / all) / 2 ** 100,
    ]),
  );
}

Deno.test("sumOfSquaresDistribution() agrees with counting every way to spread the draws", () => {
  for (const draws of [21, 26, 32]) {
    const exact = exactDistribution(draws);
    const { first, step, probabilities } = sumOfSquaresDistribution(draws);
    assertEquals(step, 2);
    for (const [i, probability] of probabilities.entries()) {
      assertAlmostEquals(probability, exact.get(first + step * i) ?? 0, 1e-11);
    }
    // What lies above the window is folded into it, but is too improbable to be seen.
    const last = first + step * (probabilities.length - 1);
    for (const [sum, probability] of exact) {
      assert(sum >= first);
      assert(sum <= last || probability < 1e-11);
    }
  }
});

Deno.test("sumOfSquaresDistribution() has the mean and variance of the multinomial", () => {
  for (const draws of [256, 1000]) {
    const { first, step, probabilities } = sumOfSquaresDistribution(draws);
    let mean = 0, square = 0;
    for (const [i, probability] of probabilities.entries()) {
      const x = 16 * (first + step * i) / draws - draws;
      mean += probability * x;
      square += probability * x * x;
    }
    // E X = 15 and Var X = 2 * 15 * (m - 1) / m for 16 equally likely cells.
    assertAlmostEquals(mean, 15, 1e-9);
    assertAlmostEquals(square - mean * mean, 30 * (draws - 1) / draws, 1e-7);
  }
});
