import {
  driftOf,
  type DriftResult,
  MAX_DEPENDENCE,
  neighbourDriftOf,
  spreadDriftOf,
} from "../../../lib/assess/drift.ts";
import { betaLower } from "../../../lib/math/special_functions.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { changingNoise, correlatedNoise, stickyBits } from "../../noise.ts";

/** Departs, fits, or cannot tell. */
function finding(samples: Uint8Array, of: (samples: Uint8Array) => DriftResult | null = driftOf) {
  const { pValue, dependence } = of(samples)!;
  return dependence > MAX_DEPENDENCE ? "dependent" : pValue < 0.001 ? "departs" : "fits";
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i);

Deno.test("driftOf() finds no drift in steady noise, however its neighbours are correlated", () => {
  for (const correlation of [0, 0.5, 0.8]) {
    const found = SEEDS.map((seed) => finding(correlatedNoise(10_000, correlation, seed)));
    assertEquals(new Set(found), new Set(["fits"]), `${correlation}`);
  }
});

Deno.test("driftOf() says of samples that forget each other too slowly that it cannot tell", () => {
  // Without that 10 of 12 recordings whose neighbours are correlated by 0.99 drift.
  const found = SEEDS.map((seed) => finding(correlatedNoise(10_000, 0.99, seed)));
  assertEquals(new Set(found), new Set(["dependent"]));
  assertEquals(finding(correlatedNoise(100_000, 0.99, 1)), "fits");
});

Deno.test("driftOf() goes by the stretches that vary where most of them are constant", () => {
  const found = SEEDS.map((seed) => finding(stickyBits(10_000, 0.0005, seed + 1)));
  assertEquals(new Set(found), new Set(["dependent"]));
});

Deno.test("driftOf() finds drifts from a fifth of a deviation to many, and takes none for dependence", () => {
  const noise = correlatedNoise(10_000, 0.3, 7);
  const moved = (by: (share: number) => number) =>
    noise.map((sample, i) => Math.round(sample / 8 + by(i / noise.length)));
  assertEquals(finding(moved(() => 0)), "fits");
  for (
    const by of [
      (share: number) => share < 0.5 ? 0 : 1,
      (share: number) => share < 0.45 ? 0 : 200,
      (share: number) => 3 * share,
      (share: number) => 220 * share,
    ]
  ) {
    assertEquals(finding(moved(by)), "departs", `${by}`);
  }
});

Deno.test("driftOf() allows for neighbouring parts that depend on each other as far as it takes for independent", () => {
  // Means over four correlation times are correlated by r with the next, and e^-4 less with each after that.
  const left = Math.exp(-4);
  const r = (1 - left) ** 2 / (2 * (3 + left));
  const inflation = 1 + 2 * r / (1 - left);
  assertAlmostEquals(inflation, 1.325, 0.0005);
  const { statistic, pValue } = driftOf(correlatedNoise(10_000, 0, 3))!;
  const tail = (ratio: number) => betaLower(190 / (190 + 9 * ratio), 95, 4.5);
  assert(pValue >= tail(statistic / inflation) && pValue <= tail(statistic / 1.34));
});

Deno.test("driftOf() needs 10,000 samples that vary", () => {
  assertEquals(driftOf(correlatedNoise(9_999, 0, 1)), null);
  assertEquals(driftOf(new Uint8Array(10_000).fill(3)), null);
  assertEquals(neighbourDriftOf(new Uint8Array(10_000).fill(3)), null);
  assert(driftOf(correlatedNoise(10_000, 0, 1)) !== null);
});

Deno.test("driftOf() finds samples steady whose stretches all have the same mean", () => {
  // Each second byte is the complement of the one before: all means are 127.5.
  const noise = correlatedNoise(10_000, 0, 2);
  const { means, statistic, pValue } = driftOf(
    noise.map((sample, i) => i % 2 === 0 ? sample : 255 - noise[i - 1]),
  )!;
  assertEquals([new Set(means), statistic, pValue], [new Set([127.5]), 0, 1]);
});

Deno.test("what is left by rounding is no drift, in means and in distances from them", () => {
  // Parts of 500 samples hold one half of the period each, or what adds up to 1 in 500 and rounds.
  const noise = correlatedNoise(1_000, 0, 3);
  const period = Uint8Array.from({ length: 100_000 }, (_, i) => noise[i % 1_000]);
  for (const drift of [driftOf, spreadDriftOf]) {
    const { statistic, pValue } = drift(period)!;
    assertEquals([statistic, pValue], [0, 1]);
  }
  const one = Uint8Array.from({ length: 100_000 }, (_, i) => i % 500 === 250 ? 1 : 0);
  const { statistic, pValue } = driftOf(one)!;
  assertEquals([statistic, pValue], [0, 1]);
});

