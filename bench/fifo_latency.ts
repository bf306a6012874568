/**
 * How soon a key is there when its source has given the last byte, and what waiting for it costs.
 *
 * A FIFO is fed 4 bytes every 50 ms, as a starved device feeds its reader; 32 writes make a key of 128
 * bytes. Measured are the time from the last write to the moment the key file is there, and the CPU time of
 * the program between its first short read and its last one, in which it does nothing but wait.
 *
 * Run it with: deno task bench:fifo [--rounds N] [--program FILE]. It prints every round as JSON and
 * a summary; it fails when the key takes longer than one interval or waiting takes 2 percent of a CPU.
 */
import { orEnd, parseScriptArguments, wholeNumber } from "../scripts/command_line.ts";
import { randomStream } from "./models/random.ts";
import { PROGRAM } from "../tests/cli/program.ts";

const INTERVAL_MILLISECONDS = 50;
const PIECE_BYTES = 4;
const KEY_BYTES = 128;
const MAX_CPU_SHARE = 0.02;

/** Kernel ticks a second in /proc/PID/stat, the same on every Linux that user space sees (proc(5)). */
const TICKS_PER_SECOND = 100;

interface Round {
  /** From the return of the last write(2) until the key file had its name. */
  readonly keyAfterLastByteMilliseconds: number;
  /** CPU time of all threads, user and system, in the wait; a multiple of 10 ms. */
  readonly cpuMilliseconds: number;
  readonly waitMilliseconds: number;
}

const sleep = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));

/** User and system time of a process, fields 14 and 15 of /proc/PID/stat. */
async function cpuMilliseconds(processId: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${processId}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 1000 / TICKS_PER_SECOND;
}

async function measure(program: readonly string[], seed: number): Promise<Round> {
  const directory = await Deno.makeTempDir({ prefix: "fifo-latency-" });
  try {
    const fifo = `${directory}/fifo`;
    const made = await new Deno.Command("mkfifo", { args: [fifo] }).output();
    if (!made.success) throw new Error(`Could not make ${fifo}`);
    const [command, ...args] = program;
    const child = new Deno.Command(command, {
      args: [...args, "-r", fifo, "-k", `${directory}/authkey`],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    // A key file appears by a rename, of which the kernel tells.
    const watcher = Deno.watchFs(directory);
    const appeared = (async () => {
      for await (const { paths } of watcher) {
        if (paths.some((path) => path.endsWith("/authkey"))) return performance.now();
      }
      throw new Error("The watch ended before the key was there");
    })();
    const random = randomStream(seed);
    const pieces = KEY_BYTES / PIECE_BYTES;
    using writer = await Deno.open(fifo, { write: true });
    const start = performance.now();
    let [cpuAtFirst, firstAt, lastAt, cpuAtLast] = [0, 0, 0, 0];
    for (let piece = 0; piece < pieces; piece++) {
      await sleep(start + (piece + 1) * INTERVAL_MILLISECONDS - performance.now());
      if (piece === pieces - 1) cpuAtLast = await cpuMilliseconds(child.pid);
      const bytes = Uint8Array.from(
        { length: PIECE_BYTES },
        () => Math.floor(random.uniform() * 256),
      );
      await writer.write(bytes);
      lastAt = performance.now();
      if (piece === 1) [cpuAtFirst, firstAt] = [await cpuMilliseconds(child.pid), lastAt];
    }
    const readyAt = await appeared;
    const { code } = await child.status;
    if (code !== 0) throw new Error(`The program ended with exit ${code}`);
    return {
      keyAfterLastByteMilliseconds: readyAt - lastAt,
      cpuMilliseconds: cpuAtLast - cpuAtFirst,
      waitMilliseconds: lastAt - firstAt,
    };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const OPTIONS = [
  { name: "rounds", value: "N", summary: "so many keys; default 10" },
  { name: "program", value: "FILE", summary: "the executable to measure; default is the source" },
];
const { rounds, named } = orEnd("bench:fifo", () => {
  const given = parseScriptArguments("bench:fifo", OPTIONS, Deno.args);
  return {
    rounds: wholeNumber(given, "rounds", { otherwise: 10 }),
    named: given.values["program"]?.at(-1),
  };
});
const program = named !== undefined ? [named] : PROGRAM;
const results: Round[] = [];
for (let round = 0; round < rounds; round++) {
  results.push(await measure(program, round));
  console.log(JSON.stringify(results[round]));
}
const latencies = results.map((round) => round.keyAfterLastByteMilliseconds);
const cpu = results.reduce((sum, round) => sum + round.cpuMilliseconds, 0);
const wait = results.reduce((sum, round) => sum + round.waitMilliseconds, 0);
const worst = Math.max(...latencies);
console.log(
  `key after the last byte: median ${median(latencies).toFixed(1)} ms, worst ${
    worst.toFixed(1)
  } ms, ` +
    `interval ${INTERVAL_MILLISECONDS} ms; CPU while waiting: ${
      (100 * cpu / wait).toFixed(2)
    } percent`,
);
if (worst > INTERVAL_MILLISECONDS || cpu / wait >= MAX_CPU_SHARE) Deno.exit(1);
