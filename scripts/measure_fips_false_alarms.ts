/**
 * Counts how many blocks of fair bits fail the FIPS 140-2 tests, and fails when the constant in
 * lib/fips_140_2/limits.ts is more than four standard deviations away.
 *
 *     deno run -R scripts/measure_fips_false_alarms.ts [BLOCKS]    200,000 blocks, about two seconds
 *
 * The fair bits are the runtime's cryptographic generator.
 */
import { FIPS_FALSE_ALARM_PROBABILITY } from "../lib/fips_140_2/limits.ts";
import { FIPS_BLOCK_BYTES } from "../lib/fips_140_2/limits.ts";
import { FipsStream } from "../lib/fips_140_2/stream.ts";
import { orEnd, parseScriptArguments, toWholeNumber } from "./command_line.ts";

/** getRandomValues gives at most this at once. */
const CHUNK_BYTES = 65_536;

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
const chunk = new Uint8Array(CHUNK_BYTES);
for (let left = 4 + blocks * FIPS_BLOCK_BYTES; left > 0; left -= CHUNK_BYTES) {
  const bytes = left < CHUNK_BYTES ? chunk.subarray(0, left) : chunk;
  stream.update(crypto.getRandomValues(bytes));
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
];
await Deno.stdout.write(new TextEncoder().encode(lines.join("\n") + "\n"));
if (Math.abs(score) > 4) Deno.exit(1);
