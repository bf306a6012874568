/**
 * Starvation that can be had anywhere: `deno task bench:starvation [--hosts N] [--seed N] [--short]
 * [--load] [--output DIRECTORY]`. With --load a busy loop runs beside the runs in real time.
 *
 * In simulated time: how long fleets of each profile wait for keys of several sizes, in both modes. In real
 * time, sped up: the real program reads a FIFO that starves it as the profile's first host would, and its
 * report is compared with the schedule. Writes starvation.json and starvation.html beside the table.
 */
import process from "node:process";
import { parseScriptArguments, runScript, wholeNumber } from "../scripts/command_line.ts";
import { waitOfFleet, waitOnHost } from "./models/fleet.ts";
import { PROFILES } from "./models/profiles.ts";
import { type Accuracy, accuracyOn } from "./starvation/accuracy.ts";
import { fleetPage } from "./starvation/page.ts";
import { answersTable, fleetTable, profilesTable, realTimeTable } from "./starvation/report.ts";
import type { Results } from "./starvation/results.ts";
import { conditionLines } from "./tables.ts";
import { ROOT } from "../scripts/build/project.ts";

/** Bytes: the usual key, what pcs insists on, and the largest. */
const KEY_SIZES_BYTES = [128, 256, 1024] as const;

/** A real-time run is sped up until it takes this long, and never slowed down. */
const REAL_TIME_SECONDS = 3;

const OPTIONS = [
  { name: "hosts", value: "N", summary: "of each profile; default 10000, with --short 500" },
  { name: "seed", value: "N", summary: "other hosts; default 1" },
  { name: "short", summary: "fewer hosts, and in real time only the first boots" },
  { name: "load", summary: "a busy loop beside the runs in real time" },
  { name: "output", value: "DIR", summary: "instead of dist/bench" },
];

interface Options {
  readonly hosts: number;
  readonly seed: number;
  readonly short: boolean;
  readonly load: boolean;
  readonly output: string;
}

function parseOptions(args: readonly string[]): Options {
  const given = parseScriptArguments("bench:starvation", OPTIONS, args);
  const short = given.values["short"] !== undefined;
  return {
    hosts: wholeNumber(given, "hosts", { otherwise: short ? 500 : 10_000 }),
    short,
    seed: wholeNumber(given, "seed", { otherwise: 1, least: 0 }),
    load: given.values["load"] !== undefined,
    output: given.values["output"]?.at(-1) ?? `${ROOT}dist/bench`,
  };
}

/** Fleets of every profile in both modes, and the processor time for it. */
function simulate(hosts: number, seed: number): Results["simulated"] {
  return PROFILES.map((profile) => {
    const started = process.cpuUsage();
    const fleets = (["blocking", "less-secure"] as const).flatMap((mode) =>
      KEY_SIZES_BYTES.map((keyBytes) => waitOfFleet(profile, mode, keyBytes, hosts, seed))
    );
    const { user, system } = process.cpuUsage(started);
    return { profile: profile.name, fleets, processorSeconds: (user + system) / 1e6 };
  });
}

/** The real program against the first host of each profile that has its key at all. */
async function measureRealTime({ seed, short, load }: Options): Promise<Accuracy[]> {
  const busy = load
    ? new Deno.Command("sh", { args: ["-c", "while :; do :; done"] }).spawn()
    : null;
  try {
    return await starveProgram(seed, short);
  } finally {
    busy?.kill();
    await busy?.status;
  }
}

async function starveProgram(seed: number, short: boolean): Promise<Accuracy[]> {
  const measured: Accuracy[] = [];
  const profiles = short ? PROFILES.filter(({ host }) => host.kernel === "first-boot") : PROFILES;
  for (const profile of profiles) {
    for (const mode of ["blocking", "less-secure"] as const) {
      const wait = waitOnHost(profile, mode, 128, seed, 0);
      if (wait.doneSeconds === null) continue;
      const speed = Math.max(1, wait.doneSeconds / REAL_TIME_SECONDS);
      measured.push(await accuracyOn(`${profile.name}, ${mode}`, wait.reads, speed));
    }
  }
  return measured;
}

async function main(): Promise<void> {
  const options = parseOptions(Deno.args);
  const { hosts, seed } = options;
  const conditions = [...await conditionLines(), `seed ${seed}, ${hosts} hosts a profile`];
  if (options.load) conditions.push("a busy loop beside the runs in real time");
  const results: Results = {
    benchmark: "starvation",
    format: 1,
    conditions,
    profiles: PROFILES,
    simulated: simulate(hosts, seed),
    realTime: await measureRealTime(options),
  };
  console.log(conditions.join("\n"));
  for (const table of [profilesTable, fleetTable, answersTable, realTimeTable]) {
    console.log("\n" + table(results));
  }
  await Deno.mkdir(options.output, { recursive: true });
  await Deno.writeTextFile(`${options.output}/starvation.json`, JSON.stringify(results) + "\n");
  await Deno.writeTextFile(`${options.output}/starvation.html`, await fleetPage(results));
  console.log(`\nWritten: ${options.output}/starvation.json and starvation.html`);
}

if (import.meta.main) await runScript("bench:starvation", main);