Deno.test("samples that stand by themselves depend on none, wherever they are", () => {
  // At the end of a stretch only the larger of two lags reaches it.
  for (const at of [0, 5_000, 12_345, 50_000, 99_999]) {
    const samples = new Uint8Array(100_000).fill(77);
    samples[at] = 78;
    const { statistic, dependence } = driftOf(samples)!;
    assertEquals(dependence, 0);
    assertAlmostEquals(statistic, 1, 1e-9);
  }
});

Deno.test("spreadDriftOf() finds a spread that changes where the mean stays, and none in steady noise", () => {
  for (const seed of SEEDS.slice(0, 10)) {
    for (
      const [deviation, found] of [[12, "fits"], [11.5, "fits"], [9, "departs"], [
        3,
        "departs",
      ]] as const
    ) {
      const samples = changingNoise(10_000, (share) => share < 0.9 ? 12 : deviation, seed);
      assertEquals(finding(samples, spreadDriftOf), found, `${deviation}, seed ${seed}`);
      assertEquals(finding(samples), "fits", `${deviation}, seed ${seed}: the means stay`);
    }
  }
  for (const correlation of [0, 0.5, 0.8]) {
    const found = SEEDS.map((seed) =>
      finding(correlatedNoise(10_000, correlation, seed), spreadDriftOf)
    );
    assertEquals(new Set(found), new Set(["fits"]), `${correlation}`);
  }
  const slow = SEEDS.map((seed) => finding(correlatedNoise(10_000, 0.99, seed), spreadDriftOf));
  assertEquals(new Set(slow), new Set(["dependent"]));
});

Deno.test("spreadDriftOf() is about the distances from the mean of all, and needs three values", () => {
  // Nine tenths lie 2 from the mean and one tenth 4.
  const samples = Uint8Array.from({ length: 10_000 }, (_, i) => {
    const distance = i < 9_000 ? 2 : 4;
    return i % 2 === 0 ? 128 - distance : 128 + distance;
  });
  assertEquals(spreadDriftOf(samples)!.means, [2, 2, 2, 2, 2, 2, 2, 2, 2, 4]);
  assertEquals(spreadDriftOf(samples.map((sample) => sample < 128 ? 0 : 1)), null);
  assertEquals(spreadDriftOf(samples.subarray(0, 9_999)), null);
});

Deno.test("neighbourDriftOf() finds what changes in how samples follow each other, where mean and spread stay", () => {
  for (const seed of SEEDS.slice(0, 10)) {
    // Half of the bits are ones all along; they stay as they are with 0.95, then with 0.55.
    const sticky = stickyBits(20_000, 0.05, seed);
    sticky.set(stickyBits(10_000, 0.45, seed + 100), 10_000);
    assertEquals(finding(sticky, neighbourDriftOf), "departs");
    assertEquals(finding(sticky) !== "departs", true);
    // The second half takes two values.
    const two = correlatedNoise(20_000, 0.8, seed).map((sample, i) =>
      i < 10_000 ? sample : sample < 128 ? 104 : 152
    );
    assertEquals(finding(two, neighbourDriftOf), "departs");
    assertEquals(finding(two), "fits");
    // A change in one tenth.
    const late = stickyBits(20_000, 0.5, seed);
    late.set(stickyBits(2_000, 0.3, seed + 100), 18_000);
    assertEquals(finding(late, neighbourDriftOf), "departs");
  }
});

Deno.test("neighbourDriftOf() finds nothing in steady noise, and needs 10,000 samples of which some are alike", () => {
  for (const change of [0.02, 0.1, 0.5, 0.9]) {
    const found = SEEDS.map((seed) => finding(stickyBits(10_000, change, seed), neighbourDriftOf));
    assertEquals(new Set(found), new Set(["fits"]), `${change}`);
  }
  for (const correlation of [0, 0.5, 0.8, 0.9, 0.99]) {
    const found = SEEDS.map((seed) =>
      finding(correlatedNoise(10_000, correlation, seed), neighbourDriftOf)
    );
    assertEquals(new Set(found), new Set(["fits"]), `${correlation}`);
  }
  assertEquals(neighbourDriftOf(stickyBits(9_999, 0.5, 1)), null);
  assertEquals(neighbourDriftOf(Uint8Array.from({ length: 10_000 }, (_, i) => i)), null);
});
