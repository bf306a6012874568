/**
 * Measures the parts of NIST SP 800-90B that `assess` has beyond its estimators, and NIST's programs beside them where
 * a person has built them:
 *
 *     deno run -A bench/standards.ts [--peer DIRECTORY] [--rounds 1] [--jobs 1,2] [--only WORDS] [--failing]
 *         [--json FILE]
 *
 * DIRECTORY holds ea_iid, ea_restart and ea_conditioning (SP800-90B_EntropyAssessment, version 1.1.7). The cases run
 * in turn, each in a fresh process; the peer's threads are set with OMP_NUM_THREADS. The counts that a
 * passing set needs are random on both sides: --rounds 5 and more, and the median. --only "passing million" runs
 * the cases that have these words in their name.
 *
 * --failing adds a set that fails a cheap statistic, which takes minutes. What one that fails compression alone takes
 * is told in any case: 10,000 times what one shuffle and one compression take.
 */
import {
  orEnd,
  parseScriptArguments,
  toWholeNumber,
  wholeNumber,
} from "../scripts/command_line.ts";
import { noisyCounter, RESTART_DATA, uniform } from "../tests/sp800_90b/standard_data.ts";
import { loadBzip2 } from "../lib/sp800_90b/bzip2.ts";
import { permutationStatistics } from "../lib/sp800_90b/permutation_statistics.ts";
import { renameSymbols, sampleFacts } from "../lib/sp800_90b/sequence.ts";
import { PERMUTATIONS } from "../lib/sp800_90b/permutation_tests.ts";
import { shuffle } from "../lib/sp800_90b/shuffle.ts";
import { conditionLines, markdownTable } from "./tables.ts";
import { PROGRAM } from "../tests/cli/program.ts";

const OPTIONS = [
  { name: "rounds", value: "N", summary: "so many of each case; default 1" },
  { name: "jobs", value: "N,N", summary: "with so many threads each; default 1,2" },
  { name: "only", value: "WORDS", summary: "cases with these words in their name" },
  { name: "failing", summary: "data that fails, too" },
  { name: "peer", value: "DIR", summary: "where NIST's programs lie, to be run beside it" },
  { name: "json", value: "FILE", summary: "write the raw samples there" },
];
const { rounds, threads, only, failing, peer, json } = orEnd("bench:standards", () => {
  const given = parseScriptArguments("bench:standards", OPTIONS, Deno.args);
  const jobs = given.values["jobs"]?.at(-1) ?? "1,2";
  return {
    rounds: wholeNumber(given, "rounds", { otherwise: 1 }),
    threads: jobs.split(",").map((count) => toWholeNumber("--jobs", count)),
    only: given.values["only"]?.at(-1) ?? "",
    failing: given.values["failing"] !== undefined,
    peer: given.values["peer"]?.at(-1),
    json: given.values["json"]?.at(-1),
  };
});

interface Case {
  readonly name: string;
  readonly command: readonly string[];
  readonly threads: number;
}

interface Sample {
  readonly name: string;
  readonly round: number;
  readonly wallSeconds: number;
  /** Of all threads, user and system. */
  readonly processorSeconds: number;
  readonly peakMebibytes: number;
}

