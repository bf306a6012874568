import { collisionEntropyRate } from "../../lib/assess/collision_entropy_rate.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { stickyBits, uniformNumbers } from "../noise.ts";
import { fairBytes } from "../report/samples.ts";

Deno.test("collisionEntropyRate() of fair samples is their width, at every width", async () => {
  const fair = await fairBytes(200_000);
  for (let width = 1; width <= 8; width++) {
    const found = collisionEntropyRate(fair.map((byte) => byte >> (8 - width)), width);
    assert(found !== null && found > 0.98 * width && found <= width, `${found} of ${width}`);
  }
});

Deno.test("collisionEntropyRate() of independent bits is that of one bit", () => {
  const random = uniformNumbers(1);
  const bits = Uint8Array.from({ length: 200_000 }, () => random() < 0.25 ? 1 : 0);
  // Two such bits agree with (1/4)^2 + (3/4)^2.
  assertAlmostEquals(collisionEntropyRate(bits, 1)!, -Math.log2(0.625), 0.02);
});

Deno.test("collisionEntropyRate() knows that a sample depends on the one before", () => {
  // Half of these bits are ones. The matrix of squares ((.95^2, .05^2), (.05^2, .95^2)) has radius .95^2 + .05^2.
  const found = collisionEntropyRate(stickyBits(200_000, 0.05, 2), 1);
  assertAlmostEquals(found!, -Math.log2(0.905), 0.01);
});

Deno.test("collisionEntropyRate() is not lowered by a repeat that is left out, and is without", async () => {
  const fair = await fairBytes(2_000);
  const twice = new Uint8Array([...fair, ...fair]);
  const copy = { offset: 2_000, earlierOffset: 0, lengthBytes: 2_000, comparedBytes: 2_000 };
  assertEquals(collisionEntropyRate(twice, 8, copy), collisionEntropyRate(fair, 8));
  assert(collisionEntropyRate(twice, 8)! < collisionEntropyRate(fair, 8)! - 1);
});

Deno.test("collisionEntropyRate() of a sequence that is determined is 0, and of nothing no figure", () => {
  assertEquals(collisionEntropyRate(new Uint8Array(1_000), 8), 0);
  assertEquals(collisionEntropyRate(new Uint8Array(1_000).map((_, i) => i), 8), 0);
  for (const width of [1, 3, 8]) {
    assertEquals(collisionEntropyRate(new Uint8Array(0), width), null);
  }
  // All but the first samples of a constant source, and of a counter, are a repeat.
  for (const [count, step] of [[1, 0], [256, 1]]) {
    const copy = { offset: count, earlierOffset: 0, lengthBytes: 1_000 - count };
    const samples = new Uint8Array(1_000).map((_, i) => step * i);
    assertEquals(
      collisionEntropyRate(samples, 8, { ...copy, comparedBytes: copy.lengthBytes }),
      null,
    );
  }
});
