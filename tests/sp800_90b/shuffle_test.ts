import { assert, assertEquals, assertNotEquals } from "../assert.ts";
import { chiSquareUpper } from "../../lib/math/special_functions.ts";
import { MAX_SEED, shuffle } from "../../lib/sp800_90b/shuffle.ts";
import { sha256 } from "./standard_data.ts";

const upTo = (length: number) => Uint8Array.from({ length }, (_, i) => i);

Deno.test("shuffle() makes the shuffles of an implementation in whole numbers of any size", async () => {
  // xoshiro128**, SplitMix64 and Lemire's bounded numbers in Python, whose integers do not round.
  assertEquals([...shuffle(upTo(16), 42, 0)], [
    13,
    3,
    2,
    5,
    10,
    8,
    1,
    15,
    11,
    0,
    14,
    4,
    6,
    9,
    7,
    12,
  ]);
  assertEquals(
    [...shuffle(upTo(16), MAX_SEED, 9_999)],
    [14, 3, 15, 10, 5, 0, 8, 2, 9, 6, 13, 12, 11, 7, 4, 1],
  );
  // Beyond 2^21 samples the products of draws and ranges have no exact double.
  assertEquals(
    await sha256(shuffle(upTo(3_000_000), 7, 3)),
    "ec161ee681e14197b17b579709e09abf8fc6bdc28b7c45369a98e60c8c6c94fa",
  );
});

Deno.test("shuffle() of one seed and number is always the same, of any other one another", () => {
  const shuffled = (seed: number, index: number) => [...shuffle(upTo(100), seed, index)];
  assertEquals(shuffled(1, 2), shuffled(1, 2));
  for (const [seed, index] of [[2, 1], [1, 3], [0, 2], [3, 0]] as const) {
    assertNotEquals(shuffled(1, 2), shuffled(seed, index));
  }
});

Deno.test("shuffle() keeps the samples, whatever they are", () => {
  const samples = Uint8Array.from({ length: 1_000 }, (_, i) => i * i);
  assertEquals(shuffle(samples.slice(), 3, 4).sort(), samples.slice().sort());
  assertEquals([...shuffle(new Uint8Array(0), 1, 1)], []);
  assertEquals([...shuffle(Uint8Array.of(9), 1, 1)], [9]);
});

Deno.test("shuffle() gives each of the 120 orders of five samples as often as the others", () => {
  const counts = new Map<string, number>();
  const shuffles = 24_000;
  for (let index = 0; index < shuffles; index++) {
    const order = shuffle(upTo(5), 11, index).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 120);
  const expected = shuffles / 120;
  const statistic = [...counts.values()].reduce(
    (sum, n) => sum + (n - expected) ** 2 / expected,
    0,
  );
  const p = chiSquareUpper(statistic, 119);
  assert(p > 1e-3 && p < 1 - 1e-3, `p = ${p}`);
});
