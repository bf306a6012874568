/**
 * Measures the whole program at work on `assess`: the FIPS 140-2 stream against rngtest and dd, memory on a
 * long pipe, and a million samples through everything.
 *
 *     deno run -A bench/assess.ts [--rounds 3] [--mebibytes 256] [--json FILE]
 *
 * The cases run in turn, each in a fresh process. Wall time depends on what else the machine does; processor
 * time and the ratios within one run are what counts. `--json` keeps every sample and the conditions.
 */
import { orEnd, parseScriptArguments, wholeNumber } from "../scripts/command_line.ts";
import { conditionLines, markdownTable } from "./tables.ts";
import { PROGRAM, quoted } from "../tests/cli/program.ts";

/** Clock ticks of /proc; 100 a second on every Linux architecture that Deno runs on. */
const TICK_SECONDS = 0.01;
const GIBIBYTE = 2 ** 30;

interface Case {
  readonly name: string;
  /** A shell's words; $FILE is a file of random bytes. */
  readonly command: string;
  /** Bytes or samples it goes through. */
  readonly amount: number;
}

interface Sample {
  readonly name: string;
  readonly round: number;
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  readonly peakMebibytes: number;
}

const OPTIONS = [
  { name: "rounds", value: "N", summary: "so many of each case; default 3" },
  { name: "mebibytes", value: "N", summary: "the size of the file; default 256" },
  { name: "json", value: "FILE", summary: "write the raw samples there" },
];
const { rounds, bytes, json } = orEnd("bench:assess", () => {
  const given = parseScriptArguments("bench:assess", OPTIONS, Deno.args);
  return {
    rounds: wholeNumber(given, "rounds", { otherwise: 3 }),
    bytes: wholeNumber(given, "mebibytes", { otherwise: 256 }) * 2 ** 20,
    json: given.values["json"]?.at(-1),
  };
});
/** The words of the program under test, as a shell takes them. */
const program = PROGRAM.map(quoted).join(" ");

const CASES: readonly Case[] = [
  { name: "assess --fips FILE", command: `${program} assess --fips $FILE`, amount: bytes },
  { name: "rngtest <FILE", command: "rngtest <$FILE", amount: bytes },
  {
    name: "assess --fips /dev/urandom, 4 GiB",
    command: `${program} assess --fips --bytes ${4 * GIBIBYTE} /dev/urandom`,
    amount: 4 * GIBIBYTE,
  },
  {
    name: "dd if=/dev/urandom bs=1M, 4 GiB",
    command: `dd if=/dev/urandom of=/dev/null bs=1M count=${4 * GIBIBYTE / 2 ** 20}`,
    amount: 4 * GIBIBYTE,
  },
  {
    name: "1 GiB through a pipe, --fips",
    command: `head -c ${GIBIBYTE} /dev/urandom | ${program} assess --fips -`,
    amount: GIBIBYTE,
  },
  {
    name: "1,000,000 samples, everything, --jobs 1",
    command: `${program} assess --samples 1M --jobs 1 $FILE`,
    amount: 1e6,
  },
  {
    name: "1,000,000 samples, everything, --jobs 2",
    command: `${program} assess --samples 1M --jobs 2 $FILE`,
    amount: 1e6,
  },
];

/** What is compared round by round: throughput of the first over that of the second, by one kind of time. */
const COMPARISONS = [
  ["assess --fips FILE", "rngtest <FILE", "processorSeconds"],
  ["assess --fips /dev/urandom, 4 GiB", "dd if=/dev/urandom bs=1M, 4 GiB", "wallSeconds"],
] as const;

/** Processor time of all children waited for so far. */
function childSeconds(): number {
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1].split(" ");
  return (Number(fields[13]) + Number(fields[14])) * TICK_SECONDS;
}

/** Highest resident memory so far of a process or any of its children; 0 once they are gone. */
function peakMebibytes(processId: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${processId}/status`);
    const children = Deno.readTextFileSync(`/proc/${processId}/task/${processId}/children`);
    const own = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    return Math.max(
      own,
      ...children.split(" ").filter(Boolean).map((id) => peakMebibytes(Number(id))),
    );
  } catch {
    return 0; // It has ended between two looks.
  }
}

async function measure({ name, command }: Case, round: number, file: string): Promise<Sample> {
  const before = childSeconds();
  const started = performance.now();
  const child = new Deno.Command("sh", {
    args: ["-c", command],
    env: { FILE: file },
    stdout: "null",
    stderr: "null",
  }).spawn();
  let peak = 0;
  // Looking takes time that both cores have use for; the kernel keeps the highest for us.
  const watch = setInterval(() => peak = Math.max(peak, peakMebibytes(child.pid)), 100);
  const { success } = await child.status;
  clearInterval(watch);
  // rngtest ends with 1 where a block fails, as fair ones do now and then.
  if (!success && command.includes(program)) throw new Error(`${name} has failed: ${command}`);
  const wallSeconds = (performance.now() - started) / 1000;
  return {
    name,
    round,
    wallSeconds,
    processorSeconds: childSeconds() - before,
    peakMebibytes: peak,
  };
}

/** Of the last minute. */
function loadAverage(): string {
  return Deno.loadavg()[0].toFixed(2);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const file = await Deno.makeTempFile();
const samples: Sample[] = [];
const loadBefore = loadAverage();
try {
  await new Deno.Command("dd", {
    args: ["if=/dev/urandom", `of=${file}`, "bs=1M", `count=${bytes / 2 ** 20}`],
    stderr: "null",
  }).output();
  for (let round = 1; round <= rounds; round++) {
    for (const one of CASES) samples.push(await measure(one, round, file));
  }
} finally {
  await Deno.remove(file);
}

const of = (name: string) => samples.filter((sample) => sample.name === name);
const conditions = [
  ...await conditionLines(),
  `${rounds} rounds, medians; load average before ${loadBefore}, after ${loadAverage()}`,
];
const ratios = COMPARISONS.map(([name, peer, time]) => {
  const byRound = of(name).map((sample, i) => of(peer)[i][time] / sample[time]);
  const all = byRound.map((ratio) => ratio.toFixed(2)).join(", ");
  return { name, peer, time, byRound, line: `${name} to ${peer}, ${time}: ${all}` };
});
const rows = CASES.map(({ name, amount }) => {
  const wall = median(of(name).map(({ wallSeconds }) => wallSeconds));
  const processor = median(of(name).map(({ processorSeconds }) => processorSeconds));
  const peak = Math.max(...of(name).map((sample) => sample.peakMebibytes));
  return [
    name,
    wall.toFixed(2),
    processor.toFixed(2),
    (amount / 1e6 / wall).toFixed(1),
    (amount / 1e6 / processor).toFixed(1),
    peak.toFixed(0),
  ];
});
console.log(conditions.join("\n"));
console.log(ratios.map(({ line }) => line).join("\n"));
console.log(markdownTable(
  ["case", "wall s", "processor s", "million bytes or samples/s", "per processor s", "peak MiB"],
  rows,
));
if (json !== undefined) {
  await Deno.writeTextFile(
    json,
    JSON.stringify({ conditions, ratios, samples }, null, 2) + "\n",
  );
}
