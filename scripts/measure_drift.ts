/**
 * Counts how many steady recordings drift, by their mean, their spread and their equal neighbours, and fails where
 * that is more often than reports state by four standard deviations.
 *
 *     deno run scripts/measure_drift.ts [RECORDINGS]    1,000 of each kind, about half a minute
 *
 * Recordings have 10,000 samples, the fewest that are tested for drift: with more the means of their parts are
 * closer to normal.
 */
import { driftOf, MAX_DEPENDENCE, neighbourDriftOf, spreadDriftOf } from "../lib/assess/drift.ts";
import { IID_SIGNIFICANCE } from "../lib/sp800_90b/iid.ts";
import { correlatedNoise, stickyBits, uniformNumbers } from "../tests/noise.ts";
import { orEnd, parseScriptArguments, toWholeNumber } from "./command_line.ts";

const SAMPLES = 10_000;

const SCRIPT = {
  script: "scripts/measure_drift.ts",
  description: "Count how many steady recordings drift",
};
const runs = orEnd("measure", () => {
  const words = { names: "[RECORDINGS]", max: 1 };
  const { positionals } = parseScriptArguments(SCRIPT, [], Deno.args, words);
  return toWholeNumber("RECORDINGS", positionals[0] ?? "1000");
});

/** Independent samples from uniform numbers, cut to a byte. */
function independent(sample: (random: () => number) => number): (seed: number) => Uint8Array {
  return (seed) => {
    const random = uniformNumbers(seed);
    return Uint8Array.from(
      { length: SAMPLES },
      () => Math.max(0, Math.min(255, Math.floor(sample(random)))),
    );
  };
}

const KINDS: readonly (readonly [name: string, recording: (seed: number) => Uint8Array])[] = [
  ["fair", independent((random) => 256 * random())],
  ["biased bits", independent((random) => 256 * random() & 256 * random())],
  ["one value in 98 of 100", independent((random) => random() < 0.98 ? 128 : 256 * random())],
  ["Cauchy", independent((random) => 128 + 3 * Math.tan(Math.PI * (random() - 0.5)))],
  ["fair bits", independent((random) => 2 * random())],
  ["one bit in a hundred", independent((random) => random() < 0.01 ? 1 : 0)],
  ["one bit in a thousand", independent((random) => random() < 0.001 ? 1 : 0)],
  ...[0.05, 0.3, 0.9].map((change) =>
    [
      `bits that change with ${change}`,
      (seed: number) => stickyBits(SAMPLES, change, seed),
    ] as const
  ),
  ...[0, 0.5, 0.8, 0.9].map((correlation) =>
    [
      `correlated by ${correlation}`,
      (seed: number) => correlatedNoise(SAMPLES, correlation, seed),
    ] as const
  ),
];

const DRIFTS = [
  ["mean", driftOf],
  ["spread", spreadDriftOf],
  ["equal neighbours", neighbourDriftOf],
] as const;

const totals = DRIFTS.map(() => 0);
for (const [name, recording] of KINDS) {
  const found = DRIFTS.map(() => 0);
  for (let run = 0; run < runs; run++) {
    const samples = recording(7 * run + 1);
    for (const [of, [, drift]] of DRIFTS.entries()) {
      const result = drift(samples);
      if (result === null || result.dependence > MAX_DEPENDENCE) continue;
      if (result.pValue < IID_SIGNIFICANCE) found[of]++;
    }
  }
  console.log(
    `${name}: of ${runs} drift ${DRIFTS.map(([by], i) => `${found[i]} by the ${by}`).join(", ")}`,
  );
  found.forEach((count, i) => totals[i] += count);
}
const stated = KINDS.length * runs * IID_SIGNIFICANCE;
console.log(
  `${totals.join(", ")} of ${KINDS.length * runs} drift, at most ${stated} of each stated`,
);
if (Math.max(...totals) > stated + 4 * Math.sqrt(stated)) Deno.exit(1);
