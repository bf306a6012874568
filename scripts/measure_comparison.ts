/**
 * Counts how many figures of two recordings of one source are said to differ, sums the probability that two counts of
 * rare events are, and fails where either is more than reports state, by four standard deviations.
 *
 *     deno run scripts/measure_comparison.ts [PAIRS [BYTES]]    2,000 of 20,000 bytes, some minutes
 */
import { MAX_DIFFERENCE_DEVIATIONS, MIN_EVENTS } from "../lib/assess/comparison.ts";
import { countScoreStars, countStars, STEADY_SOURCES } from "../tests/comparison_pairs.ts";
import { orEnd, parseScriptArguments, toWholeNumber } from "./command_line.ts";

/** Once in 6,000 figures. */
const MAX_STATED_RATE = 1 / 6000;
/** What the bands of two fair recordings leave out, of the assessed min-entropy. */
const MAX_SCORE_RATE = 4 / 1000;
/** Of so many pairs one has its min-entropies assessed, which takes a hundred times as long. */
const PAIRS_PER_SCORE = 50;

const SCRIPT = {
  script: "scripts/measure_comparison.ts",
  description: "Count how many figures of two recordings of one source are said to differ",
};
const [pairs, bytes] = orEnd("measure", () => {
  const words = { names: "[PAIRS [BYTES]]", max: 2 };
  const { positionals } = parseScriptArguments(SCRIPT, [], Deno.args, words);
  return [
    toWholeNumber("PAIRS", positionals[0] ?? "2000"),
    toWholeNumber("BYTES", positionals[1] ?? "20000"),
  ];
});

/** Probabilities of 0, 1, ... events where `expected` are. */
function poisson(expected: number): number[] {
  const last = Math.ceil(expected + 12 * Math.sqrt(expected) + 30);
  const logarithms = [-expected];
  for (let k = 1; k <= last; k++) logarithms.push(logarithms[k - 1] + Math.log(expected / k));
  return logarithms.map(Math.exp);
}

/** Probability that MIN_EVENTS expected events and so many times as many are said to differ. */
function rareEventRate(times: number): number {
  const base = poisson(MIN_EVENTS * times), other = poisson(MIN_EVENTS);
  let rate = 0;
  for (const [i, ofBase] of base.entries()) {
    if (ofBase < 1e-15) continue;
    for (const [j, ofOther] of other.entries()) {
      const noise = Math.sqrt((i + j) / (times + 1) * (1 + 1 / times));
      if (Math.abs(j - i / times) > MAX_DIFFERENCE_DEVIATIONS * noise) rate += ofBase * ofOther;
    }
  }
  return rate;
}

let right = true;
for (const times of [1, 3, 10, 100]) {
  const rate = rareEventRate(times);
  right &&= rate <= MAX_STATED_RATE;
  console.log(
    `${MIN_EVENTS} rare events against ${MIN_EVENTS * times}: once in ${Math.round(1 / rate)}`,
  );
}
for (const [name, recording] of STEADY_SOURCES) {
  const { compared, differing } = countStars(recording, pairs, bytes);
  const stated = compared * MAX_STATED_RATE;
  right &&= differing.length <= stated + 4 * Math.sqrt(stated);
  console.log(
    `${name}: of ${compared} figures of ${pairs} pairs ${differing.length} differ, at most ` +
      `${stated.toFixed(1)} stated${differing.length > 0 ? `: ${differing.join(", ")}` : ""}`,
  );
}
for (const [name, recording] of STEADY_SOURCES) {
  const { compared, differing } = countScoreStars(recording, Math.ceil(pairs / PAIRS_PER_SCORE));
  const stated = compared * MAX_SCORE_RATE;
  right &&= differing.length <= stated + 4 * Math.sqrt(stated);
  console.log(
    `${name}: of ${compared} assessed min-entropies of other lengths ${differing.length} differ, at most ` +
      `${stated.toFixed(1)} stated`,
  );
}
if (!right) Deno.exit(1);
