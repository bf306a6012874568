/**
 * Measures how often fair data fails the IID track, section by section:
 *
 *     deno run -A scripts/measure_iid_false_alarms.ts [SETS [SAMPLES [BITS [FIRST]]]]
 *
 * Set number i is the key stream of AES-128 in counter mode under the key i, so that a run can be repeated and
 * split: FIRST is the number of the first set. 2,000 sets of 10,000 bytes take about a quarter of an hour.
 */
import { clopperPearson } from "../lib/math/binomial.ts";
import { assessIidTrack } from "../lib/sp800_90b/iid_track.ts";
import { PERMUTATION_FALSE_ALARM_BOUND } from "../lib/sp800_90b/permutation_tests.ts";
import { dataSetPoolHere } from "./data_set_pool_here.ts";
import { orEnd, parseScriptArguments, toWholeNumber } from "./command_line.ts";
import { fairBytes } from "./fair_keys.ts";

const SCRIPT = {
  script: "scripts/measure_iid_false_alarms.ts",
  description: "Measure how often fair data fails the IID track, section by section",
};
const [sets, samples, bitsPerSymbol, first] = orEnd("measure", () => {
  const words = { names: "[SETS [SAMPLES [BITS [FIRST]]]]", max: 4 };
  const { positionals } = parseScriptArguments(SCRIPT, [], Deno.args, words);
  const [sets = "2000", samples = "10000", bits = "8", first = "0"] = positionals;
  return [
    toWholeNumber("SETS", sets),
    toWholeNumber("SAMPLES", samples),
    toWholeNumber("BITS", bits),
    toWholeNumber("FIRST", first, 0),
  ] as const;
});

const failures = new Map<string, number>();
const count = (what: string) => failures.set(what, (failures.get(what) ?? 0) + 1);
const pool = dataSetPoolHere();
for (let set = first; set < first + sets; set++) {
  const recording = {
    symbols: fairBytes(samples, set).map((byte) => byte >>> 8 - bitsPerSymbol),
    bitsPerSymbol,
  };
  await pool.load("fair", recording);
  const { chiSquareAndRepeats, permutation, passed } = await assessIidTrack(
    pool,
    "fair",
    recording,
    { seed: set, complete: true, maxSeconds: null },
  );
  if (!chiSquareAndRepeats.passed) count("section 5.2");
  if (permutation?.passed === false) count("section 5.1");
  for (const { name, verdict } of permutation?.statistics ?? []) {
    if (verdict === "failed") count(`  ${name}`);
  }
  if (passed === false) count("IID track");
}

console.log(`${sets} fair sets of ${samples} samples of ${bitsPerSymbol} bits, from ${first}`);
console.log(`bound for section 5.1: ${PERMUTATION_FALSE_ALARM_BOUND.toFixed(5)}`);
for (const [what, failed] of [...failures].sort()) {
  const { least, most } = clopperPearson(failed, sets, 0.99);
  const range = `${least.toFixed(5)} to ${most.toFixed(5)}`;
  console.log(`${what}: ${failed} = ${(failed / sets).toFixed(5)}, 99 percent interval ${range}`);
}