const directory = await Deno.makeTempDir();
const samples: Sample[] = [];
try {
  const path = (name: string) => `${directory}/${name}`;
  await Deno.writeFile(path("fair"), uniform(1_000_000, 112, 8));
  await Deno.writeFile(path("counter"), noisyCounter(1_000_000, 118, 8));
  await Deno.writeFile(path("restarts"), RESTART_DATA["r8_uniform"]());
  await Deno.writeFile(path("echo"), echoing());
  const cases = threads.flatMap((count): Case[] => {
    const ours = (name: string, ...args: string[]): Case => ({
      name: `assess ${name}, ${count} thread${count === 1 ? "" : "s"}`,
      command: [...PROGRAM, "assess", ...args, "--jobs", String(count)],
      threads: count,
    });
    const theirs = (name: string, tool: string, ...args: string[]): Case[] =>
      peer === undefined ? [] : [{
        name: `${name}, ${count} thread${count === 1 ? "" : "s"}`,
        command: [`${peer}/${tool}`, ...args],
        threads: count,
      }];
    return [
      ours("--iid, a passing million", path("fair"), "--iid"),
      ...theirs("ea_iid, a passing million", "ea_iid", path("fair"), "8"),
      ours("--iid, refused by 5.2", path("counter"), "--iid"),
      ours("--restart, bytes", "--restart", path("restarts"), "--claimed-entropy", "7.2"),
      ...theirs("ea_restart -n, bytes", "ea_restart", "-n", path("restarts"), "8", "7.2"),
      ...(failing ? [ours("--iid, fails a cheap statistic", path("echo"), "--iid")] : []),
    ];
  });
  for (let round = 0; round < rounds; round++) {
    for (const one of cases) {
      if (one.name.includes(only)) samples.push(await measure(one, round));
    }
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}

const names = [...new Set(samples.map(({ name }) => name))];
const rows = names.map((name) => {
  const of = samples.filter((sample) => sample.name === name);
  const sorted = (key: "wallSeconds" | "processorSeconds") =>
    of.map((sample) => sample[key]).sort((a, b) => a - b);
  const median = (values: readonly number[]) => values[Math.floor(values.length / 2)];
  const seconds = sorted("wallSeconds");
  const peak = Math.max(...of.map(({ peakMebibytes }) => peakMebibytes));
  return [
    name,
    median(seconds).toFixed(2),
    `${seconds[0].toFixed(2)} to ${seconds.at(-1)!.toFixed(2)}`,
    median(sorted("processorSeconds")).toFixed(2),
    peak.toFixed(0),
  ];
});
const { shuffleMilliseconds, compressionMilliseconds } = await compressionCost();
const hours = PERMUTATIONS * (shuffleMilliseconds + compressionMilliseconds) / 3_600_000;
console.log([
  ...await conditionLines(),
  "",
  markdownTable(["case", "median s", "range s", "processor s", "peak MiB"], rows),
  "",
  `A shuffle of a million bytes takes ${shuffleMilliseconds.toFixed(1)} ms, a compression ` +
  `${compressionMilliseconds.toFixed(0)} ms: a set that fails compression alone ` +
  `${(60 * hours).toFixed(0)} minutes on one thread.`,
].join("\n"));
if (json !== undefined) {
  await Deno.writeTextFile(json, JSON.stringify({ samples }, null, 2) + "\n");
}

/** GNU time says how much memory the process took at most. */
async function measure({ name, command, threads }: Case, round: number): Promise<Sample> {
  const started = performance.now();
  const { code, stderr } = await new Deno.Command("/usr/bin/time", {
    args: ["-f", "peak %M %U %S", ...command],
    env: { OMP_NUM_THREADS: String(threads) },
    stdout: "null",
    stderr: "piped",
  }).output();
  const wallSeconds = (performance.now() - started) / 1000;
  const text = new TextDecoder().decode(stderr);
  const peak = /peak (\d+) ([\d.]+) ([\d.]+)/.exec(text);
  if (code !== 0 || peak === null) throw new Error(`${name} ended with ${code}: ${text}`);
  const [kibibytes, user, kernel] = peak.slice(1).map(Number);
  const processorSeconds = user + kernel;
  return { name, round, wallSeconds, processorSeconds, peakMebibytes: kibibytes / 1024 };
}

/** Fair but for lag 16, which section 5.2 does not look at: one sample in 50 repeats the one 16 before. */
function echoing(): Uint8Array {
  const bytes = uniform(1_000_000, 113, 8);
  for (let i = 50; i < bytes.length; i += 50) bytes[i] = bytes[i - 16];
  return bytes;
}

/** One shuffle and one compression of a million bytes. */
async function compressionCost() {
  const symbols = uniform(1_000_000, 112, 8);
  const sequence = renameSymbols(symbols);
  const facts = sampleFacts(symbols, sequence);
  const compressedLength = await loadBzip2();
  const timed = (action: (round: number) => void) => {
    const times = Array.from({ length: 7 }, (_, round) => {
      const started = performance.now();
      action(round);
      return performance.now() - started;
    });
    return times.sort((a, b) => a - b)[3];
  };
  const shuffled = sequence.values.slice();
  const shuffleMilliseconds = timed((round) => shuffle(shuffled, 1, round));
  const compressionMilliseconds = timed(() =>
    permutationStatistics(shuffled, facts, new Set(["compression"]), compressedLength)
  );
  return { shuffleMilliseconds, compressionMilliseconds };
}
