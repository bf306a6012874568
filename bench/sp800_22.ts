/**
 * Measures `assess --sp800-22` as a whole: time and memory, with one thread and with more, beside NIST's own
 * program where somebody has built it.
 *
 *     deno run -A bench/sp800_22.ts [--sequences 100] [--threads 2] [--rounds 3] [--peer DIR] [--json FILE]
 *
 * DIR is the folder of NIST's Statistical Test Suite 2.1.2 with its `assess` built and the folders below
 * `experiments/AlgorithmTesting` made. Ours and the peer run in turn on the same file of random bits; the peer
 * on two sequences only, since it takes seconds for each. Processor time is what other load disturbs least.
 * With a peer the largest difference of a p-value is told as well, test by test. `--json` keeps every sample.
 */
import { NIST_NAMES } from "../tests/sp800_22/nist_names.ts";
import { childTime } from "./child_time.ts";
import { BuildFailure } from "../scripts/build/failure.ts";
import {
  orEnd,
  parseScriptArguments,
  requireFiles,
  runScript,
  wholeNumber,
} from "../scripts/command_line.ts";
import { SP800_22_TESTS, type TestName } from "../lib/sp800_22/tests.ts";
import { conditionLines, markdownTable } from "./tables.ts";
import { PROGRAM } from "../tests/cli/program.ts";

const BITS = 1_000_000;
const PEER_SEQUENCES = 2;
const POLL_MILLISECONDS = 20;

interface Sample {
  readonly name: string;
  readonly sequences: number;
  readonly wallMilliseconds: number;
  /** User and system time of the process, start-up included. */
  readonly cpuMilliseconds: number;
  readonly peakMebibytes: number;
}

const OPTIONS = [
  { name: "sequences", value: "N", summary: "of a million bits each; default 100" },
  { name: "threads", value: "N", summary: "for ours; default 2" },
  { name: "rounds", value: "N", summary: "so many of each case; default 3" },
  { name: "peer", value: "DIR", summary: "where NIST's program lies, to be run beside it" },
  { name: "json", value: "FILE", summary: "write the raw samples there" },
];
const { sequences, threads, rounds, peer, json } = orEnd("bench:sp800-22", () => {
  const given = parseScriptArguments("bench:sp800-22", OPTIONS, Deno.args);
  return {
    sequences: wholeNumber(given, "sequences", { otherwise: 100 }),
    threads: wholeNumber(given, "threads", { otherwise: 2 }),
    rounds: wholeNumber(given, "rounds", { otherwise: 3 }),
    peer: given.values["peer"]?.at(-1),
    json: given.values["json"]?.at(-1),
  };
});
const samples: Sample[] = [];

