import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { boundsFor } from "../../../lib/selftest/bounds.ts";
import { rejectionRates } from "../../../scripts/calibrate/rates.ts";

Deno.test("no test rejects fair bits more often than it is designed to", () => {
  for (const bytes of [128, 256, 777, 1024, 2500]) {
    for (const { design, actual } of rejectionRates(boundsFor(8 * bytes))) {
      // 1e-9 relative is left to the rounding of two ways to the same number (nibble absence).
      assert(actual.least <= actual.most && actual.most <= design * (1 + 1e-9));
    }
  }
});

Deno.test("the rates at 128 bytes are those of the exact distributions", () => {
  const rates = rejectionRates(boundsFor(1024));
  assertEquals(rates.map(({ test }) => test), [
    "monobit",
    "poker",
    "runs",
    "long run",
    "nibble absence",
    "repeat",
    "autocorrelation",
    "bit position",
  ]);
  const [monobit, poker, runs, longRun, absence, repeat, autocorrelation, position] = rates.map((
    { actual },
  ) => actual);
  // 2 P(X >= 575), P(q < 4130) + P(q > 4846), both from lib/stats and checked against brute force
  // there.
  assertAlmostEquals(monobit.most, 9.2e-5, 1e-6);
  assertAlmostEquals(poker.most, 3.4167e-5 + 4.9152e-5, 1e-8);
  assert(runs.least > 6e-6 && runs.most < 6e-5);
  assertAlmostEquals(longRun.most, 1002 * 2 ** -24, 1e-7);
  assertAlmostEquals(absence.most, 16 * (15 / 16) ** 256, 1e-11);
  assertEquals(repeat, { least: 0, most: 120 ** 2 * 2 ** -64 });
  // Each distance gets 1.5625e-6; the largest of the 64 comes close to it.
  assert(autocorrelation.least > 1.5e-6 && autocorrelation.least <= 1e-4 / 64);
  assert(autocorrelation.most > 8e-5 && autocorrelation.most <= 1e-4);
  // Of 128 bits a position, 64 and 32; in words of 64 bits nothing is refused at this length.
  assert(position.least > 7e-7 && position.least <= 1e-4 / 120);
  assert(position.most > 2e-5 && position.most <= 56e-4 / 120);
});

Deno.test("the rate of nibble absence is exact, not the bound", () => {
  // One nibble of sixteen is always present at least; with 16 nibbles all are present with 16! /
  // 16^16.
  const bounds = { ...boundsFor(1024), bits: 64 };
  const absence = rejectionRates(bounds).find(({ test }) => test === "nibble absence")!;
  let present = 1;
  for (let i = 1; i <= 16; i++) present *= i / 16;
  assertAlmostEquals(absence.actual.most, 1 - present, 1e-12);
});
