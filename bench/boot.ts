/**
 * Measures, in virtual machines, how long a key takes as the first thing after boot: `deno task
 * bench:boot [--boots N] [--accel tcg|counted|kvm] [--kernel PACKAGE] [--program FILE] [--variants LIST]
 * [--readers LIST] [--timeout SECONDS] [--output FILE] [--resume]`. Every boot becomes a line of FILE; with
 * --resume only those are made that FILE does not hold, and the table is about all of them.
 *
 * Needs no root. On hosts that are virtual machines themselves KVM may open and then crawl, so software
 * emulation is the default, with a clock that counts instructions: what else the host does then does not
 * show. Waiting for the kernel's generator does not depend on the processor's speed.
 */
import { BuildFailure } from "../scripts/build/failure.ts";
import { runScript } from "../scripts/command_line.ts";
import type { Contents } from "./boot/initramfs.ts";
import { type Kernel, unpackKernel } from "./boot/kernel.ts";
import { type Boot, BootFailure, bootMachine } from "./boot/machine.ts";
import { type Options, parseOptions } from "./boot/options.ts";
import { payloads } from "./boot/payload.ts";
import { summaryTable } from "./boot/report.ts";
import { run } from "./boot/run.ts";
import { type Reader, type Variant, VARIANTS } from "./boot/variants.ts";
import { conditionLines } from "./tables.ts";
import { ROOT } from "../scripts/build/project.ts";

const WORK = `${ROOT}dist/boot`;
const MEMORY_MEGABYTES = 768;

/** Programs that have to be there, with their Debian packages. */
const NEEDED: readonly (readonly [program: string, debianPackages: string])[] = [
  ["qemu-system-x86_64", "qemu-system-x86"],
  ["cpio", "cpio"],
  ["gcc", "gcc libc6-dev"],
  ["xz", "xz-utils"],
  ["dpkg", "dpkg"],
  ["apt-get", "apt"],
];

async function missingPackages(): Promise<string[]> {
  const checks = NEEDED.map(async ([program, debianPackages]) => {
    const found = await run(["sh", "-c", `command -v ${program}`]).catch(() => null);
    return found === null ? [debianPackages] : [];
  });
  return (await Promise.all(checks)).flat();
}

/** Builds the executable under test. */
async function buildProgram(): Promise<string> {
  const output = `${WORK}/program`;
  const command = [Deno.execPath(), "run", "-A", `${ROOT}scripts/build.ts`];
  const built = await run([...command, "--runtime", "bun", "--output", output]);
  const path = built.split("\n").find((line) => line.startsWith(output));
  if (path === undefined) throw new Error("The build names no executable");
  return path;
}

/** One boot that is to be made. */
interface Task {
  readonly number: number;
  readonly variant: Variant;
  readonly reader: Reader;
}

/** Interleaved, so that whatever else the host does falls on all variants alike. */
function tasksOf({ boots, variants, readers }: Options): Task[] {
  return Array.from({ length: boots }, (_, index) => index + 1).flatMap((number) =>
    VARIANTS.filter(({ key }) => variants.includes(key)).flatMap((variant) =>
      variant.readers.filter((reader) => readers.includes(reader))
        .map((reader) => ({ number, variant, reader }))
    )
  );
}

/** What an earlier run has left of this kernel and accelerator. */
async function earlierBoots({ output, resume, accelerator }: Options, kernel: Kernel) {
  const text = resume ? await Deno.readTextFile(output).catch(() => "") : "";
  const boots = text.split("\n").filter(Boolean).map((line): Boot => JSON.parse(line));
  return boots.filter((boot) => boot.kernel === kernel.release && boot.accelerator === accelerator);
}

/** Makes all boots and writes a line a boot as they come. */
async function bootAll(kernel: Kernel, contents: Contents, options: Options): Promise<Boot[]> {
  const boots = await earlierBoots(options, kernel);
  const isMade = ({ number, variant, reader }: Task) =>
    boots.some((boot) =>
      boot.number === number && boot.variant === variant.name && boot.reader === reader
    );
  const tasks = tasksOf(options).filter((task) => !isMade(task));
  const directory = await Deno.makeTempDir({ dir: WORK });
  if (!options.resume) await Deno.writeTextFile(options.output, "");
  const payloadFor = payloads(kernel, contents, directory);
  const machine = { ...options, memoryMegabytes: MEMORY_MEGABYTES };
  try {
    for (const { number, variant, reader } of tasks) {
      const payload = await payloadFor(variant, reader);
      const measured = await bootMachine(payload, reader, machine);
      const boot: Boot = { number, kernel: kernel.release, ...measured };
      boots.push(boot);
      console.log(JSON.stringify(boot));
      await Deno.writeTextFile(options.output, JSON.stringify(boot) + "\n", { append: true });
    }
    return boots;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function main(): Promise<void> {
  const options = parseOptions(Deno.args, WORK);
  const missing = await missingPackages();
  if (missing.length > 0) {
    const install = `apt-get install --no-install-recommends ${missing.join(" ")}`;
    console.log(`skipped: no machines are booted here; what is missing comes with: ${install}`);
    return;
  }
  await Deno.mkdir(WORK, { recursive: true });
  const kernel = await unpackKernel(options.kernelPackage, WORK);
  const init = `${WORK}/init`;
  await run(["gcc", "-O2", "-Wall", "-static", "-o", init, `${ROOT}bench/boot/init.c`]);
  const needsProgram = options.readers.some((reader) => reader !== "probe");
  const program = options.program ?? (needsProgram ? await buildProgram() : null);
  const boots = await bootAll(kernel, { init, program }, options);
  const qemu = (await run(["qemu-system-x86_64", "--version"])).split("\n")[0];
  const conditions = `${qemu}, ${options.accelerator}, kernel ${kernel.release}`;
  console.log(["", ...await conditionLines(), conditions, "", summaryTable(boots)].join("\n"));
}

if (import.meta.main) {
  await runScript("bench:boot", async () => {
    try {
      await main();
    } catch (error) {
      throw error instanceof BootFailure ? new BuildFailure(error.message) : error;
    }
  });
}