/** Most memory that a process has had resident; 0 once it is gone. */
function peakMebibytes(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function measure(
  name: string,
  sequences: number,
  command: readonly string[],
  { cwd, stdin }: { readonly cwd?: string; readonly stdin?: string } = {},
): Promise<string> {
  const before = childTime();
  const started = performance.now();
  const [program, ...args] = command;
  const child = new Deno.Command(program, {
    args,
    ...(cwd === undefined ? {} : { cwd }),
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let peak = 0;
  const polling = setInterval(
    () => peak = Math.max(peak, peakMebibytes(child.pid)),
    POLL_MILLISECONDS,
  );
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout } = await child.output();
  clearInterval(polling);
  if (code !== 0) throw new BuildFailure(`${name}: ${program} ended with exit code ${code}`);
  samples.push({
    name,
    sequences,
    wallMilliseconds: performance.now() - started,
    cpuMilliseconds: childTime() - before,
    peakMebibytes: peak,
  });
  return new TextDecoder().decode(stdout);
}

function ours(threads: number, sequences: number): string[] {
  const options = ["--sp800-22", "--json", `--jobs=${threads}`, `--sequences=${sequences}`];
  return [...PROGRAM, "assess", ...options, file];
}

/** Answers to the menu: a file; all tests; no other parameter; so many sequences; packed bits. */
function peerAnswers(): string {
  return `0\n${file}\n1\n0\n${PEER_SEQUENCES}\n1\n`;
}

interface Report {
  readonly sp800_22: {
    readonly tests: readonly {
      readonly name: TestName;
      readonly subTests: readonly { readonly pValues: readonly (number | null)[] }[];
    }[];
  };
}

/** Largest difference of a p-value from the peer's six digits; the peer prints 0 where we have none. */
async function largestDifference(peer: string, report: Report, test: TestName): Promise<number> {
  const path = `${peer}/experiments/AlgorithmTesting/${NIST_NAMES[test]}/results.txt`;
  const theirs = (await Deno.readTextFile(path)).trim().split(/\s+/).map(Number);
  const { subTests } = report.sp800_22.tests.find(({ name }) => name === test)!;
  const found = Array.from(
    { length: PEER_SEQUENCES },
    (_, sequence) => subTests.map(({ pValues }) => pValues[sequence] ?? 0),
  ).flat();
  if (found.length !== theirs.length) throw new Error(`${path} has ${theirs.length} p-values`);
  return Math.max(...found.map((pValue, i) => Math.abs(pValue - theirs[i])));
}

function median(name: string, of: (sample: Sample) => number): string {
  const values = samples.filter((sample) => sample.name === name).map(of).sort((a, b) => a - b);
  const middle = values[values.length >> 1];
  return values.length === 1
    ? middle.toFixed(2)
    : `${middle.toFixed(2)} (${values[0].toFixed(2)} to ${values.at(-1)!.toFixed(2)})`;
}

const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
await runScript("bench:sp800-22", async () => {
  if (peer !== undefined) await requireFiles([`${peer}/assess`]);
});
const file = await Deno.makeTempFile({ prefix: "random-" });
await runScript("bench:sp800-22", async () => {
  try {
    const random = await Deno.open(file, { write: true });
    for (let left = Math.ceil(sequences * BITS / 8); left > 0; left -= 65_536) {
      await random.write(crypto.getRandomValues(new Uint8Array(Math.min(left, 65_536))));
    }
    random.close();
    for (let round = 0; round < rounds; round++) {
      await measure(`${threads} threads`, sequences, ours(threads, sequences));
      const few = Math.min(sequences, 10);
      await measure("1 thread", few, ours(1, few));
      if (peer !== undefined) {
        await measure("peer", PEER_SEQUENCES, [`${peer}/assess`, String(BITS)], {
          cwd: peer,
          stdin: peerAnswers(),
        });
      }
    }
    if (peer !== undefined) {
      const report: Report = JSON.parse(await measure("compared", 2, ours(1, PEER_SEQUENCES)));
      const rows = await Promise.all(SP800_22_TESTS.map(async ({ name }) => [
        name,
        (await largestDifference(peer, report, name)).toExponential(1),
      ]));
      print(markdownTable(["test", "largest difference of a p-value"], rows) + "\n");
    }
  } finally {
    await Deno.remove(file);
  }
});

const names = new Set(samples.map(({ name }) => name));
names.delete("compared");
print(markdownTable(
  ["", "sequences", "processor s a million bits", "wall s in all", "peak MiB"],
  Array.from(names, (name) => [
    name,
    String(samples.find((sample) => sample.name === name)!.sequences),
    median(name, ({ cpuMilliseconds, sequences }) => cpuMilliseconds / 1e3 / sequences),
    median(name, ({ wallMilliseconds }) => wallMilliseconds / 1e3),
    median(name, ({ peakMebibytes }) => peakMebibytes),
  ]),
));
const conditions = [...await conditionLines(), `load average ${Deno.loadavg().join(" ")}`];
for (const line of conditions) print(line);
if (json !== undefined) {
  await Deno.writeTextFile(
    json,
    JSON.stringify({ conditions, samples }, null, 1) + "\n",
  );
}
