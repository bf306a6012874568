/**
 * Counts how many recordings of 16 bits, of which the upper 8 are fair and the lower 8 are biased, keep the upper ones,
 * and fails where those of MIN_TELLING_SAMPLES do not all, or any of half as many does.
 *
 *     deno run scripts/measure_selected_bits.ts [RECORDINGS]    200 of each length, some seconds
 */
import { MIN_TELLING_SAMPLES, selectBits } from "../lib/assess/select_bits.ts";
import { uniformNumbers } from "../tests/noise.ts";
import { orEnd, parseScriptArguments, toWholeNumber } from "./command_line.ts";

const SCRIPT = {
  script: "scripts/measure_selected_bits.ts",
  description: "Count how many short recordings keep the bits that a long one keeps",
};
const recordings = orEnd("measure", () => {
  const words = { names: "[RECORDINGS]", max: 1 };
  const { positionals } = parseScriptArguments(SCRIPT, [], Deno.args, words);
  return toWholeNumber("RECORDINGS", positionals[0] ?? "200");
});

/** Recordings of so many samples that keep the 8 fair bits. */
function agreeing(samples: number, ones: number): number {
  let count = 0;
  for (let seed = 1; seed <= recordings; seed++) {
    const random = uniformNumbers(seed);
    const { positions } = selectBits(Uint16Array.from({ length: samples }, () => {
      let low = 0;
      for (let bit = 0; bit < 8; bit++) low |= Number(random() < ones) << bit;
      return Math.floor(256 * random()) << 8 | low;
    }));
    if (positions.every((bit) => bit >= 8)) count++;
  }
  return count;
}

for (const ones of [0.3, 0.4, 0.45]) {
  for (const samples of [256, 1024, MIN_TELLING_SAMPLES / 2, MIN_TELLING_SAMPLES, 16_384, 65_536]) {
    const count = agreeing(samples, ones);
    console.log(`ones ${ones}, ${samples} samples: ${count} of ${recordings} keep the fair bits`);
    const wanted = samples === MIN_TELLING_SAMPLES ? recordings : 0;
    if (ones === 0.3 && samples <= MIN_TELLING_SAMPLES && count !== wanted) Deno.exitCode = 1;
  }
}
