/**
 * Measures what a whole run costs, from exec to exit: `deno task bench:startup [--output FILE]`.
 *
 * The rounds go through all programs in turn, so that what else the machine does hits all of them alike;
 * only ratios within one run mean anything. Prints medians; FILE gets every sample and the conditions.
 */
import { ensureDir } from "@std/fs/ensure-dir";
import { readConditions } from "../lib/system/conditions.ts";
import { system } from "../lib/system/mod.ts";
import { spread } from "../lib/math/quantile.ts";
import { ROOT } from "../scripts/build/project.ts";
import { runTool } from "../scripts/build/run_tool.ts";
import { withWorkDirectory } from "../scripts/build/work_directory.ts";
import { orEnd, parseScriptArguments, runScript } from "../scripts/command_line.ts";
import { makeVariants, type Variant } from "../tests/executables/variants.ts";
import { markdownTable } from "./tables.ts";

const RUNS_OF_EACH_PROGRAM = 20;

/** Debian's corosync-keygen. */
const ORIGINAL = "/usr/sbin/corosync-keygen";

interface Subject {
  readonly name: string;
  readonly command: readonly string[];
  /** Versions of Deno that share a cache throw out each other's entries at every turn. */
  readonly cache: string;
}

interface Sample {
  readonly wallMilliseconds: number;
  /** Processor time of all threads: what is left of the wall time on a busy machine. */
  readonly processorMilliseconds: number;
  /** Largest resident set, pages of the executable's file included. */
  readonly residentMebibytes: number;
}

/** An empty program and ours for each form, and ours once more with the key on a disk. */
function subjects(variants: readonly Variant[], onTmpfs: string, onDisk: string): Subject[] {
  const cacheOf = (name: string) => `${onDisk}/cache-${name.replaceAll(" ", "-")}`;
  const key = (directory: string) => ["-l", "-k", `${directory}/key`];
  const list: Subject[] = [];
  if (exists(ORIGINAL)) {
    list.push(
      { name: "C original, tmpfs", command: [ORIGINAL, ...key(onTmpfs)], cache: cacheOf("none") },
      { name: "C original, disk", command: [ORIGINAL, ...key(onDisk)], cache: cacheOf("none") },
    );
  }
  for (const { name, commands } of variants) {
    if (commands === null) continue;
    const { program, empty } = commands;
    const cache = cacheOf(name);
    list.push(
      { name: `${name}: empty program`, command: empty, cache },
      { name: `${name}: -l -k, tmpfs`, command: [...program, ...key(onTmpfs)], cache },
      { name: `${name}: -l -k, disk`, command: [...program, ...key(onDisk)], cache },
    );
  }
  return list;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function measure(timer: string, { command, cache }: Subject): Promise<Sample> {
  const printed = await runTool([timer, ...command], { env: { DENO_DIR: cache } });
  const [nanoseconds, microseconds, kibibytes] = printed.trim().split(" ");
  return {
    wallMilliseconds: Number(nanoseconds) / 1e6,
    processorMilliseconds: Number(microseconds) / 1e3,
    residentMebibytes: Number(kibibytes) / 1024,
  };
}

async function run(work: string, onTmpfs: string, onDisk: string) {
  const timer = `${work}/run_timed`;
  await runTool(["gcc", "-O2", "-Wall", "-o", timer, `${ROOT}bench/run_timed.c`]);
  const list = subjects(await makeVariants(work), onTmpfs, onDisk);
  const samples = new Map<string, Sample[]>(list.map(({ name }) => [name, []]));
  // Twice without counting: afterwards executables and caches are warm, as on a host in use.
  for (let round = -2; round < RUNS_OF_EACH_PROGRAM; round++) {
    for (const subject of list) {
      const sample = await measure(timer, subject);
      if (round >= 0) samples.get(subject.name)!.push(sample);
    }
  }
  return samples;
}

const OPTIONS = [{ name: "output", value: "FILE", summary: "write the raw samples there" }];
const output = orEnd(
  "bench:startup",
  () => parseScriptArguments("bench:startup", OPTIONS, Deno.args).values["output"]?.at(-1),
);

/** Prints the medians, and writes all samples where that is wanted. */
async function measureAll(work: string, onTmpfs: string): Promise<void> {
  const conditions = {
    ...readConditions(system),
    cores: navigator.hardwareConcurrency,
    loadBefore: Deno.loadavg(),
    rounds: RUNS_OF_EACH_PROGRAM,
  };
  const samples = await run(work, onTmpfs, work);
  const rows = [...samples].map(([name, list]) => {
    const of = (key: keyof Sample) => spread(list.map((sample) => sample[key]))!;
    const wall = of("wallMilliseconds");
    const figures = [
      ...[wall.median, wall.minimum, wall.p90],
      ...[of("processorMilliseconds").median, of("residentMebibytes").median],
    ];
    return [name, ...figures.map((figure) => figure?.toFixed(1) ?? "")];
  });
  console.log(
    markdownTable(["program", "median ms", "least ms", "p90 ms", "CPU ms", "RSS MiB"], rows),
  );
  const report = { conditions, samples: Object.fromEntries(samples) };
  if (output !== undefined) {
    await Deno.writeTextFile(output, JSON.stringify(report, null, 1) + "\n");
  }
}

await runScript("bench:startup", async () => {
  await ensureDir(`${ROOT}dist`);
  await withWorkDirectory(
    `${ROOT}dist`,
    ".bench-",
    (work) =>
      withWorkDirectory("/dev/shm", "keygen-bench-", (onTmpfs) => measureAll(work, onTmpfs)),
  );
});
