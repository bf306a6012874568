/**
 * One measurement of bench/estimators.ts, in a process of its own so that nothing is warm and peak memory
 * is its own. Prints a JSON object; times are of the computing alone, without start-up.
 *
 *     deno run -A bench/estimators_case.ts fips|statistics|repeats FILE
 *     deno run -A bench/estimators_case.ts estimators SAMPLES
 */
import { estimatorJobs, estimatorRunner } from "../lib/sp800_90b/jobs.ts";
import { FipsStream } from "../lib/fips_140_2/stream.ts";
import { Repeats } from "../lib/assess/repeats.ts";
import { StreamStatisticsCounter } from "../lib/assess/stream_statistics.ts";
import { referenceData } from "../tests/sp800_90b/reference_data.ts";

const READ_BYTES = 2 ** 20;

/** Reads a file through a consumer, as `assess` reads its source. */
async function stream(path: string, consumer: { update(bytes: Uint8Array): void }) {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    const count = await file.read(buffer);
    if (count === null) return;
    consumer.update(buffer.subarray(0, count));
  }
}

/** Every job of eight-bit samples, one after the other, with its own time. */
function estimators(samples: number): Record<string, number> {
  const symbols = referenceData("uniform8", samples);
  const times: Record<string, number> = {};
  const started = performance.now();
  const run = estimatorRunner({ symbols, bitsPerSymbol: 8 });
  for (const job of estimatorJobs(8, 256)) {
    const before = performance.now();
    run(job);
    times[`${job.sequence} ${job.estimators.join("+")}`] = performance.now() - before;
  }
  times["all"] = performance.now() - started;
  return times;
}

const [what, argument] = Deno.args as [string, string];
const started = performance.now();
let times: Record<string, number> = {};
if (what === "fips") await stream(argument, new FipsStream());
else if (what === "statistics") await stream(argument, new StreamStatisticsCounter());
else if (what === "repeats") await stream(argument, new Repeats());
else times = estimators(Number(argument));
const milliseconds = times["all"] ?? performance.now() - started;
const peak = /VmHWM:\s+(\d+)/.exec(await Deno.readTextFile("/proc/self/status"));
const line = JSON.stringify({ milliseconds, peakKibibytes: Number(peak?.[1]), times });
await Deno.stdout.write(new TextEncoder().encode(line + "\n"));
