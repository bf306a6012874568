/**
 * Measures the streaming tests against Debian's rngtest and ent, and how the estimators' cost grows.
 *
 *     deno run -A bench/estimators.ts [--mebibytes 256] [--rounds 3] [--large] [--json FILE]
 *
 * Ours and the peer's run in turn, each in a fresh process, on the same file of random bytes. What is
 * compared is processor time, which other load on the machine disturbs least; ratios within one run are
 * what counts. The file is so large because starting and compiling take a tenth of a second of processor
 * time, as much as half of 64 MiB. `--large` adds ten million samples; `--json` keeps every sample and the
 * conditions.
 */
import { childTime } from "./child_time.ts";
import { orEnd, parseScriptArguments, wholeNumber } from "../scripts/command_line.ts";
import { ROOT } from "../scripts/build/project.ts";

interface Sample {
  readonly name: string;
  readonly round: number;
  readonly wallMilliseconds: number;
  /** User and system time of the process, start-up included. */
  readonly cpuMilliseconds: number;
  readonly peakKibibytes: number | null;
  readonly jobMilliseconds: Record<string, number>;
}

const OPTIONS = [
  { name: "mebibytes", value: "N", summary: "the size of the stream; default 256" },
  { name: "rounds", value: "N", summary: "so many of each case; default 3" },
  { name: "large", summary: "10 million samples, too" },
  { name: "json", value: "FILE", summary: "write the raw samples there" },
];
const { bytes, rounds, large, json } = orEnd("bench:estimators", () => {
  const given = parseScriptArguments("bench:estimators", OPTIONS, Deno.args);
  return {
    bytes: wholeNumber(given, "mebibytes", { otherwise: 256 }) * 2 ** 20,
    rounds: wholeNumber(given, "rounds", { otherwise: 3 }),
    large: given.values["large"] !== undefined,
    json: given.values["json"]?.at(-1),
  };
});
const samples: Sample[] = [];

async function measure(name: string, round: number, command: string[], input?: string) {
  const before = childTime();
  const started = performance.now();
  const child = new Deno.Command(command[0], {
    args: command.slice(1),
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  if (input !== undefined) await (await Deno.open(input)).readable.pipeTo(child.stdin);
  const { stdout } = await child.output();
  const wallMilliseconds = performance.now() - started;
  const text = new TextDecoder().decode(stdout);
  const ours = text.startsWith("{") ? JSON.parse(text) : null;
  samples.push({
    name,
    round,
    wallMilliseconds,
    cpuMilliseconds: childTime() - before,
    peakKibibytes: ours?.peakKibibytes ?? null,
    jobMilliseconds: ours?.times ?? {},
  });
}

function ours(what: string, argument: string): string[] {
  const script = `${ROOT}bench/estimators_case.ts`;
  return [Deno.execPath(), "run", "-A", "--no-check", script, what, argument];
}

/** Median and extremes of the processor time of a series, in milliseconds. */
function cpu(name: string): { median: number; least: number; most: number } {
  const times = samples.filter((sample) => sample.name === name)
    .map((sample) => sample.cpuMilliseconds).sort((a, b) => a - b);
  return { median: times[times.length >> 1], least: times[0], most: times.at(-1)! };
}

function printLine(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

function printRates(name: string, peer: string | null): void {
  for (const series of peer === null ? [name] : [name, peer]) {
    const { median, least, most } = cpu(series);
    const rate = (milliseconds: number): string => (bytes / 1e3 / milliseconds).toFixed(0);
    printLine(`${series.padEnd(24)} ${rate(median)} MB/s (${rate(most)} to ${rate(least)})`);
  }
  if (peer !== null) printLine(`  ratio ${(cpu(peer).median / cpu(name).median).toFixed(1)}`);
}

const file = await Deno.makeTempFile({ prefix: "random-" });
try {
  const random = await Deno.open("/dev/urandom");
  await Deno.writeFile(file, random.readable.pipeThrough(limit(bytes)));
  for (let round = 0; round < rounds; round++) {
    await measure("fips", round, ours("fips", file));
    await measure("rngtest", round, ["rngtest"], file);
    await measure("statistics", round, ours("statistics", file));
    await measure("ent", round, ["ent", "-t", file]);
    await measure("repeats", round, ours("repeats", file));
    for (const size of [1e5, 1e6]) {
      await measure(`estimators ${size}`, round, ours("estimators", String(size)));
    }
  }
  if (large) await measure("estimators 10000000", 0, ours("estimators", "10000000"));
} finally {
  await Deno.remove(file);
}

/** Passes so many bytes on and then ends. */
function limit(total: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = total;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
      if (left === 0) controller.terminate();
    },
  });
}

printRates("fips", "rngtest");
printRates("statistics", "ent");
printRates("repeats", null);
for (const name of new Set(samples.map((sample) => sample.name))) {
  if (!name.startsWith("estimators")) continue;
  const series = samples.filter((sample) => sample.name === name);
  const peak = Math.max(...series.map((sample) => sample.peakKibibytes ?? 0)) / 1024;
  const { median, least, most } = cpu(name);
  printLine(
    `${name.padEnd(24)} ${median} ms (${least} to ${most}) of processor time, ` +
      `${peak.toFixed(0)} MiB at most`,
  );
}
if (json !== undefined) {
  const conditions = {
    date: new Date().toISOString(),
    kernel: Deno.osRelease(),
    processor: /model name\s*: (.*)/.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? null,
    runtime: `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`,
    loadAverage: Deno.loadavg(),
    bytes,
    rounds,
  };
  await Deno.writeTextFile(
    json,
    JSON.stringify({ conditions, samples }, null, 1) + "\n",
  );
}
