/**
 * Measures, in virtual machines, how long a key takes as the first thing after boot: `deno task
 * bench:boot [--boots N] [--accel tcg|counted|kvm] [--kernel PACKAGE] [--program FILE] [--readers LIST]
 * [--output FILE]`.
 *
 * Needs no root. On hosts that are virtual machines themselves KVM may open and then crawl, so software
 * emulation is the default, with a clock that counts instructions: what else the host does then does not
 * show. Waiting for the kernel's generator does not depend on the processor's speed.
 */
import { getopt } from "../lib/cli/getopt.ts";
import { type Contents, packInitramfs } from "./boot/initramfs.ts";
import { type Kernel, unpackKernel } from "./boot/kernel.ts";
import {
  type Accelerator,
  ACCELERATORS,
  type Boot,
  bootMachine,
  type MachineOptions,
} from "./boot/machine.ts";
import { run } from "./boot/run.ts";
import { READERS, type Variant, VARIANTS } from "./boot/variants.ts";
import { summaryTable } from "./boot/report.ts";
import { conditionLines } from "./tables.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const WORK = `${ROOT}dist/boot`;

/** Programs that have to be there, with their Debian packages. */
const NEEDED: readonly (readonly [program: string, debianPackage: string])[] = [
  ["qemu-system-x86_64", "qemu-system-x86"],
  ["cpio", "cpio"],
  ["gcc", "gcc and libc6-dev"],
  ["dpkg", "dpkg"],
  ["apt-get", "apt"],
];

const DEFAULTS = {
  boots: "10",
  accel: "counted",
  kernel: "linux-image-cloud-amd64",
  program: "",
  readers: READERS.join(","),
  output: `${WORK}/boots.jsonl`,
};

function parseOptions(args: readonly string[]): typeof DEFAULTS {
  const options = { ...DEFAULTS };
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const table = names.map((long) => ({ key: long, long, takesValue: true }));
  for (const parsed of getopt(args, table)) {
    if (parsed.kind === "error") throw new Error(parsed.message);
    if (parsed.kind === "positional") throw new Error(`Unexpected argument '${parsed.value}'`);
    options[parsed.key as keyof typeof DEFAULTS] = parsed.value ?? "";
  }
  return options;
}

function toAccelerator(name: string): Accelerator {
  if (name in ACCELERATORS) return name as Accelerator;
  throw new Error(`Unsupported --accel '${name}' (supported: ${Object.keys(ACCELERATORS)})`);
}

async function missingPrograms(): Promise<string[]> {
  const checks = NEEDED.map(async ([program, debianPackage]) => {
    const found = await run(["sh", "-c", `command -v ${program}`]).catch(() => null);
    return found === null ? [`${program} (Debian package ${debianPackage})`] : [];
  });
  return (await Promise.all(checks)).flat();
}

/** The executable under test: the one that was named, or one that is built now. */
async function executable(named: string): Promise<string> {
  if (named !== "") return named;
  const output = `${WORK}/program`;
  const built = await run(
    [
      Deno.execPath(),
      "run",
      "-A",
      `${ROOT}scripts/build.ts`,
      "--runtime",
      "bun",
      "--output",
      output,
    ],
  );
  const path = built.split("\n").find((line) => line.startsWith(output));
  if (path === undefined) throw new Error("The build names no executable");
  return path;
}

/** Boots every variant for every reader, again and again, and writes a line a boot as they come. */
async function bootAll(
  kernel: Kernel,
  contents: Contents,
  machine: MachineOptions,
  options: typeof DEFAULTS,
): Promise<Boot[]> {
  const wanted = options.readers.split(",");
  const readers = READERS.filter((reader) => wanted.includes(reader));
  const directory = await Deno.makeTempDir({ dir: WORK });
  try {
    const pack = async (variant: Variant, program: string | null) => {
      const path = await Deno.makeTempFile({ dir: directory, suffix: ".cpio" });
      await packInitramfs(variant, kernel, { ...contents, program }, path);
      return path;
    };
    const images = await Promise.all(VARIANTS.map(async (variant) => ({
      variant,
      probing: await pack(variant, null),
      making: await pack(variant, contents.program),
    })));
    const boots: Boot[] = [];
    // Interleaved, so that whatever else the host does falls on all variants alike.
    for (let number = 1; number <= Number(options.boots); number++) {
      for (const { variant, probing, making } of images) {
        for (const reader of readers) {
          const path = reader === "probe" ? probing : making;
          const boot = await bootMachine(variant, reader, kernel, path, machine);
          const line = JSON.stringify({ number, ...boot });
          console.log(line);
          const append = boots.push(boot) > 1;
          await Deno.writeTextFile(options.output, line + "\n", { append });
        }
      }
    }
    return boots;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function main(): Promise<void> {
  const options = parseOptions(Deno.args);
  const missing = await missingPrograms();
  if (missing.length > 0) {
    console.log(`skipped: no machines are booted here; missing: ${missing.join(", ")}`);
    return;
  }
  await Deno.mkdir(WORK, { recursive: true });
  const kernel = await unpackKernel(options.kernel, WORK);
  const init = `${WORK}/init`;
  await run(["gcc", "-O2", "-Wall", "-static", "-o", init, `${ROOT}bench/boot/init.c`]);
  const contents = { init, program: await executable(options.program) };
  const machine: MachineOptions = {
    accelerator: toAccelerator(options.accel),
    memoryMegabytes: 768,
    timeoutSeconds: 120,
  };
  const boots = await bootAll(kernel, contents, machine, options);
  const qemu = (await run(["qemu-system-x86_64", "--version"])).split("\n")[0];
  console.log(
    ["", ...await conditionLines(), `${qemu}, ${machine.accelerator}, kernel ${kernel.release}`, ""]
      .join("\n"),
  );
  console.log(summaryTable(boots));
}

if (import.meta.main) await main();
