/**
 * Counts how many blocks of fair bits fail the FIPS 140-2 tests, and fails when the constant in
 * lib/fips_140_2/limits.ts is more than four standard deviations away. Counts as well how many go beyond what chance
 * explains of one block (lib/fips_140_2/extremes.ts), and fails where that is more often than stated by as much.
 *
 *     deno run -R scripts/measure_fips_false_alarms.ts [BLOCKS]    200,000 blocks, about half a minute
 *
 * The fair bits are the runtime's cryptographic generator.
 */
import { FIPS_FALSE_ALARM_PROBABILITY } from "../lib/fips_140_2/limits.ts";
import { FIPS_BLOCK_BYTES, FIPS_WORD_BYTES } from "../lib/fips_140_2/limits.ts";
import { decimalsUp } from "../lib/report/numbers.ts";
import { FipsStream } from "../lib/fips_140_2/stream.ts";
import { orEnd, parseScriptArguments, toWholeNumber } from "./command_line.ts";

const SCRIPT = {
  script: "scripts/measure_fips_false_alarms.ts",
  description: "Count how many blocks of fair bits fail the FIPS 140-2 tests",
};
const blocks = orEnd("measure", () => {
  const words = { names: "[BLOCKS]", max: 1 };
  const { positionals } = parseScriptArguments(SCRIPT, [], Deno.args, words);
  return toWholeNumber("BLOCKS", positionals[0] ?? "200000");
});
const stream = new FipsStream();
stream.update(crypto.getRandomValues(new Uint8Array(FIPS_WORD_BYTES)));
const bytes = new Uint8Array(FIPS_WORD_BYTES + FIPS_BLOCK_BYTES);
const beyond = new Map<string, { found: number; stated: number }>();
for (let block = 0; block < blocks; block++) {
  const alone = new FipsStream();
  alone.update(crypto.getRandomValues(bytes));
  stream.update(bytes.subarray(FIPS_WORD_BYTES));
  for (const { statistic, fits, falseAlarms } of alone.result().verdict.extremes) {
    const { found, stated } = beyond.get(statistic) ?? { found: 0, stated: 0 };
    beyond.set(statistic, { found: found + (fits ? 0 : 1), stated: stated + falseAlarms });
  }
}
const { failedBlocks, failures, blocks: counted } = stream.result();
const rate = failedBlocks / counted;
const deviation = Math.sqrt(
  FIPS_FALSE_ALARM_PROBABILITY * (1 - FIPS_FALSE_ALARM_PROBABILITY) / counted,
);
const score = (rate - FIPS_FALSE_ALARM_PROBABILITY) / deviation;
const lines = [
  `${failedBlocks} of ${counted} blocks failed: ${rate.toExponential(3)}`,
  `by test: ${JSON.stringify(failures)}`,
  `constant: ${FIPS_FALSE_ALARM_PROBABILITY}, ${score.toFixed(2)} standard deviations away`,
  ...Array.from(
    beyond,
    ([statistic, { found, stated }]) =>
      `beyond chance by ${statistic}: ${found}, at most ${decimalsUp(stated, 1)} stated`,
  ),
];
await Deno.stdout.write(new TextEncoder().encode(lines.join("\n") + "\n"));
const tooOften = [...beyond.values()].some(({ found, stated }) =>
  found > stated + 4 * Math.sqrt(stated)
);
if (Math.abs(score) > 4 || tooOften) Deno.exit(1);
